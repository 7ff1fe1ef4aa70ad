"""Tables that cross studies with codes: a mark where a study has a code, nothing where it has not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.noticing import says_no, says_yes
from thirdorder.corpora.tables import Row, Table, fold

MARKS = frozenset({"•", "●"})
NO_MARKS = frozenset({"", "-", "–", "—", "na", "n/a", "n.a.", "nan", "none"})
"""Beside marks and words for yes and no, in any language."""
MOSTLY = 0.5
"""A column of which at least this share of the filled cells are marks was meant as a code."""
TOTALS = frozenset({"total", "totals", "sum", "count", "all", "gesamt", "summe", "insgesamt", "totale", "suma", "n"})
"""Rows and columns of such a table that hold sums."""
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")


def upright(table: Table, called: Collection[str]) -> Table:
    """A table whose rows are codes and whose columns are studies, turned: its first column is `called` after codes, or
    the columns bear years where the rows bear none, and the rest are marks."""
    first, *others = table.columns
    marked = len(others) > 1 and all(is_mark(row[c]) or _is_no_mark(row[c]) for row in table.rows for c in others)
    if not marked or not any(is_mark(row[c]) for row in table.rows for c in others):
        return table
    dated = sum(bool(_YEAR.search(c)) for c in others) > len(others) / 2
    dated = dated and not any(_YEAR.search(row[first]) for row in table.rows)
    if not dated and fold(first) not in called:
        return table
    for row in table.rows:
        if not row[first]:
            raise FormatError(table.name, f"the cell '{first}' is empty; name the code.", row.number)
    rows = tuple(
        Row(1, {"study": study} | {row[first]: row[study] for row in table.rows if fold(row[first]) not in TOTALS})
        for study in others
        if fold(study) not in TOTALS
    )
    columns = tuple(row[first] for row in table.rows if fold(row[first]) not in TOTALS)
    said = f"{table.name}: its rows were read as codes and its columns as studies."
    return Table(table.name, ("study", *columns), rows, (*table.notes, said))


def crossed_columns(table: Table, study: str, coder: str | None) -> tuple[str, ...]:
    """The columns of codes of a table that crosses studies with codes: none of their cells is more than a mark."""
    columns = [c for c in table.columns if c not in (study, coder) and fold(c) not in TOTALS]
    cells = {c: {row[c] for row in table.rows} for c in columns}
    found = tuple(
        c for c in columns if any(map(is_mark, cells[c])) and all(is_mark(x) or _is_no_mark(x) for x in cells[c])
    )
    return found if len(found) > 1 else ()


def is_mark(cell: str) -> bool:
    """Whether a cell says by a mark or a word that a study has a code."""
    return fold(cell) in MARKS or says_yes(cell)


def _is_no_mark(cell: str) -> bool:
    return fold(cell) in NO_MARKS or says_no(cell)


def uncrossed(table: Table, special: Iterable[str | None]) -> Iterable[str]:
    """Sentences on columns between those of codes that hold mostly marks, and something else too."""
    for column in table.columns:
        cells = [row[column] for row in table.rows if row[column]]
        odd = [fold(c) for c in cells if not is_mark(c) and not _is_no_mark(c)]
        if column not in set(special) and odd and len(cells) - len(odd) >= MOSTLY * len(cells):
            yield f"'{column}' holds marks and '{odd[0]}': taken for no code; write a mark or nothing in each cell."
