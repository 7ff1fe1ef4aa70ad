"""A `Paper` as JSON and back: the schema `thirdorder/paper@1`.

JSON holds what people and other programs need, passages with their boxes first of all. Typography and the place of
each single word stay behind: a paper read back from JSON knows its boxes line by line. Writing it again gives the
same JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from thirdorder.nlp.document import (
    Block,
    Box,
    Construct,
    Document,
    Evidence,
    Found,
    Furniture,
    Group,
    Metadata,
    Paper,
    Passage,
    Section,
    Span,
    Spanned,
    Voice,
    Warning,
    Words,
)

SCHEMA = "thirdorder/paper@1"
Json = dict[str, Any]


class PaperError(ValueError):
    """JSON that is no paper, or one of a schema that this version does not know."""


def paper_to_dict(paper: Paper) -> Json:
    """A paper as plain values for `json.dumps`, in the order of the schema."""
    document, metadata = paper.document, paper.metadata
    return {
        "schema": SCHEMA,
        "id": paper.id,
        "sha256": document.sha256,
        "source": document.source,
        "format": document.format,
        "title": metadata.title,
        "authors": list(metadata.authors),
        "year": metadata.year,
        "doi": metadata.doi,
        "journal": metadata.journal,
        "language": metadata.language,
        "pages": document.pages,
        "text": document.text,
        "findings_status": paper.findings_status,
        "sections": [_section(document, s) for s in paper.sections],
        "passages": [_passage(document, p) for p in paper.passages],
        "constructs": [_construct(c) for c in paper.constructs],
        "characteristics": [
            {"name": f.name, "value": f.value, "start": f.start, "end": f.end} for f in paper.characteristics
        ],
        "furniture": [{"page": f.page, "box": _box(f.box), "text": f.text} for f in document.furniture],
        "warnings": [
            {"code": w.code, "severity": w.severity, "message": w.message, "page": w.page} for w in paper.warnings
        ],
    }


def paper_from_dict(values: Mapping[str, Any]) -> Paper:
    """The paper that `paper_to_dict` wrote. Raises `PaperError` naming what is missing or not understood."""
    schema = values.get("schema")
    if schema != SCHEMA:
        raise PaperError(f"Not a paper of schema {SCHEMA}: its schema is {schema!r}. Parse the paper again.")
    try:
        return _paper(values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        name = values.get("source") or values.get("id") or "unnamed"
        raise PaperError(
            f"The paper {name} is not whole: {type(error).__name__} at {error}. Parse it again."
        ) from error


def _paper(values: Mapping[str, Any]) -> Paper:
    sections = tuple(_read_section(s) for s in values["sections"])
    passages = tuple(_read_passage(p) for p in values["passages"])
    warnings = tuple(Warning(w["code"], w["message"], w["severity"], w["page"]) for w in values["warnings"])
    document = Document(
        sha256=values["sha256"],
        source=values["source"],
        format=values.get("format", "pdf" if values["pages"] else "text"),
        text=values["text"],
        blocks=_blocks(sections, passages),
        pages=values["pages"],
        metadata=Metadata(
            title=values["title"],
            authors=tuple(values["authors"]),
            year=values["year"],
            doi=values["doi"],
            journal=values.get("journal", ""),
            language=values["language"],
        ),
        words=_read_words(values["sections"], values["passages"]),
        furniture=tuple(Furniture(f["page"], _read_box(f["box"]), f["text"]) for f in values["furniture"]),
        warnings=warnings,
    )
    return Paper(
        document=document,
        sections=sections,
        passages=passages,
        constructs=tuple(_read_construct(c) for c in values["constructs"]),
        characteristics=tuple(Found(f["name"], f["value"], f["start"], f["end"]) for f in values["characteristics"]),
        findings_status=values["findings_status"],
        warnings=warnings,
    )


# --- sections, passages, constructs ------------------------------------------------------------------------------


def _section(document: Document, section: Section) -> Json:
    heading = section.heading
    return {
        "id": section.id,
        "parent": section.parent,
        "level": section.level,
        "title": section.title,
        "role": section.role,
        "start": section.start,
        "end": section.end,
        "page": section.page,
        "evidence": section.evidence,
        "confidence": section.confidence,
        "heading": None if heading is None else {**_span(heading), "boxes": list(_boxes(document, heading))},
    }


def _read_section(values: Mapping[str, Any]) -> Section:
    heading = values.get("heading")
    return Section(
        id=values["id"],
        parent=values["parent"],
        level=values["level"],
        title=values["title"],
        role=values["role"],
        start=values["start"],
        end=values["end"],
        page=values["page"],
        evidence=values["evidence"],
        confidence=values["confidence"],
        heading=None if heading is None else _read_span(heading),
    )


def _passage(document: Document, passage: Passage) -> Json:
    return {
        "id": passage.id,
        "section": passage.section,
        "role": passage.role,
        "kind": passage.kind,
        "order": passage.order,
        "quantitative": passage.quantitative,
        "start": passage.start,
        "end": passage.end,
        "text": document.quote(passage),
        "boxes": list(_boxes(document, passage)),
        "voices": [_voice(v) for v in passage.voices],
    }


def _voice(voice: Voice) -> Json:
    g = voice.group
    group = None if g is None else {"name": g.name, "told_by": g.told_by, "start": g.start, "end": g.end}
    return {"voice": voice.voice, "start": voice.start, "end": voice.end, "speaker": voice.speaker, "group": group}


def _read_voice(values: Mapping[str, Any]) -> Voice:
    group = values.get("group")
    read = None if group is None else Group(group["name"], group["told_by"], group["start"], group["end"])
    return Voice(values["voice"], values["start"], values["end"], values["speaker"], read)


def _read_passage(values: Mapping[str, Any]) -> Passage:
    return Passage(
        id=values["id"],
        section=values["section"],
        role=values["role"],
        kind=values["kind"],
        start=values["start"],
        end=values["end"],
        quantitative=values["quantitative"],
        voices=tuple(_read_voice(v) for v in values["voices"]),
    )


def _construct(construct: Construct) -> Json:
    return {
        "id": construct.id,
        "parent": construct.parent,
        "label": construct.label,
        "kind": construct.kind,
        "confidence": construct.confidence,
        "evidence": [{"source": e.source, "start": e.start, "end": e.end} for e in construct.evidence],
        "claims": [_span(c) for c in construct.claims],
        "passages": list(construct.passages),
    }


def _read_construct(values: Mapping[str, Any]) -> Construct:
    return Construct(
        id=values["id"],
        parent=values["parent"],
        label=values["label"],
        kind=values["kind"],
        confidence=values["confidence"],
        evidence=tuple(Evidence(e["source"], e["start"], e["end"]) for e in values["evidence"]),
        claims=tuple(_read_span(c) for c in values["claims"]),
        passages=tuple(values["passages"]),
    )


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


def _span(span: Spanned) -> Json:
    return {"start": span.start, "end": span.end}


def _read_span(values: Mapping[str, Any]) -> Span:
    return Span(values["start"], values["end"])


def _box(box: Box) -> Json:
    return {"page": box.page, "x0": box.x0, "y0": box.y0, "x1": box.x1, "y1": box.y1}


def _read_box(values: Mapping[str, Any]) -> Box:
    return Box(values["page"], values["x0"], values["y0"], values["x1"], values["y1"])


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
        yield {**_box(box), "start": max(start, span.start), "end": min(end, span.end)}


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
