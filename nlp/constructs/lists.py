"""The items of a list inside a sentence: numbered, or set off by semicolons or commas."""

from __future__ import annotations

import re
from itertools import pairwise

_NUMBER = re.compile(r"(?:^|(?<=[\s,;:.]))\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[).]\s+(?=\S)", re.IGNORECASE)
_NUMBER_AFTER = re.compile(r"\((?:[ivx]{1,4}|\d{1,2}|[a-h])\)\s*(?=[,;.]|$|and\b)", re.IGNORECASE)
_POINTER = re.compile(
    r"[\s,;]*\((?:see\s)?(?:table|figure|fig|box|appendix)[^)]*\)|\s*\[[\d,\s–-]+\]|,? (?:see|as shown in) .*$",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|or|as well as|while|e|y|et|und)\s+", re.IGNORECASE)
_BEGINS_AND = re.compile(r"\s*(?:and|or|as well as|while|e|y|et|und)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"[\s,;:]*(?:(?:and|or|as well as|while|finally|lastly|e|y|et|und)\b,?\s*)?"
    r"(?:the (?:first|second|third|fourth|last|other)(?: one)? (?:related to|concerned|was|concerning|"
    r"being)\s+)?[\s“\"‘'(]*",
    re.IGNORECASE,
)
_LONGEST = 26


def numbered(rest: str) -> bool:
    """Whether a list numbers its items, before or after them."""
    return bool(_NUMBER.match(rest)) or len(_NUMBER_AFTER.findall(rest)) > 1


def list_items(rest: str, count: int | None = None) -> list[tuple[int, int]]:
    """The items of a list as offsets into it, without marks, numbers and pointers to tables; [] where it is none.

    `count` is how many items the sentence says there are; it settles which "and" divides two of them.
    """
    marks = list(_NUMBER.finditer(rest))
    if len(marks) >= 2 and marks[0].start() < 25:
        raw = list(zip([m.end() for m in marks], [*(m.start() for m in marks[1:]), len(rest)], strict=True))
    else:
        raw = _divided(rest, ";" if ";" in rest else ",", count)
    items = [_trimmed(rest, a, b) for a, b in raw]
    kept = [(a, b) for a, b in items if a < b]
    return kept if 2 <= len(kept) <= 12 and all(_plausible(rest[a:b]) for a, b in kept) else []


def _divided(rest: str, mark: str, count: int | None) -> list[tuple[int, int]]:
    cuts = [i for i, c in enumerate(rest) if c == mark and rest[:i].count("(") <= rest[:i].count(")")]
    parts = list(pairwise([0, *(i + 1 for i in cuts), len(rest)]))
    parts = [(a, b - 1 if b < len(rest) else b) for a, b in parts]
    a, b = parts[-1]
    if (mark == ";" and len(parts) > 1) or (_BEGINS_AND.match(rest[a:b]) and len(parts) > 1) or count == len(parts):
        return parts
    ands = list(_AND.finditer(rest, a, b))
    return [*parts[:-1], (a, ands[-1].start()), (ands[-1].end(), b)] if ands else parts


def _trimmed(rest: str, a: int, b: int) -> tuple[int, int]:
    item = rest[a:b]
    for pattern in (_POINTER, _NUMBER_AFTER):
        found = pattern.search(item)
        if found and (pattern is _POINTER or not item[found.end() :].strip(" ,;.")):
            item = item[: found.start()]
    lead = _LEAD.match(item)
    begin = lead.end() if lead else 0
    body = re.sub(r"[\s,;]+(?:and|or|as well as)$", "", item[begin:].rstrip(" \n.,;:”\"’'"))
    return a + begin, a + begin + len(body)


def _plausible(item: str) -> bool:
    """Whether an item can name a theme: words rather than figures, no half-sentence, not too long."""
    words = item.split()
    return (
        1 <= len(words) <= _LONGEST
        and re.search(r"[^\W\d]{3}", item) is not None
        and re.search(r"\d\s?%|[<>=]\s?\d|\bX\d\b", item) is None
        and re.match(
            r"(?:not|rather|however|therefore|for|with|such|in order|which|who|we|identified|presented|described|"
            r"discussed|shown|summari\w+)\b",
            item,
            re.I,
        )
        is None
    )
