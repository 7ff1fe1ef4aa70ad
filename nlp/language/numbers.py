"""Numbers in figures and in words ("twenty-four", "two hundred and six")."""

from __future__ import annotations

import re

from thirdorder.nlp.language.lexicon import numbers

_WORDS = numbers()


def number_of(words: str) -> int:
    """A number in figures or words; 0 where it is none."""
    bare = re.sub(r"[,\u202f ](?=\d{3})", "", words)
    if bare.isdigit():
        return int(bare)
    hundreds, hundred, rest = bare.lower().partition(" hundred")
    if hundred:
        return 100 * _WORDS.get(hundreds, 1) + number_of(rest.removeprefix(" and "))
    if bare.lower() in _WORDS:
        return _WORDS[bare.lower()]
    tens, _, ones = re.sub(r"[-‐ ]", " ", bare.lower()).partition(" ")
    return _WORDS.get(tens, 0) + _WORDS.get(ones, 0)
