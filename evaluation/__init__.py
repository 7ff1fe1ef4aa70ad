"""How a result compares with human work: overlap and agreement here, scores and benchmarks beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from thirdorder.evaluation.agreement import Agreement, TooFewCodersError
from thirdorder.evaluation.agreement import agreement as agree
from thirdorder.evaluation.agreement.overall import SCHEMA
from thirdorder.evaluation.overlap import Overlap, overlaps
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.pipeline import Result
from thirdorder.nlp.review import AGREED, Codebook, Coding


@dataclass(frozen=True)
class Assessment:
    """Overlap of the themes with human codes, by level, and agreement of the coders; empty where nobody coded."""

    overlap: tuple[Overlap, ...] = ()
    agreement: Agreement | None = None
    note: str = ""

    @property
    def overlap_summary(self) -> str:
        """How many codes have a theme of their own, a sentence a level; empty where nobody coded."""
        return " ".join(f"{o.summary}." for o in self.overlap)

    def overlap_dict(self) -> dict[str, Any]:
        """overlap.json."""
        levels = [o.to_dict() for o in self.overlap]
        return {"schema": "thirdorder/overlap@1", "summary": self.overlap_summary, "levels": levels}

    def agreement_dict(self) -> dict[str, Any]:
        """agreement.json."""
        if self.agreement is None:
            return {"schema": SCHEMA, "summary": "", "note": self.note}
        return {**self.agreement.to_dict(), "summary": summary_of(self.agreement)}


def assess(result: Result, codebook: Codebook | None = None, codings: Sequence[Coding] = ()) -> Assessment:
    """Overlap of candidate themes with human codes, and agreement between all coders, the machine one of them.

    Codings name papers and passages by id. The machine's codings are those it made while the study was held out.
    """
    if not codings:
        return Assessment(note="There are no codings to compare with.")
    placed = onto_passages(codings, result.papers)
    people = [c for c in placed if c.coder not in result.machines]
    agreed = [c for c in people if c.coder.casefold() == AGREED] or people
    passages = [(paper, passage.id) for paper, passage in result.rows]
    codes = tuple(c.code for c in codebook.codes) if codebook is not None else ()
    overlap = overlaps(result.themes.themes, agreed, passages, codes, seed=result.settings.seed)
    independent = [c for c in codings if c.coder.casefold() != AGREED] + list(result.machine_codings)
    try:
        compared = agree(
            independent,
            unit="passage",
            codebook=codebook,
            papers=result.papers,
            studies=result.studies,
            machines=result.machines,
            seed=result.settings.seed,
        )
    except TooFewCodersError as error:
        return Assessment(overlap, None, str(error))
    return Assessment(overlap, compared)


def summary_of(compared: Agreement) -> str:
    """A sentence for each pair of coders: percent agreement and pooled Cohen's κ with its interval."""
    lines = []
    for pair in compared.pairs:
        kappa, percent = pair.pooled["cohen_kappa"], pair.pooled["percent"]
        if kappa.value is None or percent.value is None:
            continue
        interval = f" [{kappa.low:.2f}, {kappa.high:.2f}]" if kappa.low is not None and kappa.high is not None else ""
        lines.append(
            f"{pair.coders[0]} and {pair.coders[1]} ({compared.kind(pair)}): {percent.value:.0%} of {compared.unit} by"
            f" code cells, pooled κ {kappa.value:.2f}{interval}."
        )
    return " ".join(lines)
