"""Panels: text on a ground or in a frame of its own, which journals set among the text without being part of its flow.

"Research in context", "Key points", boxes of quotations: they are read as text where they stand, but what heads them
is no heading of the paper, and the text around them goes on past them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import FLOAT_KINDS
from thirdorder.nlp.language.headings import core_role
from thirdorder.nlp.reading.pdf.blocks import Body, Part
from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.words import PageWords

_LEAST_LINES = 4
_LEAST_CHARACTERS = 250
_USUAL_CHARACTERS = 24  # in the middling line; labels in pictures and cells hold fewer
_MOST_OF_PAGE = 0.7  # of its letters; beyond that the ground is the page's own


def find_panels(words: PageWords, s: Segments, free: NDArray[np.bool_], body: Body) -> list[NDArray[np.intp]]:
    """The segments of each panel among those that are `free`, the largest frame first where one holds another."""
    panels = []
    left = free.copy()
    for x0, y0, x1, y1 in sorted(_stacked(words.frames), key=lambda f: (f[0] - f[2]) * (f[3] - f[1])):
        rows = np.flatnonzero(left & (s.x0 > x0 - 2) & (s.x1 < x1 + 2) & (s.base > y0) & (s.base < y1 + 1))
        if len(rows) >= _LEAST_LINES and _is_panel(words, s, rows, body):
            panels.append(rows)
            left[rows] = False
    return panels


def _stacked(frames: NDArray[np.float64]) -> list[list[float]]:
    """Frames, those of one width that touch joined: a title on a ground of its own, a panel drawn in pieces."""
    joined: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(frames.tolist(), key=lambda f: (round(f[0]), round(f[2]), f[1])):
        last = joined[-1] if joined else None
        if last and abs(last[0] - x0) < 3 and abs(last[2] - x1) < 3 and y0 < last[3] + 3:
            last[3] = max(last[3], y1)
        else:
            joined.append([x0, y0, x1, y1])
    return joined


def _is_panel(words: PageWords, s: Segments, rows: NDArray[np.intp], body: Body) -> bool:
    chars = s.chars[rows]
    if chars.sum() < _LEAST_CHARACTERS or chars.sum() > _MOST_OF_PAGE * s.chars.sum():
        return False
    if np.median(chars) < _USUAL_CHARACTERS or s.size[rows].max() > 1.45 * body.size:
        return False  # a picture, a title
    # An abstract on a ground of its own keeps its headings; so does whatever names parts of the paper.
    lines = (" ".join(words.text[int(s.first[k]) : int(s.last[k])]) for k in rows.tolist())
    return not any(core_role(line.split(":")[0]) for line in lines)


def as_text(parts: Sequence[Part]) -> None:
    """Make of a panel's first line, if it heads it, a caption, and of its other headings paragraphs; in place."""
    for k, part in enumerate(parts):
        if part.kind in ("heading", "title"):
            part.kind = "paragraph" if k else "caption"


def place(parts: Sequence[Part], panel: Sequence[Part]) -> int:
    """Where a panel goes among the parts of the text: behind the last that begins over it in its columns, else before
    the first under it; a paragraph that goes on past a panel stays whole."""
    lines = [n for p in panel for n in p.lines]
    page, top = lines[0].page, min(n.base for n in lines)
    x0, x1 = min(n.x0 for n in lines), max(n.x1 for n in lines)
    over: int | None = None
    under: int | None = None  # or in the next column
    for k, part in enumerate(parts):
        here = [n for n in part.lines if n.page == page and n.x1 > x0]
        if part.kind in FLOAT_KINDS or not here:
            continue
        if any(n.base < top and n.x0 < x1 for n in here):
            over = k
        elif under is None and part.first.page == page:
            under = k
    if over is not None:
        return over + 1
    later = (k for k, p in enumerate(parts) if p.first.page > page)
    return under if under is not None else next(later, len(parts))
