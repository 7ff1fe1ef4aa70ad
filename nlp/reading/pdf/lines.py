"""Printed lines of a region, from left to right, with the style in which most of their letters are set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.segments import Segment, Segments
from thirdorder.nlp.reading.pdf.words import Font, PageWords


@dataclass(slots=True, eq=False)
class Line:
    """One printed line: rows of its page's words, box, baseline, style, and the edges of its column.

    `bold` and `italic` are the share of letters set so; `font` is that of most letters, `opening` that of the first
    word, `closing` that of the last; `pure` says that there is no other, `drop` that the first word is a drop capital.
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
    closing: int = -1

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
    listed = part.listed()
    groups: list[list[Segment]] = []
    drops: list[Segment] = []
    usual = float(np.median(part.size))
    floor = roof = -np.inf
    for k in np.lexsort((part.x0, part.base)).tolist():
        one = listed[k]
        if one.size > 1.8 * usual and one.chars <= 2 and words.text[one.first][0].isalpha():
            drops.append(one)
            continue
        shared = min(floor, one.y1) - max(roof, one.y0)
        if groups and shared > 0.5 * min(floor - roof, one.y1 - one.y0):
            groups[-1].append(one)
            if one.size > floor - roof:
                roof, floor = one.y0, one.y1
        else:
            groups.append([one])
            roof, floor = one.y0, one.y1
    lines = [_line(words, group, region, left, right, fonts) for group in groups]
    for one in drops:
        _drop(words, one, lines, region, left, right, fonts)
    return lines


def _drop(
    words: PageWords, one: Segment, lines: list[Line], region: int, left: float, right: float, fonts: Sequence[Font]
) -> None:
    """Put a drop capital before the topmost line that stands beside it."""
    beside = [n for n in lines if n.x0 >= one.x1 - 2 and one.y0 - 3 < n.base <= one.base + 2]
    if not beside:
        lines.append(_line(words, [one], region, left, right, fonts))
        lines.sort(key=lambda n: n.base)
        return
    line = min(beside, key=lambda n: n.base)
    rows = list(range(one.first, one.last))
    line.rows = rows + line.rows
    line.text = "".join(words.text[r] for r in rows) + line.text
    line.drop = True
    for other in beside:
        other.x0 = min(other.x0, one.x0)


def _line(
    words: PageWords, group: Sequence[Segment], region: int, left: float, right: float, fonts: Sequence[Font]
) -> Line:
    one, plain = group[0], words.plain
    if len(group) == 1 and plain.style[one.first] == plain.style[one.last - 1]:
        font = plain.font[one.first]
        text = plain.printed[plain.offset[one.first] : plain.offset[one.last]].lstrip()
        return Line(
            words.number, region, list(range(one.first, one.last)), text, one.x0, one.y0, one.x1, one.y1, one.base,
            plain.size[one.first], font, float(fonts[font].bold), float(fonts[font].italic), left, right, font, True,
            False, font,
        )  # fmt: skip
    rows = [r for s in group for r in range(s.first, s.last)]
    if len(group) > 1:
        rows.sort(key=plain.left.__getitem__)
    weights: dict[tuple[int, float], int] = {}
    for r in rows:
        style = plain.font[r], plain.size[r]
        weights[style] = weights.get(style, 0) + len(words.text[r])
    total = sum(weights.values())
    main = max(weights, key=lambda key: (weights[key], key))
    text = "".join([plain.printed[plain.offset[r] : plain.offset[r + 1]] for r in rows]).lstrip()
    size = main[1]
    if len(weights) > 1 and text.isupper():  # small capitals made of smaller ones: the size is that of the large
        size = max(s for f, s in weights if f == main[0])
    return Line(
        page=words.number,
        region=region,
        rows=rows,
        text=text,
        x0=min([s.x0 for s in group]),
        y0=min([s.y0 for s in group]),
        x1=max([s.x1 for s in group]),
        y1=max([s.y1 for s in group]),
        base=max(group, key=lambda s: s.size * min(s.chars, 3)).base,
        size=size,
        font=main[0],
        bold=sum([n for (f, _), n in weights.items() if fonts[f].bold]) / total,
        italic=sum([n for (f, _), n in weights.items() if fonts[f].italic]) / total,
        left=left,
        right=right,
        opening=plain.font[rows[0]],
        closing=plain.font[rows[-1]],
        pure=sum([n for (f, _), n in weights.items() if f == main[0]]) >= 0.95 * total,
    )
