"""Sentences in which authors list their themes ("Four themes were identified: …"), and what they list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thirdorder.nlp.constructs.lists import list_items, numbered
from thirdorder.nlp.document import Document, EvidenceSource, Passage, Role, Span
from thirdorder.nlp.language.lexicon import number_words, numbers, way
from thirdorder.nlp.language.sentences import sentences

_THEME = rf"(?:{way('theme')}|{way('category')})"
_NOUN = rf"(?:{_THEME}|{way('like_themes')})"
_COUNT = re.compile(
    rf"\b({number_words(2, 10)}|\d{{1,2}}|several)\b(?:[\s,-]+[\w-]+){{0,6}}?\s+{_NOUN}\b", re.IGNORECASE
)
_NAMES_THEMES = re.compile(rf"\b{_THEME}\b", re.IGNORECASE)
_NAMES_LIKE = re.compile(rf"\b{_NOUN}\b", re.IGNORECASE)
_COLON = re.compile(r"[:：]\s*")
_NAMELY = re.compile(
    rf"\b(?:namely|viz\.?|i\.e\.)[,:]?\s*|\b{_NOUN}\b[^.;:]{{0,60}}?\b(?:relat(?:ed|ing) to|to include)\s*:?\s*"
    rf"|\b{_THEME}\b[^.;:]{{0,40}}?(?:\b(?:included?|were|are|comprised?|consisted of)\s*(?=\(|[\w ’'-]+,)|"
    rf",\s*(?=the first))",
    re.IGNORECASE,
)
_INCLUDED = re.compile(
    rf"^(?:results?[:.]? )?(?:(?:[\w’'-]+ ){{0,4}}?{_NOUN}\b[^.;:]{{0,40}}?|these )\b(?:included?|"
    rf"consist(?:ed)? of|compris(?:e|ed))\s+",
    re.IGNORECASE,
)
_NUMBERED_THEME = re.compile(rf"\b{_THEME}\s*(?:\d+|[IVX]+|[A-H])\W*$", re.IGNORECASE)
_IDENTIFIED_AS = re.compile(
    rf"^(?:.{{0,60}}?\b{_NOUN} such as )?(?P<items>.+?)\s+(?:were|was) (?:identified|found|"
    rf"recogni[sz]ed)(?: as (?:[\w-]+ ){{0,2}}{_NOUN})?\W*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:interview (?:guide|schedule|topics?|questions?)|topic guide|topics included|questionnaire|criteria|"
    r"studies|literature|"
    r"previous|prior|aims?|aimed|objectives?|purpose|sought to|hypothes\w+|limitations?|scores?|scales?|"
    r"instruments?|measures?|"
    r"outcomes|eligib\w+|recommend\w*|should|could|may be|covered|probed|asked about|"
    r"we (?:selected|used|chose|measured|included|considered|assessed|did not))\b",
    re.IGNORECASE,
)
_ROLES: frozenset[Role] = frozenset({"abstract", "findings", "findings_discussion", "discussion", "conclusion"})
_SUMMARIES: frozenset[Role] = frozenset({"abstract", "conclusion"})


@dataclass(frozen=True, slots=True)
class Listing:
    """A sentence or table that lists themes: its span, and the labels it gives in order, each with its span."""

    start: int
    end: int
    labels: tuple[str, ...]
    spans: tuple[Span, ...]
    source: EvidenceSource = "statement"


def find_listings(document: Document, passages: Sequence[Passage]) -> tuple[Listing, ...]:
    """The sentences of abstract, findings, discussion and conclusion that list the paper's own themes, in order."""
    found: list[Listing] = []
    for passage in passages:
        if passage.kind != "paragraph" or passage.role not in _ROLES:
            continue
        before = ""
        for span in sentences(document.text, passage.start, passage.end, document.metadata.language or "en"):
            listing = read_listing(document.text, span, before, summary=passage.role in _SUMMARIES)
            if listing is not None:
                found.append(listing)
            before = document.quote(span)
    return tuple(found)


def read_listing(text: str, span: Span, before: str = "", summary: bool = False) -> Listing | None:
    """The themes that a sentence lists, or None where it lists none.

    Words must announce themes, or their like with a count or numbers ("three factors: …"), and short items follow.
    In an abstract or conclusion (`summary`), "barriers included …" and "… were identified as barriers" will do.
    `before` is the sentence before, which may hold the announcement.
    """
    sentence = text[span.start : span.end]
    if len(sentence.split()) < 6:
        return None
    for start, end, count in _openings(sentence, before, summary):
        items = list_items(sentence[start:end], count) if not _ASIDE.search(sentence[:start]) else []
        if items:
            spans = tuple(Span(span.start + start + a, span.start + start + b) for a, b in items)
            return Listing(span.start, span.end, tuple(text[s.start : s.end] for s in spans), spans)
    return None


def _openings(sentence: str, before: str, summary: bool) -> Iterator[tuple[int, int, int | None]]:
    """Where a list of themes may begin and end in a sentence, and how many items it announces."""
    end = len(sentence)
    for found in (*_COLON.finditer(sentence), *_NAMELY.finditer(sentence)):
        head, rest = sentence[: found.end()], sentence[found.end() :]
        counted = _COUNT.search(head)
        colon = found[0].strip() in ":："
        if colon and _NUMBERED_THEME.search(head[: found.start()]):
            continue
        named = _NAMES_THEMES.search(head) or (colon and len(head.split()) <= 6 and _NAMES_THEMES.search(before[-160:]))
        like = _NAMES_LIKE.search(head) and (numbered(rest) or (counted and colon))
        if named or like or (summary and "to include" in found[0]):
            yield found.end(), end, _value(counted[1]) if counted else None
    if not summary:
        return
    included = _INCLUDED.search(sentence)
    if included and (_NAMES_LIKE.search(included[0]) or _NAMES_LIKE.search(before)):
        yield included.end(), end, None
    passive = _IDENTIFIED_AS.search(sentence)
    if passive and _NAMES_LIKE.search(sentence):
        yield passive.start("items"), passive.end("items"), None


def _value(word: str) -> int | None:
    return int(word) if word.isdigit() else numbers().get(word.lower())
