"""Whose words a passage holds: participants' quotations told from the authors' own sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from thirdorder.nlp.document import (
    FINDINGS_ROLES,
    RUNNING_KINDS,
    Document,
    Mark,
    Passage,
    Section,
    Span,
    Voice,
    VoiceName,
)
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.voices.authors import author_voice
from thirdorder.nlp.voices.block_quotations import block_speaker, block_voice, quotation_after_colon, reads_as_quotation
from thirdorder.nlp.voices.groups import find_groups
from thirdorder.nlp.voices.quotations import listed_with, quotations, spoken
from thirdorder.nlp.voices.speaker_tags import lone_tag, named_speaker

__all__ = ["find_groups", "find_voices"]


def find_voices(
    document: Document,
    sections: Sequence[Section],  # noqa: ARG001 - every stage over passages is given the sections
    passages: Sequence[Passage],
) -> tuple[Passage, ...]:
    """The same passages, each with sorted spans that do not overlap and cover its words.

    A speaker tag belongs to the span of the words it names the speaker of. Where no tag is printed, `speaker` is
    whom the introducing sentence names ("one mother"), else empty.
    """
    marks = _Marks(document.marks)
    voiced: list[Passage] = []
    before: Passage | None = None
    numbers = _numbered(document, marks, passages)
    for passage in passages:
        voiced.append(replace(passage, voices=tuple(_voices(document, marks, passage, before, numbers))))
        before = voiced[-1] if passage.kind in RUNNING_KINDS else before
    return _with_lone_tags(document, voiced)


class _Marks:
    """Marks of a document by place."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._italic = sorted((m for m in marks if m.kind == "italic"), key=lambda m: m.start)
        self._cited = sorted(m.start for m in marks if m.kind == "citation")

    def cited(self, start: int, end: int) -> bool:
        """Whether a citation stands inside a span."""
        at = bisect_left(self._cited, start)
        return at < len(self._cited) and self._cited[at] < end

    def italic(self, start: int, end: int) -> float:
        """The share of a span that is set in italics."""
        covered = sum(max(0, min(m.end, end) - max(m.start, start)) for m in self._italic)
        return covered / max(1, end - start)


def _numbered(document: Document, marks: _Marks, passages: Sequence[Passage]) -> bool:
    """Whether the paper's speakers are bare numbers: "(31)" ends several passages and cites nothing."""
    found = 0
    for passage in passages:
        if passage.role in FINDINGS_ROLES and passage.kind in RUNNING_KINDS:
            number = _NUMBER.search(document.quote(passage))
            at = passage.start + number.start() if number else 0
            found += number is not None and not marks.cited(at, passage.end)
    return found >= 3


_NUMBER = re.compile(r"(?:[”’\"'.…]|\w)\s?\(\d{1,5}\)\W*$")


def _with_lone_tags(document: Document, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The same passages, speakers named by a paragraph of their own given to the words before them, else behind them.

    A turn of a dialogue keeps a name of its own, but for the single letters that interviews are set with.
    """
    tagged = list(passages)
    running = [k for k, p in enumerate(passages) if p.kind in RUNNING_KINDS and p.role in FINDINGS_ROLES]
    for at, k in enumerate(running):
        tag = lone_tag(document.quote(passages[k])) if passages[k].kind in ("paragraph", "quote") else ""
        if not tag:
            continue
        before = running[:at][::-1]
        before = before[: next((j for j, b in enumerate(before) if not _nameless(tagged[b])), len(before))]
        own = before or [b for b in running[at + 1 : at + 2] if _nameless(tagged[b])]
        for b in own:
            tagged[b] = replace(tagged[b], voices=tuple(_spoken_by(v, tag) for v in tagged[b].voices))
        if own:
            first = passages[k]
            tagged[k] = replace(first, voices=(Voice("participant", first.start, first.end, tag),))
    return tuple(tagged)


def _nameless(passage: Passage) -> bool:
    """Whether a whole passage is a participant's or an interviewer's turn without a speaker's name."""
    alone = len(passage.voices) == 1 and (passage.kind == "quote" or passage.voices[0].voice == "participant")
    return alone and len(passage.voices[0].speaker) < 2


def _spoken_by(voice: Voice, speaker: str) -> Voice:
    return replace(voice, speaker=speaker) if voice.voice == "participant" else voice


def _voices(
    document: Document, marks: _Marks, passage: Passage, before: Passage | None, numbers: bool
) -> Iterator[Voice]:
    text = document.quote(passage)
    findings = passage.role in FINDINGS_ROLES
    lead = document.quote(before) if before is not None else ""
    if passage.kind == "quote" or (
        passage.kind in ("paragraph", "list")
        and findings
        and reads_as_quotation(text, lead, marks.italic(passage.start, passage.end))
    ):
        speaker = block_speaker(text, lead, before)
        yield Voice(block_voice(text, marks.cited(passage.start, passage.end)), passage.start, passage.end, speaker)
        return
    turn = quotation_after_colon(text) if findings and passage.kind == "paragraph" else None
    if turn is None:
        yield from _mixed(document, marks, passage, text, findings, numbers)
        return
    yield from _mixed(document, marks, passage, text[:turn].rstrip(), findings, numbers)
    yield Voice("participant", passage.start + turn, passage.end, block_speaker(text[turn:], text[:turn], None))


def _mixed(
    document: Document, marks: _Marks, passage: Passage, text: str, findings: bool, numbers: bool
) -> Iterator[Voice]:
    """A passage in which authors speak and may quote: quotations first, their sentences between them."""
    at, pending, passed = 0, "", -1
    cells = passage.kind == "table"
    for found in quotations(text, numbers):
        if found.start < at:  # inside the speaker's tag of the one before
            continue
        term = found.tag is None and (passage.kind in ("caption", "note") or not spoken(text, found, findings or cells))
        if term or (passed >= 0 and listed_with(text, passed, found)):
            passed = found.end
            continue
        passed = -1
        yield from _authors(document, marks, passage, text, at, found.start, findings)
        pending = named_speaker(text[max(at, found.start - 240) : found.start])
        end = found.tag.end if found.tag else found.end
        while end > found.end and text[end - 1].isspace():
            end -= 1
        speaker = found.tag.speaker if found.tag else pending or named_speaker(text[end : end + 60].split(".")[0])
        yield Voice("participant", passage.start + found.start, passage.start + end, speaker)
        at = end
    yield from _authors(document, marks, passage, text, at, len(text), findings)


def _authors(
    document: Document, marks: _Marks, passage: Passage, text: str, start: int, end: int, findings: bool
) -> Iterator[Voice]:
    """The authors' sentences between two quotations; what is only punctuation joins the sentence before."""
    if not text[start:end].strip(" \n\t.,;:!?)]…–—-"):
        return
    base = passage.start
    language = document.metadata.language or "en"
    for sentence in sentences(document.text, base + start, base + end, language=language):
        voice = _author_voice(document, marks, passage, sentence, findings)
        yield Voice(voice, sentence.start, sentence.end)


def _author_voice(document: Document, marks: _Marks, passage: Passage, sentence: Span, findings: bool) -> VoiceName:
    if passage.kind in ("table", "caption", "note") and not findings:
        return "author_interpreting"
    return author_voice(document.quote(sentence), marks.cited(sentence.start, sentence.end), findings)
