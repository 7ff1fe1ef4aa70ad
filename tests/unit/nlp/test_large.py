"""Where runs get large: what is sampled, and that an index of neighbours finds what looking at all pairs finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import construct, findings
from thirdorder.nlp import themes
from thirdorder.nlp.document import Paper, Passage, Span
from thirdorder.nlp.synthesis import counterparts
from thirdorder.nlp.themes.space import unit
from thirdorder.nlp.vectors import Vectors

SUBJECTS = ("giving", "limits", "story", "grief", "wages", "doors")


def made(papers: int) -> tuple[list[Paper], list[tuple[str, Passage]], Vectors, dict[str, str]]:
    """Papers with a construct of two passages for each subject, vectors that follow it, and subjects by passage."""
    generator = np.random.default_rng(0)
    centres = unit(generator.normal(size=(len(SUBJECTS), 32)).astype(np.float32))
    out, rows, vectors, subject = [], [], [], {}
    for i in range(papers):
        said = [(name, day) for name in SUBJECTS for day in range(2)]
        bare = findings(
            f"large {i}", [f"Volunteers told of {n} and of what {n} meant on day {j} in ward {i}." for n, j in said]
        )
        constructs = []
        for (name, day), passage in zip(said, bare.passages, strict=True):
            vectors.append(centres[SUBJECTS.index(name)] + generator.normal(scale=0.1, size=32))
            subject[passage.id] = name
            rows.append((bare.id, passage))
            if not day:
                held = [q for (n, _), q in zip(said, bare.passages, strict=True) if n == name]
                constructs.append(construct(f"About {name}", held, Span(passage.start, passage.end)))
        out.append(replace(bare, constructs=tuple(constructs)))
    return out, rows, unit(np.array(vectors, dtype=np.float32)), subject


def test_beyond_the_sample_constructs_go_to_the_nearest_centre_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    papers, rows, vectors, subject = made(12)
    monkeypatch.setattr(themes, "SAMPLE", 40)
    found = themes.find_themes(papers, (), rows, vectors, seed=3)
    assert found.method.startswith("40 of 72 constructs sampled by seed, the rest placed by nearest centre")
    assert themes.find_themes(papers, (), rows[::-1], vectors[::-1], seed=3) == found
    home = {m.passage: t.id for t in found.leaves for m in t.members if m.strength > 0.5}
    assert len(home) > 120
    assert all(len({subject[m.passage] for m in t.members if m.strength > 0.5}) == 1 for t in found.leaves)
    whole = [len({home.get(p) for p in c.passages}) == 1 for p in papers for c in p.constructs]
    assert sum(whole) > 60


def test_an_index_of_neighbours_finds_the_counterparts_that_all_pairs_give(monkeypatch: pytest.MonkeyPatch) -> None:
    papers, rows, vectors, _ = made(12)
    by_passage = {p.id: v for (_, p), v in zip(rows, vectors, strict=True)}
    claims = {c.id: by_passage[c.passages[0]] for p in papers for c in p.constructs}
    study = {p.id: p.id for p in papers}
    exact = counterparts.worksheet(papers, "year", study, by_passage, claims)
    monkeypatch.setattr(counterparts, "SAMPLE", 60)
    near = counterparts.worksheet(papers, "year", study, by_passage, claims)
    assert near == counterparts.worksheet(papers, "year", study, by_passage, claims)
    assert len(near.rows) == len(exact.rows) == 72
    of = {c.id: p.id for p in papers for c in p.constructs}
    first = 0
    for a, b in zip(near.rows, exact.rows, strict=True):
        assert len(a.candidates) == 5
        assert all(of[c.construct] != of[a.construct] for c in a.candidates)
        first += a.candidates[0].construct == b.candidates[0].construct
    assert first >= 68
