"""Codings of people as sets of codes on the findings passages of papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import Coding


def onto_passages(codings: Iterable[Coding], papers: Sequence[Paper]) -> tuple[Coding, ...]:
    """Codings with a place as codings of the findings passages they touch; others stay as they are.

    A coding of a paper with a span becomes one of each findings passage it touches; without a code it says that the
    whole paper was read. Who coded somewhere in a paper has read all its findings: the passages left without a code
    get the empty one. Codings name papers and passages by id, offsets count from the unit's start.
    """
    by_id = {p.id: p for p in papers}
    out: dict[Coding, None] = {}
    readers: dict[tuple[str, str], Coding] = {}
    for coding in codings:
        paper = by_id.get(coding.unit)
        if paper is None or (coding.code and coding.start is None):
            out[coding] = None
            continue
        readers.setdefault((coding.coder, paper.id), coding)
        if coding.code:
            out.update(dict.fromkeys(_touched(coding, paper)))
    said = {(c.coder, c.unit) for c in out}
    for (coder, key), coding in readers.items():
        for passage in by_id[key].findings:
            if (coder, passage.id) not in said:
                out[replace(coding, unit=passage.id, code="", start=None, end=None, quote="")] = None
    return tuple(out)


def _touched(coding: Coding, paper: Paper) -> Iterable[Coding]:
    start, end = coding.start or 0, coding.end or 0
    for passage in paper.findings:
        if passage.start < end and start < passage.end:
            yield _within(coding, passage, max(start, passage.start), min(end, passage.end), paper)


def _within(coding: Coding, passage: Passage, start: int, end: int, paper: Paper) -> Coding:
    quote = paper.document.text[start:end]
    return replace(coding, unit=passage.id, start=start - passage.start, end=end - passage.start, quote=quote)
