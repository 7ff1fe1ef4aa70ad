"""Lines to blocks: where one paragraph, heading, item or note ends and the next begins.

Every rule compares a line with its predecessor in the same column: the distance between them, their style, their
left edges, and whether the first word would have fitted on the line before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from thirdorder.nlp.document import BlockKind
from thirdorder.nlp.language.headings import role_of_title
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.lines import Line

MARKER = re.compile(
    r"^(?:[•●▪■◦‣∙·*–—\uf0b7\uf0a7]\s|[•●▪■◦‣∙\uf0b7]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+\S|\[\d{1,3}\]\s)"
)
NUMBERED = re.compile(
    r"^(?:(?:\d{1,2}(?:(?:\.\d{1,2}){0,3}\.?|\))|[IVX]{1,5}\.|[A-H]\.)\s+[^\W\d_]|[J-Z]\.\s+[^\W\d_a-z])"
)
DEEP = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[^\W\d_a-z]")
LABEL = rf"(?:{printed('table')}|{printed('figure')}|{printed('box')})"
"""How tables, figures and boxes are called."""
CAPTION = re.compile(
    rf"^(?:{printed('before_label')}\s+)?{LABEL}\s*\.?\s*(?:[A-Z]?\.?\d{{1,3}}(?:\.\d{{1,2}})?|[IVX]{{1,5}})"
    r"(?P<after>[a-z]?\s*[.:|–—-]|\s|$)",
    re.I,
)
FRONT = re.compile(rf"@|©|^\W*(?:{printed('front')}|doi|http|orcid)", re.I)
OPENS_TEXT = re.compile(rf"^(?:\d+[.|]?\s*\|?\s*)?{printed('opens_text')}\b", re.I)
QUOTE_MARKS = "\"“”‘'«„‟"
_ENDED = re.compile(r"[.!?:;…][\"'”’»)\]]*(?:\s?[\d,–\-\[\]*†‡]+)?$|[”\")\]»]$")


@dataclass(frozen=True, slots=True)
class Body:
    """The style of running text: most letters of the document are set in it. `leading` is from line to line."""

    size: float
    font: int
    bold: bool
    italic: bool
    leading: float


@dataclass(eq=False)
class Part:
    """One block still as printed lines, of one column or of all that it runs over; a table has cells as well."""

    lines: list[Line]
    kind: BlockKind = "paragraph"
    indent: float = 0.0
    text: str = ""
    cells: list[list[list[int]]] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @cached_property
    def size(self) -> float:
        return (
            sorted(n.size for n in self.lines)[(len(self.lines) - 1) // 2] if len(self.lines) > 2 else self.first.size
        )

    @cached_property
    def bold(self) -> float:
        return _share(self.lines, "bold")

    @cached_property
    def italic(self) -> float:
        return _share(self.lines, "italic")

    def append(self, other: Part) -> None:
        """Go on with the lines of another block."""
        self.lines = self.lines + other.lines
        self.text = f"{self.text} {other.text}"
        for known in ("size", "bold", "italic"):
            self.__dict__.pop(known, None)


def _share(lines: Sequence[Line], name: str) -> float:
    total = sum(len(n.text) for n in lines) or 1
    return sum(float(getattr(n, name)) * len(n.text) for n in lines) / total


def body_style(lines: Sequence[Line]) -> Body:
    """The most common style of a document, and its usual leading."""
    sizes: Counter[float] = Counter()
    for n in lines:
        sizes[round(2 * n.size) / 2] += len(n.text)
    if not sizes:
        return Body(10.0, -1, False, False, 12.0)
    size = main_size(sizes)
    main = [n for n in lines if abs(n.size - size) <= 0.3]
    fonts: Counter[int] = Counter()
    for n in main:
        fonts[n.font] += len(n.text)
    font = max(fonts, key=lambda f: (fonts[f], -f))
    gaps = [
        b.base - a.base
        for a, b in pairwise(main)
        if a.page == b.page and a.region == b.region and 0.8 * size < b.base - a.base < 3 * size
    ]
    leading = float(np.median(gaps)) if gaps else 1.2 * size
    return Body(size, font, _share(main, "bold") > 0.5, _share(main, "italic") > 0.5, leading)


def main_size(sizes: Mapping[float, float]) -> float:
    """The size of running text among sizes with their letters: the commonest, or a larger one that is half as common.

    Long lists of references and tables hold more letters than the text that cites them.
    """
    most = max(sizes.values())
    return max(size for size, letters in sizes.items() if letters >= _HALF_AS_COMMON * most)


_HALF_AS_COMMON = 0.55


def ended(text: str) -> bool:
    """Whether a line ends as a paragraph does."""
    return bool(_ENDED.search(text))


def is_small(part: Part, body: Body) -> bool:
    """Whether a block is set smaller than running text."""
    return part.size <= 0.93 * body.size


def letters(text: str) -> str:
    """A text's letters and digits alone."""
    return "".join(filter(str.isalnum, text.casefold()))


def margins(lines: Sequence[Line], body: Body) -> dict[int, float]:
    """For each region the left edge of its running text: the leftmost edge that a good share of lines keep, or that
    a line or two keep where it is the edge of other regions as well (a column of hardly anything but quotations)."""
    edges: dict[int, Counter[int]] = {}
    left: dict[int, float] = {}
    for n in lines:
        left.setdefault(n.region, n.left)
        if abs(n.size - body.size) <= 0.6:
            edges.setdefault(n.region, Counter())[round(n.x0)] += 1
    result: dict[int, float] = {}
    for region, x0 in left.items():
        counts = edges.get(region, Counter())
        least = max(2, 0.2 * counts.total())
        kept = [x for x in counts if counts[x] + counts[x - 1] + counts[x + 1] >= least]
        result[region] = float(min(kept, default=min(counts))) if counts else x0
    common = Counter(round(x) for x in result.values())
    for region, counts in edges.items():
        others = [x for x in counts if x < result[region] - 3 and common[x] + common[x - 1] + common[x + 1] >= 2]
        result[region] = float(min(others, default=result[region]))
    return result


def split_blocks(lines: Sequence[Line], body: Body, margin: dict[int, float]) -> list[Part]:
    """The blocks of a document in reading order; none crosses from one column or page to the next."""
    parts: list[Part] = []
    current: list[Line] = []
    for k, line in enumerate(lines):
        if current and _breaks(lines, k, current, body, margin[line.region]):
            parts.append(Part(current))
            current = []
        current.append(line)
    if current:
        parts.append(Part(current))
    for part in parts:
        part.indent = min(n.x0 for n in part.lines) - margin[part.first.region]
        part.text = " ".join(n.text for n in part.lines)
    return parts


def _breaks(lines: Sequence[Line], k: int, block: list[Line], body: Body, margin: float) -> bool:
    line, previous = lines[k], lines[k - 1]
    if line.region != previous.region or line.page != previous.page:
        return True
    step = line.base - previous.base
    leading = body.leading / body.size * max(previous.size, line.size)
    if previous.size > 1.15 * body.size:
        leading = max(leading, 1.25 * previous.size)
    if step > max(1.32 * leading, leading + 2.5) and not (
        len(block) > 1 and abs(step - (previous.base - block[-2].base)) < 1.0
    ):
        return True
    resized = abs(line.size - previous.size) > max(0.6, 0.06 * body.size)
    near = abs(line.size - previous.size) < 0.15 * body.size
    runs_in = near and not previous.pure and previous.opening != previous.closing == line.opening == body.font
    if resized and min(len(line.text), len(previous.text)) > 2 and not (runs_in or _small_capitals(previous, line)):
        return True
    if NUMBERED.match(line.text) and ((previous.pure and previous.bold > 0.8) or previous.italic > 0.8):
        return True
    if _restyled(previous, line, block, body) or _realigned(line, block, body) or _two_heads(previous, line, body):
        return True
    if DEEP.match(line.text) and ended(previous.text):
        return True
    if DEEP.match(block[0].text) and len(block) <= 3 and line.text[0].isupper() and _fits(lines, k):
        return True
    if MARKER.match(line.text) and (ended(previous.text) or MARKER.match(block[0].text)) and line.x0 <= block[0].x0 + 3:
        return True
    return _indented(lines, k, block, body, margin) or _short(lines, k)


def _small_capitals(previous: Line, line: Line) -> bool:
    """Whether a heading in small capitals goes on, where one of its lines holds no large ones."""
    return previous.caps and line.caps and previous.font == line.font and 0.7 < line.size / previous.size < 1.43


def _restyled(previous: Line, line: Line, block: list[Line], body: Body) -> bool:
    """Whether the style changes exactly between two lines (a heading above its text)."""
    if previous.opening != previous.closing == line.opening == body.font:
        return False  # the text that a heading runs into begins at the end of its line
    for before, after, usual in ((previous.bold, line.bold, body.bold), (previous.italic, line.italic, body.italic)):
        if usual:
            continue
        if before > 0.95 and after < 0.05:
            return True
        if before < 0.05 and after > 0.95 and (ended(previous.text) or len(block) < 2):
            return True
    if previous.caps and not line.caps and previous.letters >= 4 and len(block) <= 4 and line.letters >= 4:
        return all(n.caps for n in block)
    if previous.bold > 0.8 and line.bold > 0.8 and not line.pure and abs(line.size - previous.size) < 0.3:
        return False  # a name in italics in the second line of a heading
    # Of a heading in a font of its own, a ligature may come from yet another font.
    whole = previous.pure or previous.font == previous.opening == previous.closing != body.font
    other = whole and all(n.font == previous.font for n in block) and previous.font not in (line.font, line.opening)
    return other and min(previous.letters, line.letters) > 3 and (len(block) <= 4 or ended(previous.text))


def _realigned(line: Line, block: list[Line], body: Body) -> bool:
    """Whether a centred heading is followed by one that begins at the left edge, or the other way round."""
    if len(block) > 4 or not all(_apart(n, body) for n in (*block, line)):
        return False
    flush = [abs(n.x0 - n.left) < 2.0 for n in (*block, line)]
    off = 0.06 * (line.right - line.left)  # the right edge of a ragged column is not where it is centred
    centred = [n.x0 - n.left > 2 * n.size and abs(n.x0 + n.x1 - n.left - n.right) < off for n in (*block, line)]
    full = line.right - block[-1].x1 < _opening_width(line)  # a numbered heading that goes on hangs in by chance so
    return (flush[-1] and all(centred[:-1])) or (centred[-1] and all(flush[:-1]) and not full)


def _two_heads(previous: Line, line: Line, body: Body) -> bool:
    """Whether a line set apart opens a heading of its own below another, or in capitals below text: the line before
    is so short that the first word would have fitted on it twice over, or it ends a sentence."""
    if not _apart(line, body) or not line.text[0].isupper():
        return False
    short = line.right - previous.x1 > 2 * _opening_width(line)
    if not _apart(previous, body):
        return line.caps and line.letters >= 4 and (short or ended(previous.text))
    if role_of_title(previous.text) and role_of_title(line.text) and abs(previous.x0 - line.x0) < 2.0:
        return True  # "ADDITIONAL FILES" over "ABBREVIATIONS", in a narrow column
    narrow = previous.x1 - previous.x0 < 0.5 * (line.right - line.left)
    return short and narrow and abs(previous.x0 - line.x0) < 2.0


def _opening_width(line: Line) -> float:
    """About the width of a line's first word."""
    word = line.text.split(" ", 1)[0]
    return (line.x1 - line.x0) * (len(word) + 1) / max(len(line.text), 1)


def _apart(line: Line, body: Body) -> bool:
    """Whether a line is set in a style that running text is not."""
    bold, italic = line.bold > 0.8 and not body.bold, line.italic > 0.8 and not body.italic
    return bold or italic or line.caps or line.size > 1.08 * body.size


def _indented(lines: Sequence[Line], k: int, block: list[Line], body: Body, margin: float) -> bool:
    line, previous = lines[k], lines[k - 1]
    em = line.size
    shift = line.x0 - previous.x0
    if abs(shift) < 0.6 * em or line.drop or previous.drop:
        return False
    if abs(line.x0 + line.x1 - previous.x0 - previous.x1) < 3.0 and len(block) <= 6:
        return False  # centred
    if shift > 0:
        if len(block) == 1 and (MARKER.match(previous.text) or not ended(previous.text)):
            return False
        return shift < 8 * em or ended(previous.text)
    if len(block) == 1:
        # A first line set in: the rest of its paragraph goes back to the margin. A short one says who spoke.
        room = line.right - previous.x1 > _ROOM * (line.right - line.left) and line.text[0].isupper()
        alike = abs(line.size - previous.size) < 0.3 and line.font == body.font
        return (room and alike) or (ended(previous.text) and previous.x0 - margin > 4.5 * em)
    return line.x0 < min(n.x0 for n in block[1:]) - 0.6 * em


_ROOM = 0.3
"""Of a column: what stays free on a line whose paragraph ends there."""


def _short(lines: Sequence[Line], k: int) -> bool:
    """Whether the line before ended early: the first word of this one would have fitted on it."""
    return ended(lines[k - 1].text) and _fits(lines, k)


def _fits(lines: Sequence[Line], k: int) -> bool:
    """Whether the first word of a line would have fitted on the line before."""
    line, previous = lines[k], lines[k - 1]
    near = [n for n in lines[max(0, k - 3) : k + 3] if n.region == line.region and abs(n.size - line.size) < 0.6]
    right = max(n.x1 for n in near)
    return right - previous.x1 > _opening_width(line) + 0.6 * line.size
