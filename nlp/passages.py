"""Blocks to passages: the units that are read, quoted, encoded and coded.

A paragraph longer than about 150 words is cut at sentence ends into parts of about equal length, because encoders
read no further. Headings are no passages; a run-in heading stays in the passage that it opens.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from thirdorder.nlp.document import (
    FINDINGS_ROLES,
    RUNNING_KINDS,
    Block,
    Document,
    Passage,
    PassageKind,
    Section,
    Span,
    span_id,
)
from thirdorder.nlp.language.lexicon import anybody, printed, way
from thirdorder.nlp.language.sentences import sentences

LONGEST = 150
"""Words above which a paragraph, quotation or list item is cut at sentence ends."""

FEWEST_TOLD, MOSTLY_TOLD = 3, 0.6
"""Sentences without a figure, and the share of words they hold, from which a passage tells more than it counts."""

_KINDS: dict[str, PassageKind] = {
    "paragraph": "paragraph", "quote": "quote", "list": "list", "table": "table", "caption": "caption",
    "note": "note",
}  # fmt: skip
_CUT = frozenset({"paragraph", "quote", "list", "note"})
_STATISTIC = re.compile(
    r"""\b[pP]\s?[<>=≤≥]\s?0?[.,]\d | \b(?:95|90|99)\s?%\s?(?:CI|confidence|credible|IC|KI)\b
    | \bCI\s?[\[(:=]?\s?[-–]?\d
    | \b(?:OR|RR|HR|aOR|IRR|SD|SE|SEM|IQR|ICC|MD|SMD|df|χ2|X2|R2|β|α|κ|η2)\s?[=:(]\s?[-–±]?\d | ±\s?\d
    | \b[tFrzUQI]2?\s?(?:\(\s?\d[\d,. ]*\))?\s?=\s?[-–]?\d | [χX]\s?2\s?\(
    | \b(?:no|not|statistically|not\ statistically)\ significant(?:ly)?\b | \b(?:ANC?OVAS?|chi-squared?|t-tests?)\b
    | \bsignificant\ (?:main|interaction|time|group|between-group)\b | \b(?:per\ protocol|intention-to-treat|ITT)\b
    | \b(?:the|a|with|had)\ (?:mean|median)\b | \b(?:Mean|Median)\b
    | \b(?:mean|median)\ (?:[(\d±=]|age|scores?|values?|was|of\ \d|number|time|duration)
    | \b(?:odds\ ratio|hazard\ ratio|regression\ coefficient|standard\ deviation|effect\ size|Cohen)\b
    """,
    re.VERBOSE,
)
_PERCENT = re.compile(r"\d\s?%|\b\d+\s?/\s?\d+\b|\w\ per\s?cent\b")
# The key below a table, which pages set apart as they do quotations.
_TABLE_NOTE = re.compile(
    rf"\W{{0,2}}(?i:{printed('note')}|key)\s?[:.]\s|"
    r"\W{0,2}[A-Za-z0-9]{1,6}\s?[:=]\s[^;.]{3,60};\s?[A-Za-z0-9]{1,6}\s?[:=]\s|"
    r"[A-Z][A-Za-z0-9-]{1,7}, [^;.]{3,60}; [A-Z][A-Za-z0-9-]{1,7}, [^;]{3,}"
)
_CONTROLS = re.compile(rf"(?:\W*{printed('controls')}\b)+\W*", re.I)
# The points of a scale, one after another: "1 = Not at all 2 = A little 3 = Somewhat".
_SCALE = re.compile(
    r"(?:\(?\d{1,2}\)?\s?[=:]\s?[^\W\d][^\d=.?!“”\"]{1,50}){3,}|\d{1,2}\s?=\s?[^\W\d][^\d=.?!“”\"]{1,50}"
)
_ATTRIBUTION = re.compile(r"[–—―-]+\s?[^\W\d_][^.!?]{1,90}\.?|[(\[][^()\[\]]{2,90}[)\]]\.?")
_BARE_TAG = re.compile(
    rf"(?:(?i:{way('numbered_people')}) ?\d+|[A-Z]{{1,4}}[-_ ]?\d{{1,4}}[A-Za-z]?|(?i:{anybody()}))\b"
    r"(?:[ ,/–-][^.!?:;]{1,80})?"
)
_MOST_IN_TAG = 14
_QUOTED = re.compile(r"[“«„][^”»“]{20,}[”»“]|\"[^\"]{20,}\"")


def cut_passages(document: Document, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """The passages of a document in reading order, each in the innermost section of its first character."""
    find = _Innermost(sections)
    headings = {s.heading.start for s in sections if s.heading is not None}
    passages: list[Passage] = []
    for block in document.blocks:
        # A line that was set like a heading but heads no section is read as text.
        kind = (
            _KINDS.get(block.kind, "paragraph") if block.start not in headings or block.lead else _KINDS.get(block.kind)
        )
        if kind is None or block.kind == "title":
            continue
        for span in _parts(document, block, find.cuts(block)):
            section = find(span.start)
            if section is None:
                continue
            text = document.quote(span)
            said_of_table = kind == "quote" and _TABLE_NOTE.match(text)
            if said_of_table or (kind in _CUT and (_SCALE.fullmatch(text) or _CONTROLS.fullmatch(text))):
                kind = "note"
            quantitative = kind != "quote" and section.role in FINDINGS_ROLES and is_quantitative(text)
            passages.append(
                Passage(
                    id=span_id(document.id, "p", span.start, span.end),
                    section=section.id,
                    role=section.role,
                    kind=kind,
                    start=span.start,
                    end=span.end,
                    quantitative=quantitative,
                )
            )
    return _settled(document, _attributed(document, passages))


def _attributed(document: Document, passages: Sequence[Passage]) -> list[Passage]:
    """The same passages, each line that only says who spoke joined to the quotation it stands under."""
    joined: list[Passage] = []
    for passage in passages:
        before = joined[-1] if joined else None
        if before is not None and _names_speaker(document, before, passage):
            span = span_id(document.id, "p", before.start, passage.end)
            joined[-1] = replace(before, id=span, end=passage.end)
        else:
            joined.append(passage)
    return joined


def _names_speaker(document: Document, before: Passage, passage: Passage) -> bool:
    if before.section != passage.section or not {before.kind, passage.kind} <= RUNNING_KINDS:
        return False
    said, text = document.quote(before), document.quote(passage)
    closed = said.rstrip(" .,")[-1:] in '”"»'
    quoted = before.kind == "quote" or said[0] in '“"«„' or closed
    if not quoted or len(text.split()) > _MOST_IN_TAG:
        return False
    return _ATTRIBUTION.fullmatch(text) is not None or (closed and _BARE_TAG.fullmatch(text) is not None)


def is_quantitative(text: str) -> bool:
    """Whether a passage reports statistics rather than what people said: dense in tests, intervals and percentages."""
    words = len(text.split())
    if words < 5:
        return False
    tests = len(_STATISTIC.findall(text))
    shares = len(_PERCENT.findall(text))
    if _QUOTED.search(text):
        return tests >= 3 and (tests + shares) / words > 0.04
    counted = tests >= 2 or (tests >= 1 and shares >= 1) or (shares >= 3 and shares / words > 0.03)
    return counted and not _mostly_told(text)


def _mostly_told(text: str) -> bool:
    """Whether most of a passage is sentences without a figure, such as reasons told after a sentence of statistics."""
    found = (text[s.start : s.end] for s in sentences(text))
    told = [s for s in found if not re.search(r"\d", s) and not _STATISTIC.search(s)]
    return len(told) >= FEWEST_TOLD and sum(len(s.split()) for s in told) >= MOSTLY_TOLD * len(text.split())


def _settled(document: Document, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The same passages, the flag of each agreeing with its section.

    Under one heading a figure in passing does not take a passage out of its theme, nor does a sentence without figures
    bring one in among statistics: a stretch of up to `PASSING` passages takes the flag of most words in its section,
    unless people are quoted there.
    """
    sections: dict[str, list[int]] = {}
    for i, passage in enumerate(passages):
        if passage.role in FINDINGS_ROLES and passage.kind in RUNNING_KINDS:
            sections.setdefault(passage.section, []).append(i)
    settled = list(passages)
    for places in sections.values():
        words = {i: len(document.quote(passages[i]).split()) for i in places}
        counted = sum(words[i] for i in places if passages[i].quantitative)
        mostly = 2 * counted >= sum(words.values())
        for flag, run in groupby(places, key=lambda i: passages[i].quantitative):
            stretch = list(run)
            if (
                flag is not mostly
                and len(stretch) <= PASSING
                and not (mostly and _people_speak(document, passages, stretch))
            ):
                for i in stretch:
                    settled[i] = replace(passages[i], quantitative=mostly)
    return tuple(settled)


def _people_speak(document: Document, passages: Sequence[Passage], places: Sequence[int]) -> bool:
    return any(passages[i].kind == "quote" or _QUOTED.search(document.quote(passages[i])) for i in places)


PASSING = 3
"""Passages in a row up to which figures are in passing in a section that is qualitative."""


class _Innermost:
    """The innermost section at an offset, by one bisection: the starts of sections are the only places it changes."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.edges = sorted({edge for s in sections for edge in (s.start, s.end)})
        self.at: list[Section | None] = [None] * (len(self.edges) + 1)
        for section in sorted(sections, key=lambda s: s.level):
            first, last = bisect_right(self.edges, section.start), bisect_right(self.edges, section.end)
            self.at[first:last] = [section] * (last - first)

    def __call__(self, offset: int) -> Section | None:
        return self.at[bisect_right(self.edges, offset)]

    def cuts(self, block: Block) -> list[int]:
        """Where a section begins inside a block."""
        first, last = bisect_right(self.edges, block.start), bisect_right(self.edges, block.end - 1)
        return self.edges[first:last]


def _parts(document: Document, block: Block, cuts: Sequence[int]) -> Iterator[Span]:
    edges = [block.start, *cuts, block.end]
    for start, end in pairwise(edges):
        span = _trim(document.text, start, end)
        if span is None:
            continue
        if block.kind in _CUT and len(document.quote(span).split()) > LONGEST:
            yield from _shortened(document, span)
        else:
            yield span


def _shortened(document: Document, span: Span) -> Iterator[Span]:
    """A long span in as few parts as keep near the limit, cut at sentence ends into about equal lengths."""
    found = sentences(document.text, span.start, span.end, document.metadata.language or "en")
    lengths = [len(document.quote(s).split()) for s in found]
    total = sum(lengths)
    parts = max(1, -(-total // LONGEST))
    start, done, part = 0, 0, 1
    for i, length in enumerate(lengths):
        # Cut where the running total comes nearest to an equal share, looking one sentence ahead.
        share = total * part / parts
        if i > start and part < parts and abs(done - share) <= abs(done + length - share):
            yield Span(found[start].start, found[i - 1].end)
            start, part = i, part + 1
        done += length
    yield Span(found[start].start, found[-1].end)


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
