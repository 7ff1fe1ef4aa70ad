"""Workbooks that people read and programs read back. Same tables, same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_000  # Excel refuses a file with a longer one
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its header, its rows, and the columns that hold long text."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]
    wide: frozenset[str] = frozenset()


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as .xlsx. All text stays text: a quotation that begins with "=" is no formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet.header, sheet.rows, sheet.wide)
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


def _fill(
    sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[str | int | None]], wide: frozenset[str]
) -> None:
    for row in (header, *rows):
        sheet.append(["" if value is None else value if isinstance(value, int) else _text(value) for value in row])
    for column, title in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = 60 if title in wide else 18
    wrapped = Alignment(wrap_text=True, vertical="top")
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell, Cell):
                cell.alignment = wrapped
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _text(value: str) -> str:
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    return clean if len(clean) <= LONGEST_CELL else clean[: LONGEST_CELL - 1] + "…"
