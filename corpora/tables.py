"""Tables as people save them: CSV with commas, semicolons or tabs, with or without a byte order mark, and .xlsx."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from thirdorder.corpora.errors import FormatError

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1) and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; every cell is text without white space around it."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def find(self, *names: str) -> str | None:
        """The first of these columns that the table has, whatever its capitals; None where it has none."""
        known = {fold(c): c for c in reversed(self.columns)}
        return next((known[fold(n)] for n in names if fold(n) in known), None)

    def need(self, name: str) -> str:
        """A column that must be there."""
        column = self.find(name)
        if column is None:
            there = ", ".join(self.columns) or "none"
            raise FormatError(self.name, f"there is no column '{name}' (found: {there}); name it in the first row.", 1)
        return column


def fold(text: str) -> str:
    """Text as people compare it: capitals, underscores and runs of white space do not count."""
    return " ".join(text.replace("_", " ").split()).casefold()


def read_table(data: bytes, name: str, sheet: str | None = None) -> Table:
    """Read a .csv or .xlsx (told apart by the bytes, not the name). `sheet` picks a sheet, else the first is read."""
    if data.startswith(b"PK\x03\x04"):
        return _table(read_sheets(data, name, sheet), name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError(name, "this is an old .xls workbook; save it as .xlsx or as CSV UTF-8.")
    return _table(_csv_rows(decode(data, name), name), name)


def decode(data: bytes, name: str) -> str:
    """Text from bytes: UTF-8 with or without mark, UTF-16 with one, else the Windows code page of older Excel."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError(name, "this is not text in a known encoding; save it as CSV UTF-8.")


def read_sheets(data: bytes, name: str, sheet: str | None = None) -> list[list[str]]:
    """The rows of one sheet of an .xlsx as text; the first sheet unless one is named (capitals do not count)."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise FormatError(name, "this workbook cannot be opened; save it again as .xlsx or as CSV UTF-8.") from error
    names = {fold(n): n for n in reversed(book.sheetnames)}
    if sheet is not None and fold(sheet) not in names:
        book.close()
        there = ", ".join(book.sheetnames)
        raise FormatError(name, f"there is no sheet '{sheet}' (found: {there}); give a sheet that name.")
    page = book[names[fold(sheet)]] if sheet is not None else book.worksheets[0]
    rows = [[_cell(value) for value in row] for row in page.iter_rows(values_only=True)]
    book.close()
    return rows


def sheet_names(data: bytes) -> tuple[str, ...]:
    """The sheets of a workbook; none where the bytes are no workbook."""
    if not data.startswith(b"PK\x03\x04"):
        return ()
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        return ()
    names = tuple(book.sheetnames)
    book.close()
    return names


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV: UTF-8, commas, newline at the end of each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _cell(value: object) -> str:
    # Excel keeps 12 as 12.0; a reader of the sheet sees 12.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _csv_rows(text: str, name: str) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return [[], *_parse(rest, first.strip()[-1], name)][1:]
    return _parse(text, _delimiter(text), name)


def _parse(text: str, delimiter: str, name: str) -> list[list[str]]:
    rows: list[list[str]] = []
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows.extend(reader)
    except csv.Error as error:
        problem = (
            f"the quotation marks do not pair up ({error}); put text that holds {delimiter!r} between straight quotes."
        )
        raise FormatError(name, problem, len(rows) + 1) from error
    finally:
        csv.field_size_limit(before)
    return rows


def _delimiter(text: str) -> str:
    """The delimiter of the header row: only there, since ';' inside cells means something else."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def _table(rows: Sequence[Sequence[str]], name: str) -> Table:
    cells = [[c.strip() for c in row] for row in rows]
    top = next((i for i, row in enumerate(cells) if any(row)), None)
    if top is None:
        raise FormatError(name, "the table is empty; its first row must name the columns.")
    columns = _columns(cells[top], name, top + 1)
    body: list[Row] = []
    for i in range(top + 1, len(cells)):
        row = cells[i]
        if not any(row):
            continue
        if any(row[len(columns) :]):
            problem = f"{len(row)} cells under {len(columns)} columns; put text that holds the delimiter in quotes."
            raise FormatError(name, problem, i + 1)
        filled = row + [""] * (len(columns) - len(row))
        body.append(Row(i + 1, {c: v for c, v in zip(columns, filled, strict=False) if c}))
    named = tuple(c for c in columns if c)
    return Table(name, named, tuple(body))


def _columns(header: Sequence[str], name: str, row: int) -> list[str]:
    columns = list(header)
    while columns and not columns[-1]:
        columns.pop()
    seen: set[str] = set()
    for i, column in enumerate(columns):
        columns[i] = column = column or f"column {i + 1}"
        if fold(column) in seen:
            raise FormatError(name, f"two columns are called '{column}'; give each its own name.", row)
        seen.add(fold(column))
    return columns
