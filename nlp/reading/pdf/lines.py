"""Printed lines of a region, from left to right, with the style in which most of their letters are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.words import Font, PageWords


@dataclass(slots=True, eq=False)
class Line:
    """One printed line: rows of its page's words, box, baseline, style, and the edges of its column.

    `bold` and `italic` are the share of letters set so; `font` is that of most letters, `opening` that of the first
    word, `pure` says that there is no other; `drop` says that the first word is a drop capital.
    """

    page: int
    region: int
    rows: list[int]
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    font: int
    bold: float
    italic: float
    left: float
    right: float
    opening: int
    pure: bool
    drop: bool = False

    @property
    def letters(self) -> int:
        return sum(map(str.isalpha, self.text))

    @property
    def caps(self) -> bool:
        """Whether all its letters are capitals (and there are at least two)."""
        return self.text.isupper() and self.letters >= 2


def lines_of(
    words: PageWords, segments: Segments, rows: NDArray[np.intp], region: int, fonts: Sequence[Font]
) -> list[Line]:
    """The lines of one region from top to bottom; a drop capital goes to the first line beside it."""
    part = segments.take(rows)
    left, right = float(part.x0.min()), float(part.x1.max())
    order = np.lexsort((part.x0, part.base))
    groups: list[list[int]] = []
    drops: list[int] = []
    usual = float(np.median(part.size))
    floor = roof = -np.inf
    top, bottom, size = part.y0.tolist(), part.y1.tolist(), part.size.tolist()
    for k in order.tolist():
        if size[k] > 1.8 * usual and part.chars[k] <= 2 and words.text[int(part.first[k])][0].isalpha():
            drops.append(k)
            continue
        shared = min(floor, bottom[k]) - max(roof, top[k])
        if groups and shared > 0.5 * min(floor - roof, bottom[k] - top[k]):
            groups[-1].append(k)
            if size[k] > floor - roof:
                roof, floor = top[k], bottom[k]
        else:
            groups.append([k])
            roof, floor = top[k], bottom[k]
    lines = [_line(words, part, group, region, left, right, fonts) for group in groups]
    for k in drops:
        _drop(words, part, k, lines, region, left, right, fonts)
    return lines


def _drop(
    words: PageWords, part: Segments, k: int, lines: list[Line], region: int, left: float, right: float,
    fonts: Sequence[Font],
) -> None:  # fmt: skip
    """Put a drop capital before the topmost line that stands beside it."""
    beside = [n for n in lines if n.x0 >= part.x1[k] - 2 and part.y0[k] - 3 < n.base <= part.base[k] + 2]
    if not beside:
        lines.append(_line(words, part, [k], region, left, right, fonts))
        lines.sort(key=lambda n: n.base)
        return
    line = min(beside, key=lambda n: n.base)
    rows = list(range(int(part.first[k]), int(part.last[k])))
    line.rows = rows + line.rows
    line.text = "".join(words.text[r] for r in rows) + line.text
    line.drop = True
    for other in beside:
        other.x0 = min(other.x0, float(part.x0[k]))


def _line(
    words: PageWords, part: Segments, group: list[int], region: int, left: float, right: float, fonts: Sequence[Font]
) -> Line:
    spans = [(int(part.first[k]), int(part.last[k])) for k in group]
    rows = [r for a, b in spans for r in range(a, b)]
    values = words.rows
    several = len(group) > 1
    if several:
        rows.sort(key=lambda r: values[r][3])
    weights: dict[tuple[int, float], int] = {}
    pieces = []
    for r in rows:
        size, _, font, _, _, glue = values[r]
        text = words.text[r]
        weights[font, size] = weights.get((font, size), 0) + len(text)
        pieces.append(text if glue else " " + text)
    total = sum(weights.values())
    main = max(weights, key=lambda key: (weights[key], key))
    largest = max(group, key=lambda k: part.size[k] * min(int(part.chars[k]), 3)) if several else group[0]
    text = "".join(pieces).lstrip()
    size = main[1]
    if len(weights) > 1 and text.isupper():  # small capitals made of smaller ones: the size is that of the large
        size = max(s for f, s in weights if f == main[0])
    return Line(
        page=words.number,
        region=region,
        rows=rows,
        text=text,
        x0=float(part.x0[group].min()) if several else float(part.x0[largest]),
        y0=float(part.y0[group].min()) if several else float(part.y0[largest]),
        x1=float(part.x1[group].max()) if several else float(part.x1[largest]),
        y1=float(part.y1[group].max()) if several else float(part.y1[largest]),
        base=float(part.base[largest]),
        size=size,
        font=main[0],
        bold=sum([n for (f, _), n in weights.items() if fonts[f].bold]) / total,
        italic=sum([n for (f, _), n in weights.items() if fonts[f].italic]) / total,
        left=left,
        right=right,
        opening=values[rows[0]][2],
        pure=sum([n for (f, _), n in weights.items() if f == main[0]]) >= 0.95 * total,
    )
