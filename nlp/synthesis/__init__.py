"""Evidence for synthesis, never verdicts: what may translate, what to check, and what stands behind each theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Order, Study, Theme
from thirdorder.nlp.synthesis.appraisal import Answer, Without, without
from thirdorder.nlp.synthesis.counterparts import Worksheet, lowest, stated, worksheet
from thirdorder.nlp.synthesis.discordance import Discordance, discordances
from thirdorder.nlp.synthesis.order import ordered
from thirdorder.nlp.synthesis.places import Place, studies_of
from thirdorder.nlp.synthesis.saturation import Saturation, saturation
from thirdorder.nlp.synthesis.sufficiency import Behind, sufficiency
from thirdorder.nlp.vectors import Vectors

__all__ = ["Answer", "Place", "Synthesis", "claims_stated", "synthesise"]


@dataclass(frozen=True)
class Synthesis:
    """The translation worksheet, passages to check, what stands behind each theme, and what appraisal would take away.

    `saturation` is None unless it was asked for, `without` empty without an appraisal.
    """

    worksheet: Worksheet
    to_check: tuple[Discordance, ...] = ()
    behind: tuple[Behind, ...] = ()
    saturation: Saturation | None = None
    without: tuple[Without, ...] = ()


def claims_stated(papers: Sequence[Paper]) -> dict[str, str]:
    """By construct id, the label and claims that constructs are compared by; their vectors go to `synthesise`."""
    return {c.id: stated(p, c) for p in papers for c in lowest(p)}


def synthesise(
    papers: Sequence[Paper],
    studies: Sequence[Study],
    themes: Sequence[Theme],
    passages: Mapping[str, Vectors],
    claims: Mapping[str, Vectors],
    *,
    seed: int,
    order: Order = "year",
    index: str = "",
    sampled: bool = False,
    accepted: frozenset[str] = frozenset(),
    answers: Sequence[Answer] = (),
) -> Synthesis:
    """Evidence over papers and leaf themes. `passages` are unit vectors by passage id, `claims` by construct id.

    `order` and `index` say in which order papers are translated into each other, `sampled` that they were sampled on
    purpose, which alone gives a saturation curve sense; it counts the themes `accepted` by people where there are any.
    `answers` are an appraisal's, by paper id. Raises ValueError where the index paper is not among the papers.
    """
    study_of = studies_of(papers, studies)
    queue = ordered(papers, order, index)
    named = f"{order}, the index paper first" if index else order
    return Synthesis(
        worksheet=worksheet(queue, named, study_of, passages, claims),
        to_check=discordances(papers, themes),
        behind=sufficiency(themes, papers, studies, study_of),
        saturation=_saturation(queue, themes, study_of, named, accepted, seed) if sampled else None,
        without=without(answers, themes, papers, study_of),
    )


def _saturation(
    queue: Sequence[Paper],
    themes: Sequence[Theme],
    study_of: Mapping[str, str],
    order: str,
    accepted: frozenset[str],
    seed: int,
) -> Saturation:
    counted = [t for t in themes if t.id in accepted] or list(themes)
    over = "themes that people accepted" if any(t.id in accepted for t in themes) else "candidate themes of the machine"
    studies = list(dict.fromkeys(study_of[p.id] for p in queue))
    return saturation({t.id: frozenset(t.studies) for t in counted}, studies, order=order, over=over, seed=seed)
