"""A `Paper` as JSON and back, in two shapes.

The schema `thirdorder/paper@1` holds what people and other programs need, passages with their boxes first of all.
Typography and the place of each single word stay behind: a paper read back from it knows its boxes line by line.
Writing it again gives the same JSON. `pack` keeps everything that was read, for whoever goes on working on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thirdorder.corpora.codec import CodecError, from_json, plain, to_json, value_of
from thirdorder.nlp.document import (
    Block,
    Construct,
    Document,
    FindingsStatus,
    Format,
    Found,
    Furniture,
    Metadata,
    Paper,
    Passage,
    Section,
    Spanned,
    Warning,
    Words,
)

SCHEMA = "thirdorder/paper@1"
Json = dict[str, Any]


class PaperError(ValueError):
    """JSON that is no paper, or one of a schema that this version does not know."""


@dataclass(frozen=True)
class _Whole:
    """What the schema holds beside boxes and metadata, as values."""

    sha256: str
    source: str
    text: str
    pages: int
    findings_status: FindingsStatus
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    constructs: tuple[Construct, ...]
    characteristics: tuple[Found, ...]
    furniture: tuple[Furniture, ...]
    warnings: tuple[Warning, ...]
    format: Format | None = None


def pack(paper: Paper) -> bytes:
    """A paper with all that was read, the place of every word too, as JSON in one line."""
    return to_json(paper)


def unpack(data: bytes) -> Paper:
    """The paper that was packed, equal in every field. Raises `PaperError`."""
    try:
        return from_json(Paper, data)
    except CodecError as error:
        raise PaperError(f"This is no packed paper ({error}). Parse it again.") from error


def paper_to_dict(paper: Paper) -> Json:
    """A paper as plain values for `json.dumps`."""
    document = paper.document
    return {
        "schema": SCHEMA,
        "id": paper.id,
        "sha256": document.sha256,
        "source": document.source,
        "format": document.format,
        **plain(document.metadata),
        "pages": document.pages,
        "text": document.text,
        "findings_status": paper.findings_status,
        "sections": [_section(document, s) for s in paper.sections],
        "passages": [_passage(document, p) for p in paper.passages],
        "constructs": plain(paper.constructs),
        "characteristics": plain(paper.characteristics),
        "furniture": plain(document.furniture),
        "warnings": plain(paper.warnings),
    }


def paper_from_dict(values: Mapping[str, Any]) -> Paper:
    """The paper that `paper_to_dict` wrote. Raises `PaperError` naming what is missing or not understood."""
    schema = values.get("schema")
    if schema != SCHEMA:
        raise PaperError(f"Not a paper of schema {SCHEMA}: its schema is {schema!r}. Parse the paper again.")
    try:
        whole, metadata = value_of(_Whole, values), value_of(Metadata, values)
        words = _read_words(values["sections"], values["passages"])
    except (CodecError, KeyError, TypeError) as error:
        name = values.get("source") or values.get("id") or "unnamed"
        raise PaperError(f"The paper {name} is not whole ({error}). Parse it again.") from error
    document = Document(
        sha256=whole.sha256,
        source=whole.source,
        format=whole.format or ("pdf" if whole.pages else "text"),
        text=whole.text,
        blocks=_blocks(whole.sections, whole.passages),
        pages=whole.pages,
        metadata=metadata,
        words=words,
        furniture=whole.furniture,
        warnings=whole.warnings,
    )
    return Paper(
        document=document,
        sections=whole.sections,
        passages=whole.passages,
        constructs=whole.constructs,
        characteristics=whole.characteristics,
        findings_status=whole.findings_status,
        warnings=whole.warnings,
    )


def _section(document: Document, section: Section) -> Json:
    heading = section.heading
    placed = None if heading is None else {**plain(heading), "boxes": list(_boxes(document, heading))}
    return {**plain(section), "heading": placed}


def _passage(document: Document, passage: Passage) -> Json:
    return {
        **plain(passage),
        "order": passage.order,
        "text": document.quote(passage),
        "boxes": list(_boxes(document, passage)),
    }


def _blocks(sections: Sequence[Section], passages: Sequence[Passage]) -> tuple[Block, ...]:
    """Headings and passages as blocks, for whatever wants to walk the text."""
    headings = [
        Block("heading", s.heading.start, s.heading.end, s.level, s.role)
        for s in sections
        if s.heading is not None and not any(p.start <= s.heading.start < p.end for p in passages)
    ]
    return tuple(
        sorted((*headings, *(Block(p.kind, p.start, p.end) for p in passages)), key=lambda b: (b.start, b.end))
    )


# --- places ------------------------------------------------------------------------------------------------------


def _boxes(document: Document, span: Spanned) -> Iterator[Json]:
    """The boxes of a span, each with the part of the text that stands in it."""
    words = document.words
    if words is None:
        return
    first = int(np.searchsorted(words.end, span.start, side="right"))
    last = int(np.searchsorted(words.start, span.end, side="left"))
    lines = words.line[first:last]
    for box, line in zip(document.boxes(span), dict.fromkeys(lines.tolist()), strict=True):
        rows = first + np.flatnonzero(lines == line)
        start, end = int(words.start[rows].min()), int(words.end[rows].max())
        yield {**plain(box), "start": max(start, span.start), "end": min(end, span.end)}


def _read_words(sections: Sequence[Mapping[str, Any]], passages: Sequence[Mapping[str, Any]]) -> Words | None:
    """One row for each box that was written; None where there was none."""
    headings = _rows(s["heading"] for s in sections if s.get("heading"))
    lines = list(_lines(_rows(passages), headings))
    if not lines:
        return None
    rows = [(*row, number) for number, line in enumerate(lines) for row in line]
    return Words(
        start=np.array([r[0] for r in rows], dtype=np.int32),
        end=np.array([r[1] for r in rows], dtype=np.int32),
        page=np.array([r[2] for r in rows], dtype=np.int32),
        box=np.array([r[3:7] for r in rows], dtype=np.float32),
        line=np.array([r[7] for r in rows], dtype=np.int32),
    )


Row = tuple[int, int, int, float, float, float, float]


def _rows(spanned: Iterable[Mapping[str, Any]]) -> set[Row]:
    """Start, end, page and corners of each box, once."""
    return {(b["start"], b["end"], b["page"], b["x0"], b["y0"], b["x1"], b["y1"]) for s in spanned for b in s["boxes"]}


def _lines(passages: set[Row], headings: set[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows of each printed line in reading order; a run-in heading opens a line that goes on behind it."""
    opens = {h[0]: h for h in headings - passages}
    for row in sorted(passages | headings):
        heading = opens.get(row[0])
        if heading is None:
            yield (row,)
        elif row[1] > heading[1] and row[2] == heading[2]:
            yield heading, (heading[1], *row[1:])
        elif row == heading and not any(p[0] == row[0] and p[1] > row[1] for p in passages):
            yield (row,)
