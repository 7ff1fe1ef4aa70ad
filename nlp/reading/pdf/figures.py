"""Labels of charts and diagrams, found by the caption of their figure and taken out of the text before columns are
looked for: read in their place they would be headings, paragraphs, even themes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.blocks import MARKER, Body
from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.uncaptioned import opens_caption
from thirdorder.nlp.reading.pdf.words import PageWords

_CAPTION = re.compile(
    rf"^(?:{printed('before_label')}\s+)?{printed('figure')}\s*\.?\s*(?:[A-Z]?\.?\d{{1,3}}|[IVX]{{1,5}})(?P<rest>.*)$",
    re.I,
)
_OPENS = re.compile(rf"{printed('figure')}|{printed('before_label')}", re.I)
_NAMED = re.compile(printed("figure"), re.I)
_LEAST_LABELS = 3
_LINE = 45  # characters of a single line that is text and no label
_LABEL = 26  # characters of the middling label at most


def find_labels(
    words: PageWords, s: Segments, free: NDArray[np.bool_], body: Body, usual: int
) -> list[NDArray[np.intp]]:
    """The labels of each figure with a caption on a page, among what is `free`: over the caption, else under it;
    `usual` is the font of most words of the document."""
    if not _NAMED.search(" ".join(words.text)):
        return []
    first = s.first.tolist()
    named = (k for k in np.flatnonzero(free).tolist() if _OPENS.match(words.text[first[k]]))
    starts = [k for k in named if _is_caption(words, s, k, body, usual)]
    if not starts:
        return []
    stops = np.array([opens_caption(words, s, k) for k in range(len(s))])
    left = free.copy()
    found = []
    for start in starts:
        for view in (s, _upturned(s)):
            labels = _labels(words, view, start, left, stops, body, usual)
            if len(labels):
                left[labels] = False
                found.append(labels)
                break
    return found


def _is_caption(words: PageWords, s: Segments, k: int, body: Body, usual: int) -> bool:
    row = int(s.first[k])
    match = _CAPTION.match(" ".join(words.text[row : int(s.last[k])]))
    if match is None:
        return False
    styled = words.font[row] != usual or abs(words.size[row] - body.size) > 0.4
    return styled or re.match(r"\s*[.:–—|-]|\s*$", match["rest"]) is not None


def _upturned(s: Segments) -> Segments:
    """The page upside down: what stood under a line stands over it."""
    return replace(s, y0=-s.y1, y1=-s.y0, base=-s.base)


@dataclass(frozen=True)
class _Column:
    """The column of a caption, and which of its segments are running text."""

    x0: float
    x1: float
    text: NDArray[np.bool_]


def _column(s: Segments, start: int, body: Body) -> _Column:
    """As wide as the lines of text over or under the caption; where no text stands there, as wide as the page's."""
    sized = (np.abs(s.size - body.size) < 0.4) & (s.chars >= 30)
    full = sized & (s.x1 - s.x0 > 0.8 * np.median((s.x1 - s.x0)[sized])) if sized.any() else sized
    same = full & (s.x0 < s.x1[start]) & (s.x1 > s.x0[start])
    rows = np.flatnonzero(same) if same.any() else np.arange(len(s))
    x0, x1 = min(s.x0[rows].min(), s.x0[start]), max(s.x1[rows].max(), s.x1[start])
    within = (s.x0 < x1) & (s.x1 > x0)
    wide = within & ((s.x1 - s.x0 > 0.6 * (x1 - x0)) | (s.chars > _LINE))
    text = wide.copy()
    for k in np.flatnonzero(within & ~wide).tolist():  # the last line of a paragraph goes on under a full one
        step = np.abs(s.base - s.base[k])
        text[k] = bool((wide & (step > 0) & (step < 1.5 * body.leading) & (np.abs(s.x0 - s.x0[k]) < 2)).any())
    return _Column(float(x0), float(x1), text)


def _labels(
    words: PageWords, s: Segments, start: int, free: NDArray[np.bool_], stops: NDArray[np.bool_], body: Body, usual: int
) -> NDArray[np.intp]:
    """What stands over a caption up to running text, if it is in pieces as labels are; none otherwise."""
    column = _column(s, start, body)
    taken: list[list[int]] = []
    for row in _rows_over(s, start, column):
        if any(stops[k] or column.text[k] or not free[k] or _marked(words, s, k) for k in row):
            break
        taken.append(row)
    # A heading over the figure begins where its column does, and stands alone.
    while taken and len(taken[-1]) == 1 and _may_head(s, taken[-1][0], column, body):
        taken.pop()
    labels = np.array([k for row in taken for k in row], dtype=np.intp)
    several = sum(len(row) > 1 for row in taken)
    own = len(labels) and bool(np.all(words.font[s.first[labels]] != usual))
    if len(labels) < _LEAST_LABELS or np.median(s.chars[labels]) > _LABEL or not (several > 1 or own):
        return labels[:0]
    return labels


def _rows_over(s: Segments, start: int, column: _Column) -> Iterator[list[int]]:
    """The segments of a column over a caption by their lines, from the nearest up."""
    over = (s.base < s.y0[start]) & (s.x0 < column.x1 + 8) & (s.x1 > column.x0 - 8)
    row: list[int] = []
    for k in np.flatnonzero(over)[np.argsort(-s.base[over], kind="stable")].tolist():
        if row and s.base[row[0]] - s.base[k] > 0.5 * s.size[k]:
            yield row
            row = []
        row.append(k)
    if row:
        yield row


def _marked(words: PageWords, s: Segments, k: int) -> bool:
    """Whether a segment opens an item of a list."""
    return MARKER.match(" ".join(words.text[int(s.first[k]) : int(s.last[k])]) + " ") is not None


def _may_head(s: Segments, k: int, column: _Column, body: Body) -> bool:
    return bool(abs(s.x0[k] - column.x0) < 1.5 * body.size and s.size[k] > 0.93 * body.size)
