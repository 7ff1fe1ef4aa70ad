"""A corpus in one CSV: `document,passage,text`, one row a passage."""

from __future__ import annotations

from dataclasses import dataclass

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.tables import read_table


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A passage of a passages file, as given."""

    document: str
    passage: str
    text: str

    @property
    def unit(self) -> str:
        """What codings call it."""
        return f"{self.document}/{self.passage}"


@dataclass(frozen=True, slots=True)
class PassagesFile:
    """The passages of a file in its order, and the units that hold no text and were left out."""

    units: tuple[TextUnit, ...]
    empty: tuple[str, ...] = ()


def is_passages_file(data: bytes, name: str) -> bool:
    """Whether a table has the columns of a passages file."""
    try:
        table = read_table(data, name)
    except FormatError:
        return False
    return all(table.find(column) for column in ("document", "passage", "text"))


def read_passages(data: bytes, name: str) -> PassagesFile:
    """Read a passages file. Raises FormatError where a row names no document or passage, or one that came before."""
    table = read_table(data, name)
    document, passage, text = (table.need(column) for column in ("document", "passage", "text"))
    rows: dict[str, int] = {}
    units: list[TextUnit] = []
    for row in table.rows:
        unit = TextUnit(row[document], row[passage], row[text])
        if not unit.document or not unit.passage:
            problem = "document or passage is empty; give each passage the name of its document and one of its own."
            raise FormatError(name, problem, row.number)
        if unit.unit in rows:
            problem = f"'{unit.unit}' stands in row {rows[unit.unit]} already; number the passages of a document."
            raise FormatError(name, problem, row.number)
        rows[unit.unit] = row.number
        units.append(unit)
    if not any(u.text for u in units):
        raise FormatError(name, "no row holds any text; put the words of each passage into the column 'text'.")
    return PassagesFile(tuple(u for u in units if u.text), tuple(u.unit for u in units if not u.text))
