"""What differs in a text by typesetting alone: white space, quotation marks, dashes, ligatures, accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

QUOTATION_MARKS = "'\"`´‘’‚‛“”„‟«»‹›′″"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its differences of typesetting taken out; `places[i]` is where character i stood."""

    text: str
    places: tuple[int, ...]


@lru_cache(maxsize=16)
def folded(text: str, fold: Callable[[str], str]) -> Folded:
    """A text folded character by character by `typeset` or `letters`."""
    kept: list[str] = []
    places: list[int] = []
    for i, character in enumerate(text):
        for c in fold(character):
            kept.append(c)
            places.append(i)
    return Folded("".join(kept), tuple(places))


@lru_cache(maxsize=4096)
def typeset(character: str) -> str:
    """Base letters and punctuation; white space, hyphens and dashes, quotation marks and accents are nothing."""
    if character in QUOTATION_MARKS or character == "\u00ad":
        return ""
    plain = unicodedata.normalize("NFKD", character)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Pd", "Mn", "Cf", "Cc"))


@lru_cache(maxsize=4096)
def letters(character: str) -> str:
    """Letters and digits alone, in small letters."""
    return "".join(c for c in typeset(character).casefold() if c.isalnum())
