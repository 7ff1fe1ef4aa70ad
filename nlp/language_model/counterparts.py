"""Which constructs of other studies claim the same: chosen by a model among the nearest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thirdorder.nlp.document import Paper
from thirdorder.nlp.language_model.claims import Claim
from thirdorder.nlp.language_model.questions import Found, LanguageModel, Shape, ask, question
from thirdorder.nlp.language_model.verbatim import invents, tidy
from thirdorder.nlp.vectors import Vectors

NEAREST = 12
"""Claims of other studies, nearest by their vectors, that a question shows."""
MOST = 3


class Same(Shape, frozen=True):
    """A claim that states the same, by its number, and what both state."""

    number: int
    why: str


class Counterparts(Shape, frozen=True):
    """The answer about one claim."""

    counterparts: list[Same]


@dataclass(frozen=True)
class Counterpart:
    """A construct of another study that claims the same, and what both claim in the model's words."""

    construct: str
    other: str
    why: str


def counterparts(
    given: Sequence[Claim], vectors: Vectors, papers: Mapping[str, Paper], model: LanguageModel
) -> Found[tuple[Counterpart, ...]]:
    """Up to three counterparts of each claim, closest first. `vectors` (n, d) are the claims', unit rows."""
    counts: Counter[str] = Counter()
    shown = [(claim, others) for i, claim in enumerate(given) if (others := _nearest(given, vectors, i))]
    questions = [
        question(
            "counterparts",
            {
                "claim": claim.text,
                "others": [{"number": i + 1, "claim": other.text} for i, other in enumerate(others)],
            },
            Counterparts,
            600,
        )
        for claim, others in shown
    ]
    out: list[Counterpart] = []
    answers = ask(model, "language model: counterparts", questions, counts)
    for (claim, others), answer in zip(shown, answers, strict=True):
        chosen: dict[int, str] = {}
        for same in answer.counterparts if answer is not None else ():
            if 1 <= same.number <= len(others):
                chosen.setdefault(same.number - 1, tidy(same.why))
            else:
                counts["numbers of nothing"] += 1
        for i, why in list(chosen.items())[:MOST]:
            held = why
            if invents(why, [papers[claim.paper], papers[others[i].paper]]):
                counts["texts with invented quotations"] += 1
                held = ""
            out.append(Counterpart(claim.construct, others[i].construct, held))
        counts["counterparts beyond three"] += max(len(chosen) - MOST, 0)
    return Found(tuple(out), +counts)


def _nearest(given: Sequence[Claim], vectors: Vectors, i: int) -> list[Claim]:
    order = np.argsort(-np.round(vectors @ vectors[i], 5), kind="stable").tolist()
    return [given[j] for j in order if given[j].study != given[i].study][:NEAREST]
