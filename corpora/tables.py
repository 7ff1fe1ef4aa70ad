"""Tables as people save them: CSV with commas, semicolons or tabs, with or without a byte order mark, and .xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thirdorder.corpora.encodings import decoded
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.sheets import read_sheet

DELIMITERS = (",", ";", "\t", "|", "，", "；")
LONGEST_CELL = 10_000_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BROKEN = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?")
_MOST_ABOVE = 12
"""Rows among which a header stands, from the first that holds anything."""
_HEADS = frozenset({"study", "studies", "paper", "document", "reference", "author", "authors", "unit", "passage",
                    "codes", "code", "theme", "themes", "constructs", "coder", "reviewer", "year", "doi", "file",
                    "quote", "title", "country", "name", "definition"})  # fmt: skip
"""Names of columns that tell a header from what is typed above it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1) and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; every cell is text without white space around it. `notes` say how it was read."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

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


def refuse_broken(row: Row, columns: Iterable[str], name: str) -> None:
    """Raise FormatError where one of these cells holds the error of a formula, which is no code and no study."""
    for column in columns:
        if broken := _BROKEN.match(row[column]):
            raise FormatError(name, f"'{column}' holds the error {broken[0]}; mend the formula.", row.number)


def fold(text: str) -> str:
    """Text as people compare it: capitals, underscores and runs of white space do not count."""
    return " ".join(text.replace("_", " ").split()).casefold()


def read_table(data: bytes, name: str, sheet: str | None = None) -> Table:
    """Read a .csv or .xlsx (told apart by the bytes, not the name). `sheet` picks one, else the first seen is read."""
    if data.startswith(b"PK\x03\x04"):
        page = read_sheet(data, name, sheet)
        return _table(page.rows, name, page.notes)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError(name, "this is an old .xls workbook; save it as .xlsx or as CSV UTF-8.")
    text, guessed = decoded(data, name)
    return _table(_csv_rows(text, name), name, (guessed,) if guessed else ())


def decode(data: bytes, name: str) -> str:
    """Text from bytes: UTF-8, UTF-16 with a mark, else the likeliest code page of older programs."""
    return decoded(data, name)[0]


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV: UTF-8, commas, newline at the end of each row.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, which `read_table` takes away again.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return "" if cell is None else cell


def _as_written(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


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
        rows.extend([_as_written(cell) for cell in row] for row in reader)
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


def _table(rows: Sequence[Sequence[str]], name: str, notes: tuple[str, ...] = ()) -> Table:
    cells = [[c.strip() for c in row] for row in rows]
    top = _header(cells)
    if top is None:
        raise FormatError(name, "the table is empty; its first row must name the columns.")
    if above := [" ".join(filter(None, row)) for row in cells[:top] if any(row)]:
        notes = (*notes, f"{name}: what stands above the header in row {top + 1} was passed over: {'; '.join(above)}.")
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
    return Table(name, named, tuple(body), notes)


def _header(cells: Sequence[Sequence[str]]) -> int | None:
    """The row that names the columns: the first that is filled about as far as the table is wide.

    A title above it fills a cell or two. Of two rows that share their first cell, merged down, the second names the
    columns and the first their groups.
    """
    filled = [sum(map(bool, row)) for row in cells]
    first = next((i for i, n in enumerate(filled) if n), None)
    if first is None:
        return None
    named = [i for i in range(first, min(first + _MOST_ABOVE, len(cells))) if len({*map(fold, cells[i])} & _HEADS) > 1]
    if named:
        return named[0]
    if first + 1 < len(cells) and filled[first + 1] > filled[first] and cells[first][0] == cells[first + 1][0] != "":
        return first + 1
    below = sorted(n for n in filled[first + 1 :] if n)
    usual = below[len(below) // 2] if below else 0
    if filled[first] >= 2 or usual < 2:
        return first
    return next((i for i in range(first, min(first + _MOST_ABOVE, len(filled))) if filled[i] >= 0.6 * usual), first)


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
