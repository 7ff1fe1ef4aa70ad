"""The cells of a table, as rows of lists of words.

Where rules stand between the columns, pdfplumber's table finder makes cells of them; it is given the rules that PDFium
already read, since parsing a page with pdfminer costs a second. Elsewhere columns are parted where nearly no line of
the table crosses a white strip; rows where a rule, a wider step or a filled first column says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.words import PageWords

Grid = list[list[list[int]]]

_MOST_CROSSINGS = 6000  # of rules; more is a drawing, and the finder's time grows with their square
_HELD = 0.97  # of a table's words that the ruled cells must hold


@dataclass(eq=False)
class Table:
    """Segments of one table: its caption's, its own, those of the notes under it, and cells as rows of words."""

    caption: NDArray[np.intp]
    rows: NDArray[np.intp]
    notes: NDArray[np.intp]
    cells: Grid = field(default_factory=list)


def find_cells(words: PageWords, s: Segments, rows: NDArray[np.intp], rules: NDArray[np.float64]) -> Grid:
    """Cells of a table as rows of lists of word rows, read line by line."""
    lines = printed_lines(words, s, rows)
    return _ruled(words, lines, rules) or _spaced(words, lines, rules)


def _ruled(words: PageWords, lines: Sequence[Sequence[int]], rules: NDArray[np.float64]) -> Grid | None:
    """The cells that rules enclose; None where these do not hold nearly all words in at least two columns."""
    index = np.array([row for line in lines for row in line])
    box = words.box[index]
    x0, y0 = (box[:, :2].min(axis=0) - 12).tolist()
    x1, y1 = (box[:, 2:].max(axis=0) + 12).tolist()
    near = rules[(rules[:, 0] < x1) & (rules[:, 2] > x0) & (rules[:, 1] < y1) & (rules[:, 3] > y0)]
    upright = near[:, 3] - near[:, 1] > near[:, 2] - near[:, 0]
    if not upright.any() or np.count_nonzero(upright) * np.count_nonzero(~upright) > _MOST_CROSSINGS:
        return None
    from pdfplumber.table import TableFinder  # brings pdfminer, which few papers need

    edges = [_edge(rule, bool(up)) for rule, up in zip(near.tolist(), upright.tolist(), strict=True)]
    grid: Grid = []
    held = columns = 0
    centres = (box[:, :2] + box[:, 2:]) / 2
    page: Any = SimpleNamespace(edges=edges, bbox=(x0, y0, x1, y1))  # all of a page that the finder looks at
    for table in TableFinder(page).tables:
        for ruled in table.rows:
            row = []
            for cell in ruled.cells:
                left, top, right, bottom = cell or (0.0, 0.0, 0.0, 0.0)
                inside = (centres[:, 0] >= left) & (centres[:, 0] < right)
                inside &= (centres[:, 1] >= top) & (centres[:, 1] < bottom)
                row.append(index[inside].tolist())
                held += len(row[-1])
            columns = max(columns, sum(map(bool, row)))
            grid.append(row)
    return [row for row in grid if any(row)] if columns > 1 and held >= _HELD * len(index) else None


def _edge(rule: Sequence[float], upright: bool) -> dict[str, object]:
    """A rule as pdfplumber names its parts, thinned to the line along its middle."""
    x0, top, x1, bottom = rule
    if upright:
        x0 = x1 = (x0 + x1) / 2
    else:
        top = bottom = (top + bottom) / 2
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
        "orientation": "v" if upright else "h", "object_type": "line",
    }  # fmt: skip


def _spaced(words: PageWords, lines: Sequence[Sequence[int]], rules: NDArray[np.float64]) -> Grid:
    """The cells that white space parts."""
    grid: Grid = []
    levels = sorted({round(float(y)) for y in rules[(rules[:, 2] - rules[:, 0]) > 40][:, 1]})
    previous = -np.inf
    for line, cells in zip(lines, cut_lines(words, lines), strict=True):
        base = float(np.median(words.base[line]))
        ruled = any(previous < y < base for y in levels)
        if grid and not ruled and _continues(words, grid[-1], cells, base - previous):
            for cell, more in zip(grid[-1], cells, strict=True):
                cell += more
        else:
            grid.append(cells)
        previous = base
    return grid


def cut_lines(words: PageWords, lines: Sequence[Sequence[int]]) -> Grid:
    """Each printed line of a table cut where white strips part its columns."""
    strips = _strips(words, lines)
    grid: Grid = []
    for line in lines:
        cells: list[list[int]] = [[] for _ in range(len(strips) + 1)]
        for row in line:
            centre = (words.box[row, 0] + words.box[row, 2]) / 2
            cells[int(np.searchsorted(strips, centre))].append(row)
        grid.append(cells)
    return grid


def printed_lines(words: PageWords, s: Segments, rows: NDArray[np.intp]) -> list[list[int]]:
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
