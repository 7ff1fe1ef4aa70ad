"""Themes where there is material for UMAP and HDBSCAN: the same bytes every time, and a sample where it gets large."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conftest import findings
from thirdorder.nlp import themes
from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.themes.space import unit

SUBJECTS = 8


def corpus(n: int) -> tuple[list[Paper], list[tuple[str, Passage]], themes.Vectors, list[int]]:
    generator = np.random.default_rng(0)
    centres = unit(generator.normal(size=(SUBJECTS, 32)).astype(np.float32))
    subject = generator.integers(SUBJECTS, size=n)
    paper = findings(
        "many", [f"Volunteer accounts of subject{'abcdefgh'[s]} in word{i % 7}." for i, s in enumerate(subject)]
    )
    vectors = unit((centres[subject] + generator.normal(scale=0.08, size=(n, 32))).astype(np.float32))
    return [paper], [(paper.id, p) for p in paper.passages], vectors, subject.tolist()


def test_a_thousand_passages_go_by_umap_and_come_out_the_same_in_any_order() -> None:
    papers, rows, vectors, _ = corpus(1000)
    found = themes.find_themes(papers, (), rows, vectors, seed=2)
    assert "UMAP" in found.method
    assert len(found.leaves) == SUBJECTS
    assert len(found.unassigned) < 100
    again = themes.find_themes(papers, (), rows[::-1], vectors[::-1], seed=2)
    assert again == found


def test_beyond_the_sample_the_rest_go_to_the_nearest_centre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "SAMPLE", 300)
    papers, rows, vectors, subject = corpus(900)
    found = themes.find_themes(papers, (), rows, vectors, seed=2)
    assert found.method.startswith("300 of 900 passages sampled by seed")
    assert len(found.leaves) == SUBJECTS
    of = {p.id: s for (_, p), s in zip(rows, subject, strict=True)}
    placed = [m.passage for t in found.leaves for m in t.members]
    assert len(placed) > 810
    assert all(len({of[m.passage] for m in t.members if m.strength > 0.6}) == 1 for t in found.leaves)
