"""Tables: found by their captions and rulings, taken out of the text before columns are looked for.

Columns are parted where nearly no line of the table crosses a white strip; rows where a rule, a wider step or a filled
first column says so. All of it works on the words already read, so that a page with a table costs little more than
one without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.blocks import Body
from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.words import PageWords

Mask = NDArray[np.bool_]

_CAPTION = re.compile(
    r"^(?:(?:supplementary|additional|appendix)\s+)?(?:t\s?able|tabela|tabla|tableau|tabelle|quadro|cuadro)\s*\.?\s*"
    r"(?:[A-Z]?\.?\d{1,3}|[IVX]{1,5})(?P<rest>.*)$",
    re.I,
)
_SENTENCE = re.compile(
    r"^[a-z]?\s*(?:(?:and|or|to|&|,)\s+(?:table\s+)?\d|shows?\b|presents?\b|lists?\b|gives?\b|summari[sz]es?\b|provides?\b|"
    r"describes?\b|displays?\b|contains?\b|outlines?\b|reports?\b|illustrates?\b|indicates?\b|details?\b|[),;]|mostra|"
    r"apresenta|muestra|presenta)",
)


@dataclass(eq=False)
class Table:
    """Segments of one table: its caption's, its own, those of the notes under it, and cells as rows of words."""

    caption: NDArray[np.intp]
    rows: NDArray[np.intp]
    notes: NDArray[np.intp]
    cells: list[list[list[int]]] = field(default_factory=list)


def find_tables(words: PageWords, s: Segments, body: Body) -> list[Table]:
    """The tables of a page, by their captions from top to bottom."""
    starts = _captions(words, s, body)
    if not starts:
        return []
    free = np.ones(len(s), dtype=np.bool_)
    tables = []
    for k, start in enumerate(starts):
        limit = min(
            (float(s.y0[t]) for t in starts[k + 1 :] if _beside(s, start, t) and s.base[t] > s.base[start] + 2),
            default=float("inf"),
        )
        table = _table(words, s, start, limit, free, body)
        if table is not None:
            free[np.concatenate([table.caption, table.rows, table.notes])] = False
            tables.append(table)
    return tables


def _beside(s: Segments, one: int, other: int) -> bool:
    return bool(s.x0[other] < s.x1[one] and s.x1[other] > s.x0[one])


def _captions(words: PageWords, s: Segments, body: Body) -> list[int]:
    found = []
    common = int(np.bincount(words.font).argmax())
    for k in np.argsort(s.base, kind="stable").tolist():
        text = " ".join(words.text[int(s.first[k]) : int(s.last[k])])
        match = _CAPTION.match(text)
        if match is None or _SENTENCE.match(match["rest"].strip()):
            continue
        row = int(s.first[k])
        styled = words.font[row] != common or abs(words.size[row] - body.size) > 0.4
        if styled or re.match(r"\s*[.:–—-]|\s*$", match["rest"]):
            found.append(k)
    return found


def _table(words: PageWords, s: Segments, start: int, limit: float, free: Mask, body: Body) -> Table | None:
    rules = words.rules[(words.rules[:, 2] - words.rules[:, 0]) > 40]
    rules = rules[(rules[:, 1] > s.base[start] - 1.6 * body.leading) & (rules[:, 1] < limit)]
    near = rules[
        (rules[:, 0] < s.x1[start]) & (rules[:, 2] > s.x0[start]) & (rules[:, 1] < s.base[start] + 9 * body.leading)
    ]
    found = _ruled(s, start, rules, near, free, body) if len(near) else None
    if found is None:
        found = _unruled(s, start, limit, free, body)
    if found is None:
        return None
    x0, top, x1, bottom = found
    inside = free & (s.x0 > x0 - 8) & (s.x1 < x1 + 12) & (s.base > s.y0[start]) & (s.base < bottom)
    caption = np.flatnonzero(inside & (s.base < top))
    if start not in caption:
        caption = np.append(caption, start)
    rows = np.flatnonzero(inside & (s.base >= top))
    rows = rows[rows != start]
    if len(rows) < 2:
        return None
    notes = _notes(s, rows, (x0, x1), bottom, limit, free & ~inside, body)
    return Table(caption, rows, notes, find_cells(words, s, rows, words.rules))


def _ruled(
    s: Segments, start: int, rules: NDArray[np.float64], near: NDArray[np.float64], free: Mask, body: Body
) -> tuple[float, float, float, float] | None:
    """From the first rule under the caption to the last one that no running text parts from it."""
    below = near[near[:, 1] > s.base[start] - 0.2 * body.size]
    if not len(below):
        return None
    head = below[below[:, 1].argmin()]
    x0, x1 = _extent(rules[np.abs(rules[:, 1] - head[1]) < 2], head)
    within = rules[(rules[:, 0] > x0 - 12) & (rules[:, 2] < x1 + 12) & (rules[:, 1] > head[1] + 2)]
    levels = np.unique(np.round(within[:, 1], 0))
    bottom = float(head[1])
    for y in levels.tolist():
        level = within[np.abs(within[:, 1] - y) <= 1.5]
        covered = float((level[:, 2] - level[:, 0]).sum())
        if covered < 0.75 * (x1 - x0) or level[:, 0].min() > x0 + 0.15 * (x1 - x0):
            continue
        part = free & (s.base > bottom) & (s.base < y) & (s.x0 < x1) & (s.x1 > x0)
        if _running(s, np.flatnonzero(part), x1 - x0, body):
            break
        bottom = float(y)
    if bottom <= head[1] + body.leading:
        return None
    return x0, float(head[1]), x1, bottom + 0.5


def _extent(level: NDArray[np.float64], head: NDArray[np.float64]) -> tuple[float, float]:
    """Left and right end of the rules on one level that join the first."""
    x0, x1 = float(head[0]), float(head[2])
    for rule in level[np.argsort(level[:, 0])].tolist():
        if rule[0] < x1 + 15 and rule[2] > x0 - 15:
            x0, x1 = min(x0, rule[0]), max(x1, rule[2])
    return x0, x1


def _running(s: Segments, rows: NDArray[np.intp], width: float, body: Body) -> bool:
    """Whether segments are running text: several full lines of body size, one segment each."""
    if len(rows) < 3:
        return False
    full = (np.abs(s.size[rows] - body.size) < 0.4) & (s.x1[rows] - s.x0[rows] > 0.75 * min(width, 260))
    return bool(full.mean() > 0.5)


def _unruled(s: Segments, start: int, limit: float, free: Mask, body: Body) -> tuple[float, float, float, float] | None:
    """Without rules: the rows under the caption that hold several cells or small letters, until running text."""
    under = np.flatnonzero(free & (s.base > s.base[start] + 0.3 * body.size) & (s.base < limit))
    under = under[np.argsort(s.base[under], kind="stable")]
    rows: list[list[int]] = []
    for k in under.tolist():
        if rows and s.base[k] - s.base[rows[-1][0]] < 0.5 * s.size[k]:
            rows[-1].append(k)
        else:
            rows.append([k])
    taken: list[int] = []
    last = float(s.base[start])
    several = 0
    top: float | None = None
    for row in rows:
        if s.base[row[0]] - last > 3.2 * body.leading:
            break
        cells = len(row) > 1
        long = float(np.median(s.chars[row])) > (28 if cells else 45)
        if long and s.size[row[0]] > 0.96 * body.size:
            break
        several += cells
        if cells and top is None:
            top = float(min(s.y0[row]))
        taken += row
        last = float(s.base[row[0]])
    if several < 2 or top is None:
        return None
    x0, x1 = float(s.x0[taken].min()), float(s.x1[taken].max())
    return x0, top, x1, last + 1.0


def _notes(
    s: Segments, rows: NDArray[np.intp], width: tuple[float, float], bottom: float, limit: float, free: Mask, body: Body
) -> NDArray[np.intp]:
    """Small print directly under a table."""
    small = free & (s.size < 0.95 * body.size) & (s.size <= np.median(s.size[rows]) + 0.3)
    small &= (s.base > bottom) & (s.base < limit) & (s.x0 > width[0] - 8) & (s.x1 < width[1] + 12)
    under = np.flatnonzero(small)
    under = under[np.argsort(s.base[under], kind="stable")]
    taken = []
    last = bottom
    for k in under.tolist():
        if s.base[k] - last > 1.9 * s.size[k]:
            break
        taken.append(k)
        last = max(last, float(s.base[k]))
    return np.array(taken, dtype=np.intp)


def find_cells(
    words: PageWords, s: Segments, rows: NDArray[np.intp], rules: NDArray[np.float64]
) -> list[list[list[int]]]:
    """Cells of a table as rows of lists of word rows, read line by line."""
    lines = _lines(words, s, rows)
    strips = _strips(words, lines)
    grid: list[list[list[int]]] = []
    levels = sorted({round(float(y)) for y in rules[(rules[:, 2] - rules[:, 0]) > 40][:, 1]})
    previous = -np.inf
    for line in lines:
        cells: list[list[int]] = [[] for _ in range(len(strips) + 1)]
        for row in line:
            centre = (words.box[row, 0] + words.box[row, 2]) / 2
            cells[int(np.searchsorted(strips, centre))].append(row)
        base = float(np.median(words.base[line]))
        ruled = any(previous < y < base for y in levels)
        if grid and not ruled and _continues(words, grid[-1], cells, base - previous):
            for cell, more in zip(grid[-1], cells, strict=True):
                cell += more
        else:
            grid.append(cells)
        previous = base
    return grid


def _lines(words: PageWords, s: Segments, rows: NDArray[np.intp]) -> list[list[int]]:
    """Words of a table by printed line, each from left to right."""
    index = np.concatenate([np.arange(s.first[k], s.last[k]) for k in rows])
    index = index[np.argsort(words.base[index], kind="stable")]
    lines: list[list[int]] = []
    for row in index.tolist():
        if lines and words.base[row] - words.base[lines[-1][0]] < 0.5 * words.size[row]:
            lines[-1].append(row)
        else:
            lines.append([row])
    return [sorted(line, key=lambda r: float(words.box[r, 0])) for line in lines]


def _strips(words: PageWords, lines: Sequence[Sequence[int]]) -> list[float]:
    """Where white strips part the columns: x that nearly no line crosses, at least 5 points wide."""
    index = np.array([r for line in lines for r in line])
    left = float(words.box[index, 0].min())
    width = int(words.box[index, 2].max() - left) + 2
    cover = np.zeros(width + 1)
    for line in lines:
        busy = np.zeros(width + 1, dtype=np.bool_)
        for a, b in zip(line, line[1:] or [line[0]], strict=False):
            stop = words.box[b, 0] if 0 <= words.box[b, 0] - words.box[a, 2] < 0.7 * words.size[a] else words.box[a, 2]
            busy[int(words.box[a, 0] - left) : int(stop - left) + 1] = True
        busy[int(words.box[line[-1], 0] - left) : int(words.box[line[-1], 2] - left) + 1] = True
        cover += busy
    free = cover <= max(1.0, 0.08 * len(lines)) if len(lines) > 3 else cover == 0
    strips: list[float] = []
    begin: int | None = None
    for x in range(width + 1):
        if free[x] and begin is None:
            begin = x
        elif not free[x] and begin is not None:
            if x - begin >= 5 and begin > 0:
                strips.append(left + (begin + x) / 2)
            begin = None
    return strips


def _continues(words: PageWords, above: list[list[int]], cells: list[list[int]], step: float) -> bool:
    """Whether a printed line goes on in the cells of the row above rather than opening a row."""
    filled = [k for k, cell in enumerate(cells) if cell]
    size = float(words.size[cells[filled[0]][0]])
    if step > 1.75 * size or len(cells) == 1:
        return False
    if 0 not in filled:
        return all(above[k] for k in filled) or bool(above[0])
    first = words.text[cells[0][0]]
    return first[:1].islower() and bool(above[0])
