"""The grid as a workbook: `grid` and `evidence` to read back, `reading` for people. Same grid, same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from thirdorder.corpora.grid import Grid, GridEvidence, grid_table, one_code
from thirdorder.corpora.tables import fold

LONGEST_CELL = 32_000  # Excel refuses a file with a longer one
QUOTES_PER_CELL = 2
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_grid(grid: Grid) -> bytes:
    """The grid as .xlsx with the sheets `grid` (the import format), `evidence` and `reading`."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "grid"
    header, rows = grid_table(grid)
    _fill(first, header, rows, wide={grid.codes_column})
    evidence = [[e.study, one_code(e.code), e.quote, e.page, e.voice] for e in grid.evidence]
    _fill(book.create_sheet("evidence"), ["study", "code", "quote", "page", "voice"], evidence, wide={"quote"})
    columns = _by_spread(grid)
    _fill(book.create_sheet("reading"), [grid.study_column, *columns], _reading(grid, columns), wide=set(columns))
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue())


def still(workbook: bytes) -> bytes:
    """An Office file without the hour it was written at: fixed dates in its properties and its archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = old.read(entry)
            if entry == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(entry, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()


def _by_spread(grid: Grid) -> list[str]:
    """The codes, those of most studies first."""
    spread = Counter(fold(code) for row in grid.rows for code in row.codes)
    return sorted((one_code(c) for c in grid.codes), key=lambda c: -spread[fold(c)])


def _reading(grid: Grid, columns: Sequence[str]) -> list[list[str]]:
    """Studies down, codes across; a cell holds its first quotes, or a dash where the code has none."""
    quotes: dict[tuple[str, str], list[str]] = {}
    for e in grid.evidence:
        quotes.setdefault((e.study, fold(one_code(e.code))), []).append(_printed(e))
    rows = []
    for row in grid.rows:
        coded = {fold(one_code(c)) for c in row.codes}
        cells = [_cell_of(quotes.get((row.study, fold(c)), []), fold(c) in coded) for c in columns]
        rows.append([row.study, *cells])
    return rows


def _cell_of(quotes: Sequence[str], coded: bool) -> str:
    more = f"\n(and {len(quotes) - QUOTES_PER_CELL} more)" if len(quotes) > QUOTES_PER_CELL else ""
    return "\n".join(quotes[:QUOTES_PER_CELL]) + more if quotes else "yes" if coded else "–"


def _printed(evidence: GridEvidence) -> str:
    where = ", ".join(w for w in (f"p. {evidence.page}" if evidence.page else "", evidence.voice) if w)
    return f"“{evidence.quote}”" + (f" ({where})" if where else "")


def _fill(sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[str | int | None]], wide: set[str]) -> None:
    for row in (header, *rows):
        sheet.append(["" if value is None else value if isinstance(value, int) else _text(value) for value in row])
    for column, title in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = 60 if title in wide else 18
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell, Cell):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a quote that begins with "=" is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _text(value: str) -> str:
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    return clean if len(clean) <= LONGEST_CELL else clean[: LONGEST_CELL - 1] + "…"
