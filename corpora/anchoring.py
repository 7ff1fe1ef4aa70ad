"""Find the words of a quotation in a text that was set, scanned or typed a little differently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from thirdorder.nlp.document import Span

ELLIPSIS = re.compile(r"\s*[\[(]?(?:…|\.\s?\.\s?\.)[\])]?\s*")
SHORTEST_PART = 3  # characters of a quotation that are worth searching for, letters and digits alone


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its differences of typesetting taken out; `places[i]` is where character i stood."""

    text: str
    places: tuple[int, ...]


def place_quote(
    text: str, quote: str, *, near: int | None = None, start: int = 0, end: int | None = None
) -> Span | None:
    """Where a quotation stands between `start` and `end` of a text, None where it does not.

    The exact words are sought first; then white space, quotation marks, dashes, ligatures, accents and hyphens at
    line ends count no more; then capitals and punctuation. A quotation with "..." spans from its first part to its
    last. Of several places the one nearest to `near` is taken, else the first.
    """
    end = len(text) if end is None else end
    words = quote.strip()
    if not words:
        return None
    exact = _nearest(text, words, near, start, end)
    if exact is not None:
        return Span(exact, exact + len(words))
    for fold in (_typeset, _letters):
        found = _place_folded(_folded(text, fold), _folded(words, fold).text, near, start, end)
        if found is not None:
            return found
    parts = [p for p in ELLIPSIS.split(words) if p]
    return _place_parts(text, parts, near, start, end) if len(parts) > 1 else None


def _place_parts(text: str, parts: list[str], near: int | None, start: int, end: int) -> Span | None:
    first = last = place_quote(text, parts[0], near=near, start=start, end=end)
    for part in parts[1:]:
        if last is None:
            return None
        last = place_quote(text, part, start=last.end, end=end)
    return Span(first.start, last.end) if first is not None and last is not None else None


def _place_folded(folded: Folded, words: str, near: int | None, start: int, end: int) -> Span | None:
    if sum(c.isalnum() for c in words) < SHORTEST_PART:
        return None
    low, high = _rank(folded.places, start), _rank(folded.places, end)
    at = _nearest(folded.text, words, None if near is None else _rank(folded.places, near), low, high)
    return None if at is None else Span(folded.places[at], folded.places[at + len(words) - 1] + 1)


def _nearest(text: str, words: str, near: int | None, start: int, end: int) -> int | None:
    if near is None:
        at = text.find(words, start, end)
        return None if at < 0 else at
    before = text.rfind(words, start, min(end, near + len(words)))
    after = text.find(words, max(start, near), end)
    return min((at for at in (before, after) if at >= 0), key=lambda at: abs(at - near), default=None)


def _rank(places: tuple[int, ...], offset: int) -> int:
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if places[middle] < offset else (low, middle)
    return low


@lru_cache(maxsize=16)
def _folded(text: str, fold: Callable[[str], str]) -> Folded:
    kept: list[str] = []
    places: list[int] = []
    for i, character in enumerate(text):
        for c in fold(character):
            kept.append(c)
            places.append(i)
    return Folded("".join(kept), tuple(places))


@lru_cache(maxsize=4096)
def _typeset(character: str) -> str:
    """Base letters and punctuation; white space, hyphens and dashes, quotation marks and accents are nothing."""
    if character in "'\"`´‘’‚‛“”„‟«»‹›′″" or character == "\u00ad":
        return ""
    plain = unicodedata.normalize("NFKD", character)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Pd", "Mn", "Cf", "Cc"))


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    return "".join(c for c in _typeset(character).casefold() if c.isalnum())
