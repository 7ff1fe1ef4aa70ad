"""Sentences in which authors list their themes ("Four themes were identified: …"), and what they list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Document, EvidenceSource, Passage, Span
from thirdorder.nlp.sentences import sentences

_NOUN = (
    r"(?:themes?|sub-?themes?|categor(?:y|ies)|sub-?categor(?:y|ies)|factors|domains|dimensions|topics|concepts|constructs|patterns|"
    r"determinants|motivators|motivations|pathways|roles|findings|barriers|facilitators|enablers|challenges|areas|issues|aspects|benefits|"
    r"phases|stages|strategies|types|ways|elements|messages|storylines|temas|categorias|categorías|thèmes|catégories|Themen|Kategorien)"
)
_THEMATIC = re.compile(
    r"\b(?:sub-?)?(?:themes?|categor(?:y|ies)|temas|categorias|categorías|thèmes|catégories|Themen|Kategorien)\b", re.I
)
_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|several|\d{1,2}|duas|dois|três|quatro|cinco|dos|tres|cuatro|deux|trois|quatre|cinq|"
    r"zwei|drei|vier|fünf)"
)
_FOUND = (
    r"(?:identif\w+|emerg\w+|includ\w+|found|generated|developed|derived|constructed|revealed|influenc\w*|arose|were|was|are|is|namely|"
    r"following|organi[sz]ed|structured|grouped|classified|categori[sz]ed|presented|enhanced|suggested|consist\w+|related|facilitated|"
    r"acted|comprised?|shed|affect\w*|discussed|reported|described|uncovered|surgiram|emergiram|emergieron|identificaron|ont émergé)"
)
_BEFORE_LIST = re.compile(rf"\b{_NOUN}\b", re.I)
_LISTING = re.compile(
    rf"\b(?:{_NUMBER}|following|the|these|main|major|key|several)\b[^.;:]{{0,80}}?\b{_NOUN}\b|\b{_NOUN}\b[^.;:]{{0,90}}?\b{_FOUND}\b",
    re.I,
)
_OPEN = re.compile(
    rf"(?:[:：]|\b(?:namely|viz\.?|i\.e\.)[,:]?|\b{_NOUN}\b[^.;:]{{0,60}}?\b(?:included?|are|were|was|is|comprised?|consisted of|being|related to|relating to)\b"
    rf"|\b(?:under|into|around|as) (?:the following )?(?:\w+ ){{0,3}}?{_NOUN}\b[,:]?)\s*",
    re.I,
)
_ENUMERATION = re.compile(r"(?:^|(?<=[\s,;:.]))\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[).]\s+(?=\S)", re.I)
_TRAILING = re.compile(r"\((?:[ivx]{1,4}|\d{1,2}|[a-h])\)\s*(?=[,;.]|$|and\b)", re.I)
_AFTERTHOUGHT = re.compile(
    r"[\s,;]*\((?:see\s)?(?:table|figure|fig|box|appendix)[^)]*\)|\s*\[[\d,\s–-]+\]|,? (?:see|as shown in|which (?:are|is|were)) .*$",
    re.I,
)
_ASIDE = re.compile(
    r"\b(?:interview (?:guide|schedule|topics?|questions?)|topic guide|questionnaire|inclusion criteria|studies|the literature|previous|prior|aims?|objectives?|"
    r"purpose|sought to|hypothes|stud(?:y|ies) by|limitations?|scores?|instruments?|measures?|survey items?|eligib\w+|recommend\w*|should|may be due|"
    r"could be due|topics included|covered|probed|asked about)\b",
    re.I,
)
_LIST_VERB = re.compile(
    r"(?P<items>.+?)\s+(?:were|was|are) (?:identified|found|described|reported|recogni[sz]ed) as (?:\w+ ){0,2}(?P<noun>\w+)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A sentence that lists themes: its span, and the labels it gives in order, each with its span."""

    start: int
    end: int
    labels: tuple[str, ...]
    spans: tuple[Span, ...]
    source: EvidenceSource = "statement"


def find_listings(document: Document, passages: Sequence[Passage]) -> tuple[Listing, ...]:
    """The sentences of abstract, findings, discussion and conclusion that list the paper's own themes, in order."""
    found: list[Listing] = []
    for passage in passages:
        if passage.kind != "paragraph" or passage.role not in (
            "abstract",
            "findings",
            "findings_discussion",
            "discussion",
            "conclusion",
        ):
            continue
        spans = sentences(document.text, passage.start, passage.end, document.metadata.language or "en")
        for i, span in enumerate(spans):
            before = document.quote(spans[i - 1]) if i else ""
            listing = read_listing(document.text, span, before)
            if listing is not None:
                found.append(listing)
    return tuple(found)


def read_listing(text: str, span: Span, before: str = "") -> Listing | None:
    """The themes that a sentence lists, or None where it lists none.

    Two things are asked of it: words that announce a list of themes or their like, and after them at least two
    short items set off by numbers, semicolons or commas. Lists of anything but themes need more: a count or a colon.
    """
    sentence = text[span.start : span.end]
    if len(sentence.split()) < 6 or _ASIDE.search(sentence[: _first_mark(sentence)]):
        return None
    for opening in _OPEN.finditer(sentence):
        head, rest = sentence[: opening.end()], sentence[opening.end() :]
        if not _BEFORE_LIST.search(head) or not (_LISTING.search(head) or _LISTING.search(sentence)):
            continue
        enumerated = bool(_ENUMERATION.match(rest)) or len(_TRAILING.findall(rest)) > 1
        colon = ":" in opening[0] or "：" in opening[0]
        thematic = bool(_THEMATIC.search(head)) or bool(_THEMATIC.search(before[-160:]) and colon)
        counted = re.search(rf"\b{_NUMBER}\b(?:[\s,-]+\w+){{0,4}}?\s+{_NOUN}\b", head, re.I) is not None
        if not (thematic or enumerated or (counted and colon)):
            continue
        if not (
            colon
            or enumerated
            or counted
            or re.search(r"\b(?:themes?|categories)\b[^.]{0,40}(?:were|are|included?)", head, re.I)
        ):
            continue
        items = _items(rest)
        if 2 <= len(items) <= 12 and all(_plausible(rest[a:b]) for a, b in items):
            base = span.start + opening.end()
            spans = tuple(Span(base + a, base + b) for a, b in items)
            return Listing(span.start, span.end, tuple(text[s.start : s.end] for s in spans), spans)
    return None


def _first_mark(sentence: str) -> int:
    found = re.search(r"[:：]", sentence)
    return found.start() if found else len(sentence)


def _items(rest: str) -> list[tuple[int, int]]:
    """The items of a list as offsets, divided by the strongest mark there is: numbers, semicolons, commas."""
    marks = [m for m in _ENUMERATION.finditer(rest)]
    if len(marks) >= 2 and marks[0].start() < 25:
        edges = [m.end() for m in marks]
        ends = [*(m.start() for m in marks[1:]), len(rest)]
        raw = list(zip(edges, ends, strict=True))
    else:
        mark = r";" if rest.count(";") >= 1 else r","
        cuts = [
            m.span() for m in re.finditer(mark, rest) if rest[: m.start()].count("(") == rest[: m.start()].count(")")
        ]
        raw = list(zip([0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(rest)], strict=True))
        raw = [part for a, b in raw for part in _split_and(rest, a, b, last=b == len(rest), many=len(raw) > 1)]
    return [s for s in (_trimmed(rest, a, b) for a, b in raw) if s[0] < s[1]]


def _split_and(rest: str, a: int, b: int, last: bool, many: bool) -> list[tuple[int, int]]:
    """The last part of a list in two where "and" divides it; with commas an "and" inside an earlier item stays."""
    if not last or re.match(r"\s*(?:and|or|as well as)\b", rest[a:b]) or (many and ";" in rest):
        return [(a, b)]
    found = re.search(r",?\s+(?:and|or|as well as|e|y|et|und)\s+", rest[a:b])
    return (
        [(a, a + found.start()), (a + found.end(), b)]
        if found and not many
        else [(a, b)]
        if not found
        else [(a, a + found.start()), (a + found.end(), b)]
    )


def _trimmed(rest: str, a: int, b: int) -> tuple[int, int]:
    item = rest[a:b]
    aside = _AFTERTHOUGHT.search(item)
    if aside:
        item = item[: aside.start()]
    tail = _TRAILING.search(item)
    if tail and not item[tail.end() :].strip(" ,;."):
        item = item[: tail.start()]
    lead = re.match(r"[\s,;:]*(?:(?:and|or|as well as|finally|the first|the second)\b,?\s*)?[\s“\"‘'(]*", item)
    begin = lead.end() if lead else 0
    body = item[begin:].rstrip(" \n.,;:”\"’'")
    body = re.sub(r"[\s,;]+(?:and|or|as well as)$", "", body)
    return a + begin, a + begin + len(body)


def _plausible(item: str) -> bool:
    words = item.split()
    return 1 <= len(words) <= 26 and len(item) >= 3 and bool(re.search(r"[^\W\d]{3}", item))
