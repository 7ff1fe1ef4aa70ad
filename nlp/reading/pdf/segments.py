"""Runs of words that stand on one baseline without a wide gap: what columns and lines are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.words import PageWords

WIDE_GAP = 0.9  # ems; a gutter is wider than this, a justified space nearly always narrower


class Segment(NamedTuple):
    """One row of `Segments` in plain values."""

    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    chars: int
    first: int
    last: int


@dataclass(eq=False)
class Segments:
    """Parallel rows, one a segment: box in points, baseline, size, characters, and its words' rows [first, last)."""

    x0: NDArray[np.float64]
    y0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    base: NDArray[np.float64]
    size: NDArray[np.float64]
    chars: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.x0)

    def listed(self) -> list[Segment]:
        """All rows in plain values, quick to go through one by one."""
        columns = (self.x0, self.y0, self.x1, self.y1, self.base, self.size, self.chars, self.first, self.last)
        return list(map(Segment, *(c.tolist() for c in columns)))

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Segments:
        """Some of the rows."""
        return Segments(
            self.x0[rows], self.y0[rows], self.x1[rows], self.y1[rows], self.base[rows], self.size[rows],
            self.chars[rows], self.first[rows], self.last[rows],
        )  # fmt: skip


def find_segments(words: PageWords) -> Segments:
    """Cut the words, in the order of their content stream, wherever they leave the baseline or a gap is wide."""
    n = len(words)
    if n == 0:
        empty = np.zeros(0)
        none = np.zeros(0, dtype=np.int64)
        return Segments(empty, empty, empty, empty, empty, empty, none, none, none)
    size = np.maximum(words.size[1:], words.size[:-1])
    gap = words.box[1:, 0] - words.box[:-1, 2]
    cut = np.abs(words.base[1:] - words.base[:-1]) > 0.5 * size
    cut |= (gap > WIDE_GAP * size) | (gap < -0.7 * size)
    cut |= (words.size[1:] > 1.7 * words.size[:-1]) | (words.size[:-1] > 1.7 * words.size[1:])
    first = np.concatenate([[0], np.flatnonzero(cut) + 1])
    last = np.append(first[1:], n)
    letters = np.fromiter(map(len, words.text), dtype=np.int64, count=n)
    largest = np.repeat(np.maximum.reduceat(words.size, first), last - first)
    weight = np.where(words.size > 0.9 * largest, letters, 0)
    total = np.add.reduceat(weight, first)
    base = np.add.reduceat(words.base * weight, first) / total
    size_of = np.add.reduceat(words.size * weight, first) / total
    return Segments(
        np.minimum.reduceat(words.box[:, 0], first),
        base - 0.75 * size_of,
        np.maximum.reduceat(words.box[:, 2], first),
        base + 0.2 * size_of,
        base,
        size_of,
        np.add.reduceat(letters, first),
        first,
        last,
    )
