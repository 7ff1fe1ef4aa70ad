"""Codings of people as sets of codes on the findings passages of papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from thirdorder.nlp.document import Paper, Passage, Span, touch
from thirdorder.nlp.review import Coding

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['’-][^\W_]+)*")
"""A word, or one character of a script that is written without spaces."""
BESIDE = 60


def holds_a_word(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` holds one whole word: a stray letter of the next passage codes nothing there."""
    around = max(0, start - BESIDE)
    return any(
        around + w.start() >= start and around + w.end() <= end for w in WORD.finditer(text[around : end + BESIDE])
    )


def covered(text: str, span: Span, pieces: Sequence[Span]) -> list[int]:
    """Which pieces of a text a span counts for: those of which it covers a whole word.

    A span that holds no whole word of any counts for the one it overlaps most, so that none is lost.
    """
    touched = [i for i, p in enumerate(pieces) if touch(p, span)]
    found = [i for i in touched if holds_a_word(text, max(span.start, pieces[i].start), min(span.end, pieces[i].end))]
    if found or not touched:
        return found
    return [max(touched, key=lambda i: min(span.end, pieces[i].end) - max(span.start, pieces[i].start))]


def onto_passages(codings: Iterable[Coding], papers: Sequence[Paper]) -> tuple[Coding, ...]:
    """Codings with a place as codings of the findings passages they cover; others stay as they are.

    A coding of a paper with a span becomes one of each findings passage of which it covers a whole word (`covered`);
    without a code it says that the whole paper was read. Who coded somewhere in a paper has read all its findings: the
    passages left without a code get the empty one. Codings name papers and passages by id, offsets count from the
    unit's start.
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
    findings = paper.findings
    for i in covered(paper.document.text, Span(start, end), [Span(p.start, p.end) for p in findings]):
        passage = findings[i]
        yield _within(coding, passage, max(start, passage.start), min(end, passage.end), paper)


def _within(coding: Coding, passage: Passage, start: int, end: int, paper: Paper) -> Coding:
    quote = paper.document.text[start:end]
    return replace(coding, unit=passage.id, start=start - passage.start, end=end - passage.start, quote=quote)
