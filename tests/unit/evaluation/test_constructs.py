"""The score of constructs against the authors' own sections."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.segmentation import windowdiff as nltk_windowdiff

from tests.conftest import marked
from thirdorder.evaluation.constructs import (
    boundaries,
    boundary_f1,
    compare,
    equal_blocks,
    gold_paragraphs,
    hide_headings,
    place,
    score,
    score_hidden,
    summarise,
    windowdiff,
    without,
)
from thirdorder.evaluation.gold import Gold, gold_from_json
from thirdorder.nlp.constructs import find_constructs
from thirdorder.nlp.document import Block, Document, Mark, Paper
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.voices import find_voices

SHARED = Path(__file__).resolve().parents[3] / "../shared/data/papers"


def analyse(document: Document) -> Paper:
    sections, status, _ = find_sections(document)
    passages = find_voices(document, sections, cut_passages(document, sections))
    return Paper(document, sections, passages, find_constructs(document, sections, passages), findings_status=status)


def sample() -> tuple[Gold, Paper]:
    """A paper of three themes with two paragraphs each, and its gold."""
    said = "Most participants of the group spoke about {} at some length, paragraph {} of two."
    sections = [("Hope", "the hope"), ("Work", "their work"), ("Home", "a home")]
    lines = [("h1", "Abstract"), ("p", "An abstract of two lines."), ("h1", "Results")]
    gold = [{"level": 1, "title": "Results", "is_findings": True, "paragraphs": [], "kinds": []}]
    for title, subject in sections:
        texts = [said.format(subject, i) for i in (1, 2)]
        lines += [("h2", title), *(("p", t) for t in texts)]
        gold.append({"level": 2, "title": title, "is_findings": True, "paragraphs": texts, "kinds": ["p", "p"]})
    lines += [("h1", "Discussion"), ("p", "What it means.")]
    document = marked(*lines)
    return gold_from_json(json.dumps({"sections": gold}).encode()), analyse(document)


def test_headings_in_sight_score_one() -> None:
    gold, paper = sample()
    found = score(gold, paper)
    assert found is not None
    assert (found.themes, found.paragraphs, found.placed) == (3, 6, 6)
    assert found.ami == pytest.approx(1)
    assert (found.boundary_f1, found.windowdiff) == (1, 0)
    assert found.gain == found.ami - found.blocks


def test_hidden_headings_are_gone_and_the_findings_stay() -> None:
    gold, paper = sample()
    document = hide_headings(paper)
    assert "Hope" not in document.text
    assert "Results" in document.text
    assert "An abstract" in document.text
    assert "An abstract" not in hide_headings(paper, abstract=False).text
    assert [b.kind for b in document.blocks].count("heading") == 3
    assert all(u.text in document.text for u in gold_paragraphs(gold))
    assert score_hidden(gold, paper) is not None


def test_papers_with_few_themes_are_not_scored() -> None:
    gold, paper = sample()
    assert score(Gold(gold.sections[:3]), paper) is None
    assert score_hidden(Gold(gold.sections[:3]), paper) is None


def test_taking_spans_out_moves_all_that_follows() -> None:
    text = "Head\n\nalpha beta"
    blocks = (Block("heading", 0, 4), Block("paragraph", 6, 16, lead=11, anchor=6))
    document = Document("0" * 64, "x", "text", text, blocks, 0, marks=(Mark("italic", 12, 16), Mark("bold", 0, 4)))
    left = without(document, [(0, 4)])
    assert left.text == "alpha beta"
    assert left.blocks == (Block("paragraph", 0, 10, lead=5, anchor=0),)
    assert [left.quote(m) for m in left.marks] == ["beta"]


def test_quotes_are_placed_by_letters_and_digits_alone() -> None:
    text = "The “first” para-\ngraph. And the ﬁnal one."
    assert place(text, ["The first paragraph.", "nowhere at all", "And the"]) == [(0, 23), None, (25, 32)]


def test_perfect_and_blind_labels() -> None:
    true = [0, 0, 1, 1, 2, 2]
    assert compare("x", true, [5, 5, 9, 9, 7, 7]).ami == pytest.approx(1)
    assert compare("x", true, [0] * 6).ami == pytest.approx(0)
    assert equal_blocks(7, 3) == [0, 0, 0, 1, 1, 2, 2]


def test_boundary_f1_counts_exact_places() -> None:
    assert boundaries([0, 0, 1, 2]) == [False, True, True]
    assert boundary_f1([0, 0, 1, 1, 2], [0, 0, 1, 1, 1]) == pytest.approx(2 / 3)
    assert boundary_f1([0, 0, 1], [0, 1, 1]) == 0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=8, max_size=40))
def test_windowdiff_is_that_of_nltk(pairs: list[tuple[bool, bool]]) -> None:
    def labels(marks: list[bool]) -> list[int]:
        found = [0]
        for mark in marks:
            found.append(found[-1] + mark)
        return found

    gold, mine = [a for a, _ in pairs], [b for _, b in pairs]
    width = max(1, round((len(gold) + 1) / (sum(gold) + 1) / 2))
    if len(gold) < width:
        return
    strings = ["".join("1" if m else "0" for m in marks) for marks in (gold, mine)]
    theirs = nltk_windowdiff(*strings, width)
    assert windowdiff(labels(gold), labels(mine)) == pytest.approx(theirs)


def test_a_summary_is_seeded_and_holds_its_mean() -> None:
    values = [random.Random(3).random() for _ in range(9)]
    once = summarise(values)
    assert once == summarise(values)
    assert once.low <= once.mean <= once.high


def test_statistics_are_covered_by_the_construct_they_stand_under() -> None:
    gold, paper = sample()
    work = next(c for c in paper.constructs if c.label == "Work")
    counted = tuple(replace(p, quantitative=p.id in work.passages) for p in paper.passages)
    constructs = tuple(replace(c, passages=()) if c is work else c for c in paper.constructs)
    found = score(gold, replace(paper, passages=counted, constructs=constructs))
    assert found is not None
    assert found.ami == 1.0


@pytest.mark.shared
def test_real_headings_come_through_whole() -> None:
    if not SHARED.exists():
        pytest.skip("the folder of real papers is not beside the repository")
    for name in ("PMC4138383", "PMC6357039", "S0104-11692025000100300"):
        gold = gold_from_json((SHARED / name / "gold.json").read_bytes())
        paper = analyse(read((SHARED / name / "paper.xml").read_bytes(), name))
        visible, hidden = score(gold, paper), score_hidden(gold, paper)
        assert visible is not None
        assert hidden is not None
        assert visible.ami > 0.95
        assert hidden.gain > 0
