"""Whether a passage bears on the review question, by its words and by whose experience it tells.

Suggested cautiously, decided by people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.language.people import GENERAL, counts_as, group_named
from thirdorder.nlp.language.phrases import content_words
from thirdorder.nlp.language.stems import stem
from thirdorder.nlp.review import Relevance
from thirdorder.nlp.vectors import Vectors

_TELLING = ("participant", "author_reporting")
_ORDER: tuple[Relevance, ...] = ("out", "partly", "in")
PARTLY = 0.15
"""Cosine to the question under which a passage that shares no word with it bears on it in part only."""
OUT = 0.05
"""The same for not at all."""


def wanted_groups(whose: str) -> tuple[str, ...]:
    """The groups that a reviewer names between ";" as those whose experience counts, as papers' groups are named."""
    return tuple(dict.fromkeys(group_named(words) for words in whose.split(";") if words.strip()))


def suggest_by_group(rows: Iterable[tuple[str, Passage]], wanted: Sequence[str]) -> Mapping[str, Relevance]:
    """out or partly for each passage that tells others' experience alone, by passage id; nothing is said of the rest.

    A passage is doubted only where its paper says whose experience it is: out where all that participants say and
    authors report in it is others', partly where some of it is nobody's by name. Groups of age or gender ("woman")
    contradict none, and a paper in which nobody counts by name may only call them otherwise: nothing is doubted there.
    """
    by_age_or_gender = not GENERAL.isdisjoint(wanted)
    heard: set[str] = set()
    doubted: list[tuple[str, str, Relevance]] = []
    for paper, passage in rows:
        telling = [v.group.name if v.group else "" for v in passage.voices if v.voice in _TELLING]
        named = [name for name in telling if name and (by_age_or_gender or name not in GENERAL)]
        if any(counts_as(name, group) for name in named for group in wanted):
            heard.add(paper)
        elif named:
            doubted.append((paper, passage.id, "out" if len(named) == len(telling) else "partly"))
    return {key: value for paper, key, value in doubted if paper in heard}


def narrower(one: Mapping[str, Relevance], other: Mapping[str, Relevance]) -> Mapping[str, Relevance]:
    """The same passages as `one`, each with the lesser relevance of the two."""
    return {key: min(value, other.get(key, "in"), key=_ORDER.index) for key, value in one.items()}


def suggest_relevance(
    papers: Sequence[Paper],
    rows: Sequence[tuple[str, Passage]],
    vectors: Vectors,
    question: str,
    vector: NDArray[np.float32] | None,
) -> Mapping[str, Relevance]:
    """in, partly or out for each passage id, by review question and its vector; all in where there is no question.

    A passage is doubted only when it is far from the question in meaning, shares none of its words, and the passages
    beside it in its paper are no nearer: leaving a passage out wrongly costs more than keeping one.
    """
    if not question.strip() or vector is None or not rows:
        return {p.id: "in" for _, p in rows}
    texts = {p.id: p.document for p in papers}
    wanted = {stem(w) for w in content_words(question)}
    near = vectors @ (vector / max(float(np.linalg.norm(vector)), 1e-9))
    place = {p.id: i for i, (_, p) in enumerate(rows)}
    beside: dict[str, list[int]] = {}
    for paper, passage in sorted(rows, key=lambda row: (row[0], row[1].start)):
        beside.setdefault(paper, []).append(place[passage.id])
    best = np.empty(len(rows), dtype=np.float32)
    for order in beside.values():
        padded = np.concatenate([[-1.0], near[order], [-1.0]])
        best[order] = np.maximum(near[order], (padded[:-2] + padded[2:]) / 2)
    found: dict[str, Relevance] = {}
    for i, (paper, passage) in enumerate(rows):
        shares = any(stem(w) in wanted for w in content_words(texts[paper].quote(passage)))
        found[passage.id] = "in" if shares or best[i] >= PARTLY else "partly" if best[i] >= OUT else "out"
    return found
