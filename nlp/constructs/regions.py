"""Stretches of findings that no heading names: divided in reading order, each part labelled from its own words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from thirdorder.nlp.constructs.assembly import Draft
from thirdorder.nlp.constructs.labels import content_words
from thirdorder.nlp.constructs.segmentation import Unit, segment
from thirdorder.nlp.constructs.statements import Listing
from thirdorder.nlp.document import Document, Evidence, Passage, Span

_SAMPLE = re.compile(
    r"\b(?:mean|median|average) age\b|\baged? (?:between|from|ranged)\b|\b(?:participants|interviews|respondents|women|men|patients) (?:were|was) "
    r"(?:conducted|recruited|interviewed|aged)\b|\bresponse rate\b|\bdemographic|\b(?:table|figure) 1\b|\b(?:interviews|focus groups?) were (?:held|conducted)\b|"
    r"\bsample (?:consisted|comprised|included)\b|\ba total of \w+ (?:participants|interviews|women|patients|people)\b",
    re.IGNORECASE,
)
_EDGE = frozenset(
    """a an and are as at be been being but by can could did do does for from had has have he her his how i if in into
    is it its may more most my no not of on or our she should so some such than that the their them then there
    these they this those to was we were what when where which while who why will with would you your also one
    two many several other others about all any both each however because during between through very much often
    participants participant reported said felt described explained stated mentioned noted interviewees
    respondents expressed perceived theme themes category""".split()  # noqa: SIM905
)


def drafts_from_words(
    document: Document,
    region: Sequence[Passage],
    listings: Sequence[Listing],
    vectors: Mapping[str, NDArray[np.float32]] | None,
) -> list[Draft]:
    """One draft for each part of a stretch of findings; the sample description and lead-in before it stay outside."""
    groups = paragraphs(document, region)
    while len(groups) > 1 and _introduces(document, groups[0], listings):
        groups = groups[1:]
    if not groups:
        return []
    units = [_unit(document, g, vectors) for g in groups]
    starts = segment(units)
    parts = [[p for g in groups[a:b] for p in g] for a, b in zip(starts, [*starts[1:], len(groups)], strict=True)]
    labels = _labels(document, parts)
    return [
        Draft(label, Span(part[0].start, part[-1].end), [Evidence("segment", part[0].start, part[-1].end)], part, 0.4)
        for part, label in zip(parts, labels, strict=True)
    ]


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


def _unit(document: Document, group: Sequence[Passage], vectors: Mapping[str, NDArray[np.float32]] | None) -> Unit:
    text = document.text[group[0].start : group[-1].end]
    quoted = sum(v.end - v.start for p in group for v in p.voices if v.voice == "participant") / max(1, len(text))
    known = [vectors[p.id] for p in group if p.id in vectors] if vectors is not None else []
    return Unit(text, quoted, np.mean(known, axis=0) if known else None)


def _labels(document: Document, parts: Sequence[Sequence[Passage]]) -> list[str]:
    """A phrase of its own words for each part: frequent in it, rare in the others, best in its opening sentences."""
    counts = [_phrases(document, part) for part in parts]
    spread = Counter(phrase for count in counts for phrase in count)
    labels: list[str] = []
    for part, count in zip(parts, counts, strict=True):
        ranked = sorted(
            count.items(),
            key=lambda item: (
                -item[1] * math.log(1 + len(parts) / spread[item[0]]) * (1 + 0.6 * item[0].count(" ")),
                item[0],
            ),
        )
        label = next((p for p, _ in ranked if all(content_words(p) != content_words(x) for x in labels)), "")
        labels.append(label[:1].upper() + label[1:] if label else document.quote(part[0])[:60])
    return labels


def _phrases(document: Document, part: Sequence[Passage]) -> Counter[str]:
    count: Counter[str] = Counter()
    order = 0
    for passage in part:
        for voice in passage.voices:
            weight = 1 if voice.voice == "participant" else 2 + 6 // (1 + order)
            order += voice.voice != "participant"
            for run in re.split(r"[^\w\s'’-]+", document.quote(voice).lower()):
                words = run.split()
                for size in (1, 2, 3):
                    for i in range(len(words) - size + 1):
                        gram = words[i : i + size]
                        if (
                            gram[0] in _EDGE
                            or gram[-1] in _EDGE
                            or any(len(w) < 3 or w[0].isdigit() for w in (gram[0], gram[-1]))
                        ):
                            continue
                        if size == 3 and gram[1] in _EDGE and gram[1] not in ("of", "and", "to", "for", "in"):
                            continue
                        count[" ".join(gram)] += weight
    return count
