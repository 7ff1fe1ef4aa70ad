"""Papers as JSON and back."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from thirdorder.corpora.papers import SCHEMA, PaperError, paper_from_dict, paper_to_dict
from thirdorder.nlp.document import (
    Block,
    Box,
    Construct,
    Document,
    Evidence,
    Found,
    Furniture,
    Metadata,
    Paper,
    Span,
    Voice,
    Warning,
    Words,
)
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.sections import find_sections

TEXT = "Results\n\nThey came to the ward and stayed. It helped them all.\n\nDiscussion\n\nIt did."


def paper() -> Paper:
    spans = [m.span() for m in re.finditer(r"\S+", TEXT)]
    rows = np.array(spans, dtype=np.int32)
    n = np.arange(len(rows))
    box = np.stack([n % 4 * 33.333, n // 4 * 12.1, n % 4 * 33.333 + 30, n // 4 * 12.1 + 9.7], axis=1).astype(np.float32)
    words = Words(rows[:, 0], rows[:, 1], (n // 8 + 1).astype(np.int32), box, (n // 4).astype(np.int32))
    blocks = tuple(
        Block("heading" if m.group() in ("Results", "Discussion") else "paragraph", *m.span())
        for m in re.finditer(r"[^\n]+", TEXT)
    )
    document = Document(
        "f" * 64, "päper.pdf", "pdf", TEXT, blocks, 2, Metadata("T", ("A B",), 2020, "10.1/x", "J", "en"), words=words,
        furniture=(Furniture(1, Box(1, 1.0, 2.0, 3.5, 4.25), "Page 1"),),
    )  # fmt: skip
    sections, status, _ = find_sections(document)
    passages = cut_passages(document, sections)
    first = passages[0]
    voiced = type(first)(*(getattr(first, f) for f in first.__dataclass_fields__ if f != "voices"),
                         voices=(Voice("participant", first.start, first.end, "P1"),))  # fmt: skip
    construct = Construct(
        f"{document.id}:c0-7", None, "Results", "topic", 0.5, (Evidence("heading", 0, 7),), (Span(9, 40),), (first.id,)
    )
    return Paper(
        document, sections, (voiced, *passages[1:]), (construct,), (Found("country", "Ghana", 9, 13),), status,
        (Warning("odd", "Something is odd.", "info", 2),),
    )  # fmt: skip


def test_json_holds_the_schema() -> None:
    values = paper_to_dict(paper())
    assert list(values)[:3] == ["schema", "id", "sha256"]
    assert values["schema"] == SCHEMA
    passage = values["passages"][0]
    assert values["text"][passage["start"] : passage["end"]] == passage["text"]
    assert passage["order"] == "first"
    assert {"page", "x0", "y0", "x1", "y1"} <= set(passage["boxes"][0])
    assert {"id", "parent", "level", "title", "role", "start", "end", "page", "evidence", "confidence"} <= set(
        values["sections"][0]
    )


def test_round_trip_loses_nothing_that_json_holds() -> None:
    once = json.dumps(paper_to_dict(paper()), ensure_ascii=False)
    back = paper_from_dict(json.loads(once))
    assert json.dumps(paper_to_dict(back), ensure_ascii=False) == once
    original = paper()
    assert back.sections == original.sections
    assert back.passages == original.passages
    assert back.constructs == original.constructs
    assert back.characteristics == original.characteristics
    assert back.metadata == original.metadata
    for passage in original.passages:
        assert back.document.boxes(passage) == original.document.boxes(passage)
        assert back.document.page(passage) == original.document.page(passage)


def test_what_is_no_paper_is_refused_with_its_name() -> None:
    with pytest.raises(PaperError, match="schema"):
        paper_from_dict({"schema": "thirdorder/paper@2"})
    values = paper_to_dict(paper())
    del values["text"]
    with pytest.raises(PaperError, match=r"päper\.pdf.*text"):
        paper_from_dict(values)


def test_a_run_in_heading_keeps_its_own_box() -> None:
    """Heading and paragraph share a printed line: each gets its own boxes back."""
    from thirdorder.corpora import example
    from thirdorder.nlp.pipeline import parse

    value = paper_to_dict(parse(example.papers()["dialysis.pdf"], "dialysis.pdf"))
    inside = [s["heading"] for s in value["sections"] if s["evidence"].startswith("run-in")]
    assert inside
    assert paper_to_dict(paper_from_dict(value)) == value
