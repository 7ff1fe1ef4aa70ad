"""Placing the structure of an XML on the pages of a PDF."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from tests.conftest import marked
from thirdorder.nlp.document import Block, Document, Span, Words
from thirdorder.nlp.reading.align import align, place


def structured(*paragraphs: str) -> Document:
    return replace(marked(*(("p", p) for p in paragraphs)), format="jats", source="paper.xml")


def paged(text: str, per_line: int = 6) -> Document:
    spans = [m.span() for m in re.finditer(r"\S+", text)]
    rows = np.array(spans, dtype=np.int32)
    line = np.arange(len(rows), dtype=np.int32) // per_line
    column = np.arange(len(rows)) % per_line
    box = np.stack([column * 50.0, line * 12.0, column * 50.0 + 45, line * 12.0 + 10], axis=1).astype(np.float32)
    words = Words(rows[:, 0], rows[:, 1], np.ones(len(rows), dtype=np.int32), box, line)
    return Document("b" * 64, "paper.pdf", "pdf", text, (Block("paragraph", 0, len(text)),), 1, words=words)


FIRST = "The women in the group said that they had never spoken of it before, not even at home."
SECOND = "Others kept silent until the nurse, who knew them well, asked about their children."


def test_words_get_the_boxes_of_the_same_words() -> None:
    document, pages = structured(FIRST, SECOND), paged(FIRST + " " + SECOND)
    placed = place(document, pages)
    at = placed.text.index("nurse,")
    boxes = placed.boxes(Span(at, at + 6))
    there = pages.text.index("nurse,")
    assert boxes == pages.boxes(Span(there, there + 6))
    assert placed.pages == 1
    assert placed.sha256 == document.sha256
    assert placed.warnings == ()


def test_order_on_the_page_does_not_matter() -> None:
    assert align(structured(FIRST, SECOND), paged(SECOND + " " + FIRST)).share == 1.0


def test_every_word_of_a_span_lies_in_its_boxes() -> None:
    placed = place(structured(FIRST, SECOND), paged(FIRST + " 17 " + SECOND))
    assert placed.words is not None
    covered = {i for s, e in zip(placed.words.start, placed.words.end, strict=True) for i in range(s, e)}
    assert all(i in covered for i, c in enumerate(placed.text) if not c.isspace())
    assert (np.diff(placed.words.start) >= 0).all()


def test_a_poor_match_is_said_and_another_paper_is_left_apart() -> None:
    poor = place(structured(FIRST, SECOND), paged(FIRST))
    assert [w.code for w in poor.warnings] == ["poorly_aligned"]
    other = place(structured(FIRST, SECOND), paged("Quite another text about beetles and their wings in summer."))
    assert [w.code for w in other.warnings] == ["pdf_differs"]
    assert other.words is None
