"""Find the words of a quotation in a text that was set, scanned or typed a little differently."""

from __future__ import annotations

import re

from thirdorder.nlp.document import Span
from thirdorder.nlp.language.typeset import Folded, folded, letters, typeset

ELLIPSIS = re.compile(r"\s*[\[(]?(?:…|\.\s?\.\s?\.)[\])]?\s*")
SHORTEST_PART = 3  # characters of a quotation that are worth searching for, letters and digits alone


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
    for fold in (typeset, letters):
        found = _place_folded(folded(text, fold), folded(words, fold).text, near, start, end)
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


def _place_folded(within: Folded, words: str, near: int | None, start: int, end: int) -> Span | None:
    if sum(c.isalnum() for c in words) < SHORTEST_PART:
        return None
    low, high = _rank(within.places, start), _rank(within.places, end)
    at = _nearest(within.text, words, None if near is None else _rank(within.places, near), low, high)
    return None if at is None else Span(within.places[at], within.places[at + len(words) - 1] + 1)


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
