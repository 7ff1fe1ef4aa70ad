"""What a paper says of its study: country, setting, participants and method, each with the words that say so.

A first filling of the reviewer's table of characteristics, to be checked against the span; nothing is inferred.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from thirdorder.nlp.document import Document, Found, Role, Section
from thirdorder.nlp.language.lexicon import way
from thirdorder.nlp.study.country_names import find_countries
from thirdorder.nlp.study.participants import find_participants

_WEIGHT: dict[Role, int] = {"front": 4, "abstract": 3, "methods": 3, "findings": 1, "introduction": 1}
_SETTING = re.compile(rf"(?<![\w-])(?:{way('settings')})(?![\w-])".replace(" ", r"\s"), re.IGNORECASE)
_METHOD = re.compile(rf"(?<![\w-])(?:{way('methods')})(?![\w-])".replace(" ", r"\s"), re.IGNORECASE)


def find_characteristics(document: Document, sections: Sequence[Section]) -> tuple[Found, ...]:
    """Country, setting, participants and method as the paper states them; a name may be found more than once."""
    stretches = list(_stretches(document, sections))
    return (
        *_countries(document, stretches),
        *_phrases(document, stretches, "setting", _SETTING, most=2),
        *find_participants(document, sections),
        *_phrases(document, stretches, "method", _METHOD, most=5),
    )


def _stretches(document: Document, sections: Sequence[Section]) -> Iterator[tuple[int, int, int]]:
    """Start, end and weight of the running text in which a study is described, and of the title."""
    for block in document.blocks:
        if block.kind == "title":
            yield block.start, block.end, 5
    title = document.metadata.title
    for section in sections:
        if section.parent is not None or section.evidence == "float" or section.role == "front":
            continue
        weight = _WEIGHT.get(section.role)
        if weight is not None:
            yield section.start, section.end, weight
    if title and not any(b.kind == "title" for b in document.blocks) and (at := document.text.find(title)) >= 0:
        yield at, at + len(title), 5


def _countries(document: Document, stretches: Sequence[tuple[int, int, int]]) -> Iterator[Found]:
    """The countries named with most weight: the first, and others named at least half as much."""
    scores: dict[str, float] = defaultdict(float)
    first: dict[str, tuple[float, int, int]] = {}
    for start, end, weight in stretches:
        for country, begin, stop in find_countries(document.text, start, end, document.metadata.language or "en"):
            scores[country] += weight
            first[country] = min(first.get(country, (0, 0, 0)), (-weight, begin, stop))
    best = max(scores.values(), default=0.0)
    for country in sorted(scores, key=lambda c: (-scores[c], first[c])):
        if scores[country] >= 3 and (scores[country] > best / 2 or scores[country] == best):
            yield Found("country", country, *first[country][1:])


def _phrases(
    document: Document, stretches: Sequence[tuple[int, int, int]], name: str, pattern: re.Pattern[str], *, most: int
) -> Iterator[Found]:
    """The phrases named with most weight, each where it is first said in the weightiest place."""
    scores: dict[str, float] = defaultdict(float)
    first: dict[str, tuple[float, int, int]] = {}
    for start, end, weight in stretches:
        if weight < 3:
            continue
        for found in pattern.finditer(document.text, start, end):
            key = re.sub(r"[\s-]+", " ", found.group().lower()).strip().rstrip("s")
            scores[key] += weight
            first[key] = min(first.get(key, (0, 0, 0)), (-weight, *found.span()))
    for key in sorted(scores, key=lambda k: (-scores[k], first[k]))[:most]:
        _, begin, stop = first[key]
        yield Found(name, document.text[begin:stop].strip(), begin, stop)
