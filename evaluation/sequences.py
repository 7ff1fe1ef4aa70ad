"""Longest common subsequences of token sequences, fast enough for whole papers.

Bit-parallel after H. Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): one big integer is a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """Words and numbers, case folded, in compatibility form (ligatures opened)."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def common(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence."""
    places = _places(a)
    full = (1 << len(a)) - 1
    row = full
    for item in b:
        hits = row & places.get(item, 0)
        row = ((row + hits) | (row - hits)) & full
    return len(a) - row.bit_count()


def matches(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """One longest common subsequence, as pairs of positions in `a` and `b`, in order."""
    places = _places(a)
    full = (1 << len(a)) - 1
    rows = [full]
    for item in b:
        hits = rows[-1] & places.get(item, 0)
        rows.append(((rows[-1] + hits) | (rows[-1] - hits)) & full)
    pairs: list[tuple[int, int]] = []
    i, j = len(a), len(b)
    while i and j:
        bit = 1 << (i - 1)
        if rows[j] & bit:
            i -= 1
        elif not rows[j - 1] & bit:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _places(a: Sequence[Hashable]) -> dict[Hashable, int]:
    places: dict[Hashable, int] = defaultdict(int)
    for i, item in enumerate(a):
        places[item] |= 1 << i
    return places


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of what was found is right (precision), and how much of what there is was found (recall)."""

    right: int
    found: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.there)

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else float(not self.found)

    @property
    def f1(self) -> float:
        total = self.found + self.there
        return 2 * self.right / total if total else 1.0
