"""What coders have still to talk about, with the first word and the agreed one both kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.corpora.tables import write_csv
from thirdorder.evaluation.agreement_coefficients import MISSING, Cells
from thirdorder.nlp.codebook import Coding

COLUMNS = ("unit", "code", "coded_by", "not_by", "quotes", "agreed", "decided_by")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code that some coders put on a unit and others, who read it, did not. `agreed` is None until it is settled."""

    unit: str
    code: str
    coded_by: tuple[str, ...]
    not_by: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    agreed: bool | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Share of unit × code cells agreed on at first, and with those settled since; None where nothing was shared."""

    cells: int
    disagreements: int
    settled: int
    first: float | None
    agreed: float | None


def disagreements(
    cells: Cells, codings: Sequence[Coding] = (), settled: Sequence[Coding] = ()
) -> tuple[Disagreement, ...]:
    """Every cell on which coders who read the unit differ, in the order of units and codes.

    `codings` lend their quotes; `settled` are codings of what was agreed on afterwards (an empty code for a unit says
    that all its other codes were dropped). The first codings stay as they are.
    """
    quotes: dict[tuple[str, str], dict[str, None]] = {}
    for c in codings:
        if c.quote:
            quotes.setdefault((c.unit, c.code), {})[f"{c.coder}: {c.quote}"] = None
    kept = {(c.unit, c.code): c.coder for c in settled}
    judged = {c.unit: c.coder for c in settled}
    found: list[Disagreement] = []
    for u, unit in enumerate(cells.units):
        for k, code in enumerate(cells.codes):
            column = cells.values[u, :, k]
            yes = tuple(n for n, v in zip(cells.coders, column, strict=True) if v == 1)
            no = tuple(n for n, v in zip(cells.coders, column, strict=True) if v not in (1, MISSING))
            if not yes or not no:
                continue
            agreed = (unit, code) in kept if unit in judged else None
            said = tuple(quotes.get((unit, code), ()))
            found.append(Disagreement(unit, code, yes, no, said, agreed, judged.get(unit, "")))
    return tuple(found)


def reconciliation(cells: Cells, listed: Sequence[Disagreement]) -> Reconciliation:
    """How far agreement has come: a share of the cells that two coders or more have read."""
    known = (cells.values != MISSING).sum(axis=1)
    n = int((known >= 2).sum())
    settled = sum(d.agreed is not None for d in listed)
    first = (n - len(listed)) / n if n else None
    return Reconciliation(n, len(listed), settled, first, first + settled / n if first is not None else None)


def disagreements_csv(listed: Sequence[Disagreement]) -> bytes:
    """The list as CSV, for a meeting; the column `agreed` is to be filled with yes or no."""
    said: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}
    rows = [
        (d.unit, d.code, ";".join(d.coded_by), ";".join(d.not_by), "\n".join(d.quotes), said[d.agreed], d.decided_by)
        for d in listed
    ]
    return write_csv(COLUMNS, rows)
