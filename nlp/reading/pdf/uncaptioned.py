"""Parts of tables that bear no caption: the page that a long table goes on over, or begins on before its caption.

Only small print passes for one: in short pieces, most of its lines in several columns, or in the columns of a table on
the page before or after.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.blocks import CAPTION, Body
from thirdorder.nlp.reading.pdf.cells import Table, cut_lines, find_cells, printed_lines
from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.words import PageWords

_LEAST_ROWS = 4
_SEVERAL = 0.5  # of the rows hold more than one cell
_CHARACTERS = (3, 24)  # in the middling cell; labels in pictures hold fewer, columns of references and notes more
_SAME_COLUMNS = 0.9  # of the rows begin where the columns of a table on the next page do
_ALIGNED = 0.6  # of the cells begin, end or are centred where two others do


def uncaptioned(
    words: PageWords,
    s: Segments,
    free: NDArray[np.bool_],
    body: Body,
    beside: Sequence[tuple[PageWords, Segments, NDArray[np.intp]]] = (),
) -> list[Table]:
    """Tables among what is `free` on a page, from top to bottom; `beside` are those of the pages before and after."""
    small = np.flatnonzero(free & (s.size < 0.96 * body.size))
    small = small[np.argsort(s.base[small], kind="stable")]
    text = np.flatnonzero(free & (s.size >= 0.96 * body.size))
    small = small[[not opens_caption(words, s, k) and not _raised(s, text, k, body) for k in small.tolist()]]
    tables = []
    run: list[list[int]] = []
    for k in (*small.tolist(), None):
        if k is not None and run and s.base[k] - s.base[run[-1][0]] < 0.5 * s.size[k]:
            run[-1].append(k)
        elif k is not None and run and not _parted(s, text, run, k, body):
            run.append([k])
        else:
            rows = np.array([row for line in run for row in line], dtype=np.intp)
            upper = _upper(s, run)
            if _is_table(words, s, rows) or any(
                _goes_on(s, rows, *other[1:]) or _repeats_head(words, s, rows, *other) for other in beside
            ):
                tables.append(Table(rows[:0], rows, rows[:0], find_cells(words, s, rows, words.rules)))
            elif any(_goes_on(s, rows[:upper], *other[1:]) for other in beside):
                table, notes = rows[:upper], rows[upper:]
                tables.append(Table(rows[:0], table, notes, find_cells(words, s, table, words.rules)))
            run = [] if k is None else [[k]]
    return tables


def _upper(s: Segments, run: list[list[int]]) -> int:
    """How many segments of a run stand over its first line that is a note's: one piece, nearly as wide as all."""
    rows = [k for line in run for k in line]
    across = 0.6 * (s.x1[rows].max() - s.x0[rows].min()) if rows else 0.0
    wide = (len(line) == 1 and s.x1[line[0]] - s.x0[line[0]] > across for line in run)
    first = next((i for i, w in enumerate(wide) if w), len(run))
    return sum(len(line) for line in run[:first])


def opens_caption(words: PageWords, s: Segments, k: int) -> bool:
    """Whether a segment opens a caption."""
    return bool(CAPTION.match(" ".join(words.text[int(s.first[k]) : int(s.last[k])])))


def _raised(s: Segments, text: NDArray[np.intp], k: int, body: Body) -> bool:
    """Whether a segment stands in a line of running text: a superscript or a number in small letters."""
    beside = np.abs(s.base[text] - s.base[k]) < 0.7 * body.size
    return bool((beside & (s.x0[text] < s.x1[k] + 4) & (s.x1[text] > s.x0[k] - 4)).any())


def _parted(s: Segments, text: NDArray[np.intp], run: list[list[int]], k: int, body: Body) -> bool:
    """Whether a segment stands too far below a run of rows to belong to it, or running text stands between."""
    above, base = float(s.base[run[-1][0]]), float(s.base[k])
    if base - above > 3.2 * body.leading:
        return True
    x0, x1 = min(s.x0[row].min() for row in run), max(s.x1[row].max() for row in run)
    between = (s.base[text] > above) & (s.base[text] < base) & (s.x0[text] < x1) & (s.x1[text] > x0)
    return bool(between.any())


def _is_table(words: PageWords, s: Segments, rows: NDArray[np.intp]) -> bool:
    lines = printed_lines(words, s, rows) if len(rows) >= _LEAST_ROWS else []
    if len(lines) < _LEAST_ROWS:
        return False
    cells = [[cell for cell in line if cell] for line in cut_lines(words, lines)]
    middling = median(sum(len(words.text[row]) for row in cell) for line in cells for cell in line)
    several = sum(len(line) > 1 for line in cells)
    if several < max(3, _SEVERAL * len(lines)) or not _CHARACTERS[0] <= middling <= _CHARACTERS[1]:
        return False
    x0, x1 = s.x0[rows], s.x1[rows]
    near = (np.abs(edge[:, None] - edge[None, :]) < 2.0 for edge in (x0, x1, (x0 + x1) / 2))
    return float(np.mean(np.max([n.sum(axis=1) for n in near], axis=0) >= 3)) > _ALIGNED


def _repeats_head(
    words: PageWords, s: Segments, rows: NDArray[np.intp], there: PageWords, other: Segments, table: NDArray[np.intp]
) -> bool:
    """Whether rows begin with the very head of a table on another page, as the parts of a long table do."""
    if len(rows) < _HEAD_AND_ROW:
        return False
    head, theirs = _top_line(words, s, rows), _top_line(there, other, table)
    return len(head) > 1 and head == theirs


_HEAD_AND_ROW = 3
"""Cells of two columns that a head and a row hold at least, one of which may be empty."""


def _top_line(words: PageWords, s: Segments, rows: NDArray[np.intp]) -> list[tuple[int, str]]:
    """The cells of the first line among rows: where each begins, and its words."""
    base = s.base[rows]
    top = rows[base < base.min() + 0.5 * s.size[rows]]
    top = top[np.argsort(s.x0[top], kind="stable")]
    return [(round(float(s.x0[k]) / 3.0), " ".join(words.text[int(s.first[k]) : int(s.last[k])])) for k in top.tolist()]


def _goes_on(s: Segments, rows: NDArray[np.intp], other: Segments, table: NDArray[np.intp]) -> bool:
    """Whether rows stand in the columns of a table on another page: of its size, at its left edges, with labels at the
    first that are fewer than the lines of text beside them (two columns of notes are equally long)."""
    if len(rows) < _LEAST_ROWS or abs(float(np.median(s.size[rows]) - np.median(other.size[table]))) > 0.3:
        return False
    edges, counts = np.unique(np.round(other.x0[table] / 3.0), return_counts=True)
    edges = 3.0 * edges[counts > 1]
    if not len(edges):
        return False
    # Facing pages of a book have other margins.
    shifts = (0.0, float(s.x0[rows].min()) - float(edges.min()))
    near = min((np.abs(s.x0[rows][:, None] - edges[None, :] - shift) for shift in shifts), key=_misses)
    at = edges[near.argmin(axis=1)][near.min(axis=1) <= 3.0]
    labels = int(np.count_nonzero(at <= edges.min() + 3.0))
    return len(at) >= _SAME_COLUMNS * len(rows) and 0 < labels < 0.6 * (len(at) - labels)


def _misses(near: NDArray[np.float64]) -> int:
    """How many rows begin at none of the columns, by their distances to each."""
    return int(np.count_nonzero(near.min(axis=1) > 3.0))
