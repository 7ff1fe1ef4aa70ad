"""Words by which authors say themselves that something was otherwise: for others, elsewhere, or not for all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thirdorder.nlp.language.lexicon import DEFAULT, Reach, lexicon


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a sentence: its words, where they start and end in it, how surely they mark contrast (0 to 1)."""

    words: str
    start: int
    end: int
    weight: float
    reach: Reach


_ENGLISH = lexicon(DEFAULT)
_CONTRAST = tuple((re.compile(c.words, re.IGNORECASE), c.weight, c.reach) for c in _ENGLISH.contrast)
_NO_CONTRAST = re.compile(_ENGLISH.ways["no_contrast"], re.IGNORECASE)
_PART_OF_PEOPLE = re.compile(_ENGLISH.ways["part_of_people"], re.IGNORECASE)
_REPORT = re.compile(rf"\b(?:{_ENGLISH.says})\b", re.IGNORECASE)
_SIGNPOST = re.compile(_ENGLISH.ways["signposts"], re.IGNORECASE)


def cues(sentence: str) -> tuple[Cue, ...]:
    """The cues of contrast in one sentence, the surest first; what only looks like one ("not only … but") is none."""
    barred = [m.span() for m in _NO_CONTRAST.finditer(sentence)]
    taken: list[tuple[int, int]] = []
    found: list[Cue] = []
    for pattern, weight, reach in _CONTRAST:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if any(start < e and s < end for s, e in (*barred, *taken)):
                continue
            taken.append((start, end))
            found.append(Cue(match.group().strip(" ,"), start, end, weight, _reach(reach, sentence, start)))
    return tuple(sorted(found, key=lambda c: (-c.weight, c.start)))


def names_part(text: str) -> bool:
    """Whether a text speaks of some people and so leaves room for others."""
    return _PART_OF_PEOPLE.search(text) is not None


def reports(text: str) -> bool:
    """Whether a sentence tells what people said, felt or did, by its verbs."""
    return _REPORT.search(text) is not None


def signposts(text: str) -> bool:
    """Whether a sentence speaks of the text, statistics or methods it belongs to, not of what people lived through."""
    return _SIGNPOST.search(text) is not None


def _reach(reach: Reach, sentence: str, start: int) -> Reach:
    """A cue that looks back does so from a sentence's opening; behind a first clause it looks at that clause."""
    opening = len(sentence[:start].split())
    return "within" if reach == "before" and opening > 7 else reach
