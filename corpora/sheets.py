"""Workbooks as people see them: the sheet they look at, cells as they are shown, and what was passed over."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from thirdorder.corpora.errors import FormatError

_UNREADABLE = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError)
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet as text, and sentences on what a person should know of how it was read."""

    rows: list[list[str]]
    notes: tuple[str, ...] = ()


def sheet_names(data: bytes) -> tuple[str, ...]:
    """The sheets of a workbook; none where the bytes are no workbook."""
    if not data.startswith(b"PK\x03\x04"):
        return ()
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
    except _UNREADABLE:
        return ()
    names = tuple(book.sheetnames)
    book.close()
    return names


def read_sheet(data: bytes, name: str, sheet: str | None = None) -> Sheet:
    """One sheet of an .xlsx: the one named (capitals do not count), else the first that is not hidden.

    Dates and shares are as the cells show them; what is merged down holds for every row. Raises FormatError for a
    workbook that cannot be opened, a sheet that is not there, or formulas whose results were never stored.
    """
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except _UNREADABLE as error:
        raise FormatError(name, "this workbook cannot be opened; save it again as .xlsx or as CSV UTF-8.") from error
    page, notes = _chosen(book, name, sheet)
    _refuse_unstored(data, name, page)
    down = _merged_down(page)
    rows = [[shown(down.get(c.coordinate, c)) for c in row] for row in page.iter_rows()]
    if down:
        notes.append(f"{name}: cells merged over several rows hold for each of them.")
    aside = (k for k, d in sorted(page.row_dimensions.items()) if d.hidden)
    hidden = [str(k) for k in aside if k <= len(rows) and any(rows[k - 1])]
    if hidden:
        notes.append(
            f"{name}: rows that are hidden or filtered out were read too ({_listed(hidden)}); delete those that should "
            "not count."
        )
    unseen = [k for k, d in sorted(page.column_dimensions.items()) if d.hidden and any(c.value for c in page[k])]
    if unseen:
        notes.append(f"{name}: hidden columns were read too ({_listed(unseen)}); delete those that should not count.")
    struck = [c.coordinate for row in page.iter_rows() for c in row if c.value is not None and c.font and c.font.strike]
    if struck:
        notes.append(f"{name}: what is struck out was read too ({_listed(struck)}); delete it if it should not count.")
    return Sheet(rows, tuple(notes))


def _chosen(book: Workbook, name: str, sheet: str | None) -> tuple[Worksheet, list[str]]:
    if sheet is not None:
        found = next((w for w in book.worksheets if w.title.casefold() == sheet.casefold()), None)
        if found is None:
            there = ", ".join(book.sheetnames)
            raise FormatError(name, f"there is no sheet '{sheet}' (found: {there}); give a sheet that name.")
        return found, []
    filled = [w for w in book.worksheets if w.max_row > 1 or w.max_column > 1 or w.cell(1, 1).value is not None]
    visible = [w for w in filled or book.worksheets if w.sheet_state == "visible"]
    if not visible:
        raise FormatError(name, "every sheet with cells in it is hidden; show the one that should be read and save.")
    page, *others = visible
    hidden = [w.title for w in filled if w.sheet_state != "visible"]
    notes = []
    if hidden:
        notes.append(f"{name}: hidden sheets were passed over ({_listed(hidden)}); '{page.title}' was read.")
    if others:
        behind = _listed([w.title for w in others])
        notes.append(f"{name}: '{page.title}' was read, the sheets behind it not ({behind}).")
    return page, notes


def _refuse_unstored(data: bytes, name: str, page: Worksheet) -> None:
    """Refuse formulas whose results the file does not hold: to read them as empty would say "coded nothing"."""
    empty = {c.coordinate for row in page.iter_rows() for c in row if c.value is None}
    formulas = load_workbook(io.BytesIO(data))[page.title]
    lost = [
        f"{c.coordinate} ({c.value})"
        for row in formulas.iter_rows()
        for c in row
        if c.coordinate in empty and isinstance(c, Cell) and c.data_type == "f"
    ]
    if lost:
        holds = f"cell {lost[0]} holds a formula" if len(lost) == 1 else f"cells {_listed(lost)} hold formulas"
        raise FormatError(
            name,
            f"{holds} without a stored result; open the file in a spreadsheet program and save it once, or paste the "
            "values.",
        )


def _merged_down(page: Worksheet) -> dict[str, Cell | MergedCell]:
    """For each cell of the first column of a range merged over several rows, the cell that holds its value."""
    return {
        page.cell(row, span.min_col).coordinate: page.cell(span.min_row, span.min_col)
        for span in page.merged_cells.ranges
        for row in range(span.min_row, span.max_row + 1)
        if span.max_row > span.min_row
    }


def shown(cell: Cell | MergedCell) -> str:
    """A cell's value as the sheet shows it: dates without a clock that stands at zero, shares in per cent."""
    value, form = cell.value, str(getattr(cell, "number_format", "General"))
    if value is None:
        return ""
    if isinstance(value, datetime):
        shape = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\\\.", "", form.lower())
        if "y" in shape and "d" not in shape:
            return f"{value.year}-{value.month:02}" if "m" in shape else str(value.year)
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and "%" in form:
        places = re.search(r"\.(0+)%", form)
        return f"{100 * value:.{len(places[1]) if places else 0}f} %"
    if isinstance(value, float):
        # A file keeps 12 as 12.0 and a third in 17 digits; a sheet shows 12 and 0.333333333333333.
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    return str(value)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more if more or len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"
