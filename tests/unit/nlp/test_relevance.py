"""Relevance to the review question: cautious suggestions."""

from __future__ import annotations

import numpy as np

from tests.conftest import findings
from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.relevance import suggest_relevance

TEXTS = (
    "Volunteers felt that accompanying changed them.",
    "Something near in meaning alone.",
    "The heating of the ward was repaired.",
    "Boilers were serviced twice.",
    "Invoices were paid late.",
)


def paper() -> tuple[Paper, list[tuple[str, Passage]]]:
    made = findings("one", TEXTS)
    return made, [(made.id, p) for p in made.passages]


def test_without_a_question_everything_is_in() -> None:
    made, rows = paper()
    found = suggest_relevance([made], rows, np.zeros((5, 3), dtype=np.float32), "", None)
    assert set(found.values()) == {"in"}


def test_shared_words_or_nearness_keep_a_passage_in_and_neighbours_lend_theirs() -> None:
    made, rows = paper()
    near = np.array([0.0, 0.6, 0.0, 0.0, 0.0], dtype=np.float32)
    vectors = np.stack([near, np.sqrt(1 - near**2)], axis=1)
    question = np.array([2.0, 0.0], dtype=np.float32)
    found = suggest_relevance([made], rows, vectors, "How do volunteers experience accompanying?", question)
    assert [found[p.id] for _, p in rows] == ["in", "in", "in", "out", "out"]


def test_a_little_nearness_is_partly() -> None:
    made, rows = paper()
    vectors = np.tile(np.array([0.1, 0.99], dtype=np.float32), (5, 1))
    found = suggest_relevance([made], rows, vectors, "How do volunteers feel?", np.array([1.0, 0.0], dtype=np.float32))
    assert [found[p.id] for _, p in rows] == ["in", "partly", "partly", "partly", "partly"]
