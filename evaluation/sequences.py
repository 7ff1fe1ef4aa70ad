"""Longest common subsequences of token sequences, and the overlap they give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

_TOKEN = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """Words and numbers, case folded, in compatibility form (ligatures opened)."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def common(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence."""
    return LCSseq.similarity(a, b)


def matches(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """One longest common subsequence, as pairs of positions in `a` and `b`, in order."""
    same = (op for op in LCSseq.opcodes(a, b) if op.tag == "equal")
    return [(op.src_start + n, op.dest_start + n) for op in same for n in range(op.src_end - op.src_start)]


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
