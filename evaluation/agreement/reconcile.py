"""What coders have still to talk about, with the first word and the agreed one both kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from thirdorder.corpora.cleaning import AsTyped
from thirdorder.corpora.tables import write_csv
from thirdorder.evaluation.agreement.coefficients import MISSING
from thirdorder.evaluation.agreement.compared import compare
from thirdorder.evaluation.agreement.units import UnitName, cells_of
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import AGREED, Codebook, Coding, Study

COLUMNS = ("unit", "code", "coded_by", "not_by", "quotes", "agreed")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code that some coders put on a unit and others, who read it, did not. `agreed` is None until it is settled."""

    unit: str
    code: str
    coded_by: tuple[str, ...]
    not_by: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What to talk about, and how far it has come.

    `cells` counts the unit × code cells that two coders or more have read; `first` is the share of them agreed on at
    first and `now` the share with those settled since, None where nothing was read by two.
    """

    unit: UnitName
    cells: int
    disagreements: tuple[Disagreement, ...]

    @property
    def settled(self) -> int:
        """How many disagreements have an agreed value."""
        return sum(d.agreed is not None for d in self.disagreements)

    @property
    def first(self) -> float | None:
        """Agreement before anybody talked."""
        return (self.cells - len(self.disagreements)) / self.cells if self.cells else None

    @property
    def now(self) -> float | None:
        """Agreement with what was settled."""
        return (self.cells - len(self.disagreements) + self.settled) / self.cells if self.cells else None


def reconcile(
    codings: Sequence[Coding],
    *,
    unit: UnitName = "passage",
    codebook: Codebook | None = None,
    papers: Sequence[Paper] = (),
    studies: Sequence[Study] = (),
    as_typed: Collection[AsTyped] = (),
) -> Reconciliation:
    """Every cell on which coders who read the unit differ, in the order of units and codes, with their quotes.

    Compares as `agreement` does, and raises as it does. Codings by the coder "consensus" are what was settled: a unit
    that they mention without a code has lost it. First codings stay as they are.
    """
    compared = compare(codings, unit, codebook, papers, studies, as_typed)
    coders, codes = compared.cells.coders, compared.cells.codes
    everybody = (*compared.codings, *compared.agreed)
    cells, _ = cells_of(everybody, unit, (*coders, AGREED), codes, papers, studies)
    quotes = _quotes(compared.codings, unit, papers)
    found: list[Disagreement] = []
    for name, said in zip(cells.units, cells.values, strict=True):
        place = name.rpartition("+")[0] if papers and unit in ("sentence", "character") else name
        for k, code in enumerate(codes):
            yes = tuple(c for c, v in zip(coders, said[:-1, k], strict=True) if v == 1)
            no = tuple(c for c, v in zip(coders, said[:-1, k], strict=True) if v == 0)
            if yes and no:
                agreed = None if said[-1, k] == MISSING else bool(said[-1, k])
                found.append(Disagreement(name, code, yes, no, tuple(quotes.get((place, code), ())), agreed))
    twice = int((cells.read[:, :-1].sum(axis=1) >= 2).sum())
    return Reconciliation(unit, twice * len(codes), tuple(found))


def disagreements_csv(reconciliation: Reconciliation) -> bytes:
    """The list as CSV, for a meeting; the column `agreed` is to be filled with yes or no."""
    said: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}
    rows = [
        (d.unit, d.code, ";".join(d.coded_by), ";".join(d.not_by), "\n".join(d.quotes), said[d.agreed])
        for d in reconciliation.disagreements
    ]
    return write_csv(COLUMNS, rows)


def _quotes(
    codings: Sequence[Coding], unit: UnitName, papers: Sequence[Paper]
) -> Mapping[tuple[str, str], dict[str, None]]:
    """Who quoted what, by passage (or paper) and code, each once."""
    paper_of = {q.id: p.id for p in papers for q in p.passages} if unit == "paper" else {}
    quotes: dict[tuple[str, str], dict[str, None]] = {}
    for c in onto_passages(codings, papers) if papers else codings:
        if c.quote:
            quotes.setdefault((paper_of.get(c.unit, c.unit), c.code), {})[f"{c.coder}: {c.quote}"] = None
    return quotes
