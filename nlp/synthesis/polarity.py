"""Which way a clause speaks: well or ill of what people lived through, by plain words and their negation."""

from __future__ import annotations

import re

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon

_ENGLISH = lexicon(DEFAULT)
_NEGATION = re.compile(rf"^(?:{_ENGLISH.ways['negations']})$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WINDOW = 4
"""Words over which a negation reaches."""


def _forms(listed: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole words, and the beginnings of those listed with a star."""
    return frozenset(w for w in listed if w[-1] != "*"), tuple(sorted(w[:-1] for w in listed if w[-1] == "*"))


_WELL_WORDS, _WELL_STEMS = _forms(_ENGLISH.tone.well)
_ILL_WORDS, _ILL_STEMS = _forms(_ENGLISH.tone.ill)


def polarity(text: str) -> float:
    """From -1 (speaks ill) to 1 (speaks well), 0 where no word tells or both sides weigh the same.

    Each telling word counts once; a negation up to four words before it turns it round. Words of both lists in equal
    number cancel: such a clause takes no side. Divided by one more than the words that tell, so that one word alone
    says less than three that agree.
    """
    total, telling, reach = 0, 0, 0
    for raw in _WORD.findall(text):
        word = raw.casefold().replace("’", "'")
        if word in _ENGLISH.tone.breaks:
            reach = 0
        value = _value(word)
        negates = _NEGATION.match(word) is not None
        if value:
            total += -value if reach and not (negates and value < 0) else value
            telling += 1
        reach = _WINDOW if negates else max(reach - 1, 0)
    return total / (telling + 1) if telling else 0.0


def negated(text: str) -> bool:
    """Whether a text denies something."""
    return any(_NEGATION.match(w.casefold().replace("’", "'")) for w in _WORD.findall(text))


def _value(word: str) -> int:
    if word in _ILL_WORDS or word.startswith(_ILL_STEMS):
        return -1
    if word in _WELL_WORDS or word.startswith(_WELL_STEMS):
        return 1
    return 0
