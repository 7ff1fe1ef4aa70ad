"""Stretches of findings that no heading names: divided in reading order, each part labelled from its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from thirdorder.nlp.constructs.assembly import Draft, of_segment
from thirdorder.nlp.constructs.boundaries import Unit
from thirdorder.nlp.constructs.elsewhere import References
from thirdorder.nlp.constructs.segmentation import BoundaryModel, segment
from thirdorder.nlp.constructs.statements import Listing
from thirdorder.nlp.constructs.wording import clean_label, content_words, likeness, own_labels
from thirdorder.nlp.document import Document, Evidence, Passage, Span, Voice
from thirdorder.nlp.language.lexicon import DEFAULT, many
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.language.stems import stem

_NAMED = 0.5
"""How much of a listed name must stand in a part, each word three times, to name it."""

_SAMPLE = re.compile(
    r"\b(?:mean|median|average) age\b|\baged? (?:between|from|ranged)\b|"
    rf"\b(?:{many()}|interviews) (?:were|was) "
    r"(?:conducted|recruited|interviewed|aged)\b|\bresponse rate\b|\bdemographic|\b(?:table|figure) 1\b|"
    r"\b(?:interviews|focus groups?) were (?:held|conducted)\b|"
    rf"\bsample (?:consisted|comprised|included)\b|\ba total of \w+ (?:{many()}|interviews)\b",
    re.IGNORECASE,
)


def drafts_from_words(
    document: Document,
    region: Sequence[Passage],
    passages: Sequence[Passage],
    listings: Sequence[Listing],
    model: BoundaryModel,
) -> list[Draft]:
    """One draft for each part of a stretch of findings.

    The sample description and lead-in before it stay outside, and so do quantitative passages: a part that holds
    nothing else is a draft without passages. Parts are named by what the paper lists elsewhere where that fits one of
    them, else by a phrase of their own words.
    """
    groups = paragraphs(document, region)
    starts = segment(units_of(document, groups, listings), references_of(document, passages, listings), model)
    parts: list[list[Passage]] = []
    for first, last in zip(starts, [*starts[1:], len(groups)], strict=True):
        if not parts:
            first = next((i for i in range(first, last) if not _introduces(document, groups[i], listings)), last)
        part = [p for g in groups[first:last] for p in g]
        if part:
            parts.append(part)
    drafts = []
    for part, label in zip(parts, _labels(document, parts), strict=True):
        place = Span(part[0].start, part[-1].end)
        drafts.append(Draft(label, place, [Evidence("segment", place.start, place.end)], of_segment(part), 0.4))
    _name(document, drafts, listings)
    return drafts


def units_of(document: Document, groups: Sequence[Sequence[Passage]], listings: Sequence[Listing]) -> list[Unit]:
    """What segmentation is told of each paragraph."""
    units = []
    for group in groups:
        first, last = group[0].start, group[-1].end
        spoken = sum(v.end - v.start for p in group for v in p.voices if v.voice == "participant")
        units.append(
            Unit(
                text=document.text[first:last],
                quoted=spoken / max(1, last - first),
                opens_quoted=bool(group[0].voices) and group[0].voices[0].voice == "participant",
                quantitative=2 * sum(p.quantitative for p in group) >= len(group),
                lists=any(first <= listing.start < last for listing in listings),
            )
        )
    return units


def references_of(document: Document, passages: Sequence[Passage], listings: Sequence[Listing]) -> References:
    """What the abstract, the discussion and the lists of themes say of what is to be found."""
    language = document.metadata.language or "en"
    abstract = [
        document.quote(s)
        for p in passages
        if p.role == "abstract" and p.kind == "paragraph"
        for s in sentences(document.text, p.start, p.end, language)
    ]
    discussion = [
        document.quote(p) for p in passages if p.role in ("discussion", "conclusion") and p.kind == "paragraph"
    ]
    return References(tuple(abstract), tuple(discussion), tuple(label for x in listings for label in x.labels))


def _name(document: Document, drafts: Sequence[Draft], listings: Sequence[Listing]) -> None:
    """Give parts the names that the paper lists, where a listed name's words stand in one part above all others."""
    language = document.metadata.language or DEFAULT
    texts = [stems_of(document, d.own) for d in drafts]
    for listing in listings:
        for label, span in zip(listing.labels, listing.spans, strict=True):
            wanted = content_words(clean_label(label), language)
            inside = [sum(min(3, text[w]) for w in wanted) / (3 * len(wanted)) if wanted else 0.0 for text in texts]
            ranked = sorted(range(len(drafts)), key=lambda i: (-inside[i], i))
            if (
                not ranked
                or inside[ranked[0]] < _NAMED
                or (len(ranked) > 1 and inside[ranked[1]] > inside[ranked[0]] - 0.15)
            ):
                continue
            draft = drafts[ranked[0]]
            if all(e.source == "segment" for e in draft.evidence):
                name = re.sub(r"^(?:the|an?)\s+", "", clean_label(label), flags=re.IGNORECASE)
                draft.label, draft.confidence = name[:1].upper() + name[1:], 0.6
            elif likeness(draft.label, label, language) < 0.5:
                continue
            draft.evidence.append(Evidence(listing.source, span.start, span.end))


def stems_of(document: Document, passages: Sequence[Passage]) -> Counter[str]:
    """How often each stem stands in some passages."""
    language = document.metadata.language or DEFAULT
    return Counter(stem(w, language) for p in passages for w in re.findall(r"[^\W\d_]{2,}", document.quote(p)))


def paragraphs(document: Document, passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages that were cut from one paragraph, together."""
    groups: list[list[Passage]] = []
    for passage in passages:
        if (
            groups
            and "\n" not in document.text[groups[-1][-1].end : passage.start]
            and groups[-1][-1].kind == passage.kind
        ):
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return groups


def _introduces(document: Document, group: Sequence[Passage], listings: Sequence[Listing]) -> bool:
    """Whether a paragraph describes the sample or lists the themes to come."""
    first, last = group[0].start, group[-1].end
    text = document.text[first:last]
    speaks = any(v.voice == "participant" for p in group for v in p.voices)
    return not speaks and (any(first <= s.start < last for s in listings) or len(_SAMPLE.findall(text)) >= 1)


def _labels(document: Document, parts: Sequence[Sequence[Passage]]) -> list[str]:
    """A label of its own words for each part, in which authors' first spans weigh most."""
    texts = []
    for part in parts:
        voices: list[Voice | Passage] = [v for p in part for v in p.voices] or [*part]
        order = accumulate((not _participant(v) for v in voices), initial=0)
        weights = (1 if _participant(v) else 2 + 6 // (1 + before) for v, before in zip(voices, order, strict=False))
        texts.append([(document.quote(v), float(w)) for v, w in zip(voices, weights, strict=True)])
    return own_labels(texts)


def _participant(span: Voice | Passage) -> bool:
    return isinstance(span, Voice) and span.voice == "participant"
