"""The order in which the segments of a page are read: columns found as tall gaps that have text on both sides.

The page is cut along its best gap (above, left, right, below) and each part again, so that full-width titles,
abstracts and tables stand between bands of columns, and columns may hold columns. The gap of one band need not be
that of the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.segments import Segments

GUTTER = 7.0  # points; the narrowest gap between two columns
NARROW = 60.0  # points; a narrower strip holds labels or numbers of the lines beside it, and is read with them
_DEEPEST = 12
_TAIL = 6.0  # ems above full lines; as far up as a heading over them is looked for

Rows = NDArray[np.intp]


def reading_order(segments: Segments, gutters: Iterable[float] = ()) -> tuple[list[Rows], list[tuple[float, float]]]:
    """The regions of a page in reading order, and the gaps cut along: (x of the right column, height).

    `gutters` are where other pages of the document were cut: there a line or two on both sides is enough.
    """
    regions: list[Rows] = []
    cuts: list[tuple[float, float]] = []
    _cut(segments, np.arange(len(segments)), tuple(gutters), regions, cuts, 0)
    return regions, cuts


def common_gutters(cuts: Iterable[Iterable[tuple[float, float]]], line: float) -> tuple[float, ...]:
    """Where at least two pages were cut along a gap of ten lines or more, rounded to 4 points."""
    seen = Counter(x for page in cuts for x in {round(x / 4) * 4.0 for x, height in page if height > 10 * line})
    return tuple(sorted(x for x, pages in seen.items() if pages >= 2))


def part_margin(s: Segments, rows: Rows, body: float) -> tuple[Rows, Rows]:
    """A region without the small print that stands beside its running text, and that small print."""
    running = rows[np.abs(s.size[rows] - body) < 0.6]
    if len(running) < 5:
        return rows, rows[:0]
    left, right = s.x0[running].min(), s.x1[running].max()
    aside = (s.size[rows] < 0.88 * body) & ((s.x0[rows] > right + 3) | (s.x1[rows] < left - 3))
    return rows[~aside], rows[aside]


def _cut(
    s: Segments, rows: Rows, gutters: tuple[float, ...], regions: list[Rows], cuts: list[tuple[float, float]], deep: int
) -> None:
    if len(rows) == 0:
        return
    best = _best_gap(s, rows, gutters) if len(rows) >= 2 and deep < _DEEPEST else None
    if best is None:
        regions.append(rows)
        return
    x, top, bottom, height = best
    cuts.append((x, height))
    base = s.base[rows]
    inside = (base > top) & (base < bottom)
    right = inside & (s.x0[rows] >= x - 1)
    left = inside & ~right
    for part in (base <= top, left, right, base >= bottom):
        _cut(s, rows[part], gutters, regions, cuts, deep + 1)


def _best_gap(s: Segments, rows: Rows, gutters: tuple[float, ...]) -> tuple[float, float, float, float] | None:
    """The gap with the greatest height of text on both sides: x, the baselines above and below it, height."""
    x0, x1, base = s.x0[rows], s.x1[rows], s.base[rows]
    edges, counts = np.unique(np.round(x0 / 3.0), return_counts=True)
    left_most = float(x0.min()) + NARROW
    best: tuple[float, float, float, float] | None = None
    for edge, count in zip(edges.tolist(), counts.tolist(), strict=True):
        if 3.0 * edge + 3.0 < left_most or (count < 2 and not gutters):
            continue
        near = np.abs(x0 - 3.0 * edge) <= 3.0
        x = float(x0[near].min())
        known = any(abs(x - g) < 6.0 for g in gutters)
        if x < left_most or (count < 2 and not known):
            continue
        found = _bands(s, rows, x, x0, x1, base, 1 if known else 3, best[3] + 1.0 if best else 0.0)
        best = found or best
    return best


def _bands(
    s: Segments,
    rows: Rows,
    x: float,
    x0: NDArray[np.float64],
    x1: NDArray[np.float64],
    base: NDArray[np.float64],
    least: int,
    height: float,
) -> tuple[float, float, float, float] | None:
    """Between the segments that cross the gap left of `x`: the tallest band of columns, if taller than `height`."""
    crossing = (x0 < x - 1) & (x1 > x - GUTTER)
    right = x0 >= x - 1
    left = ~right & ~crossing
    if min(np.count_nonzero(left), np.count_nonzero(right)) < least:
        return None
    bars = np.concatenate([[-np.inf], np.sort(base[crossing]), [np.inf]])
    band = np.searchsorted(bars, base) - 1
    n = len(bars)
    counts_left = np.bincount(band[left], minlength=n)
    counts_right = np.bincount(band[right], minlength=n)
    best: tuple[float, float, float, float] | None = None
    size = s.size[rows]
    for k in np.flatnonzero((counts_left >= least) & (counts_right >= least)).tolist():
        here, floor = band == k, float(bars[k + 1])
        if _height(base, size, left & here, right & here, least) <= height:
            continue
        if (higher := _floor(base, size, here, floor)) < floor:
            here, floor = here & (base < higher), higher
        of_left, of_right = left & here, right & here
        tall = _height(base, size, of_left, of_right, least)
        if tall <= height:
            continue
        if x1[of_left].max() - x0[of_left].min() < NARROW or x1[of_right].max() - x0[of_right].min() < NARROW:
            continue
        if _are_labels(s, rows[of_left], rows[of_right]):
            continue
        height = tall
        best = (x, float(bars[k]), floor, tall)
    return best


def _height(
    base: NDArray[np.float64], size: NDArray[np.float64], left: NDArray[np.bool_], right: NDArray[np.bool_], least: int
) -> float:
    """How far text stands on both sides of a gap; nothing where there are fewer than `least` lines of it."""
    if min(np.count_nonzero(left), np.count_nonzero(right)) < least:
        return -np.inf
    usual = median(size[right].tolist())
    tall = float(min(base[left].max(), base[right].max()) - max(base[left].min(), base[right].min())) + usual
    return tall if tall >= (least - 0.5) * usual else -np.inf


def _floor(base: NDArray[np.float64], size: NDArray[np.float64], of_band: NDArray[np.bool_], bar: float) -> float:
    """Where a band of columns ends: at the segment that crosses its gap, or over the few lines that belong to that.

    A heading above full lines crosses nothing; a strip of white over the whole width parts it from the columns above.
    """
    if bar == np.inf:
        return bar
    usual = median(size[of_band].tolist())
    edges: list[float] = [*sorted(base[of_band].tolist()), bar]
    widest = 0.0  # of the steps below
    for upper, lower in zip(edges[-2::-1], edges[:0:-1], strict=True):
        if lower < bar - _TAIL * usual:
            break
        step = lower - upper
        if widest and step > 2.4 * usual and step > 1.3 * widest:
            return lower - 0.1
        widest = max(widest, step)
    return bar


def _are_labels(s: Segments, left: Rows, right: Rows) -> bool:
    """Whether the left strip only names what stands on its right: few, short lines spread beside many."""
    chars = float(s.chars[left].mean())
    if chars < 6:
        return True
    if len(left) * 3 >= len(right) or chars >= 20:
        return False
    steps = np.diff(np.sort(s.base[left])).tolist()
    return not steps or median(steps) > 1.8 * median(s.size[left].tolist())
