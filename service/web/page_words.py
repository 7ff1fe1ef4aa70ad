"""A paper as it lies before a reader: pages of printed words that know their offsets, in stretches of reading order.

Everything here is a half-open pair of code points of the paper's one text. A page holds, for each stretch that is
printed on it (a passage, a heading, other words), its lines and words with their boxes in points; a paper without
pages (XML, plain text) has its stretches alone. Pure: values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal, NamedTuple

import numpy as np

from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Paper, Passage

StretchKind = Literal["passage", "heading", "other"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text that is read as one: a passage, a heading, or words that are neither.

    `id` is the passage's, else empty. `relevant` says that it is running text of the findings, where `j` stops.
    `voice` is whose words it holds: first, second or mixed order; empty for headings and other words.
    """

    kind: StretchKind
    start: int
    end: int
    id: str = ""
    voice: str = ""
    form: str = ""
    level: int = 0
    relevant: bool = False
    said: str = ""


class Word(NamedTuple):
    """A printed word, or the part of a hyphenated one: where its characters stand, and from where to where across."""

    start: int
    end: int
    left: float
    right: float


class PrintedLine(NamedTuple):
    """A printed line: its words, and from where to where down the page."""

    top: float
    bottom: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a stretch is printed on one page."""

    stretch: Stretch
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as printed, in points; pages count from 1."""

    number: int
    width: float
    height: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """A paper to read: its text, its stretches in reading order, and its pages where it has any."""

    text: str
    stretches: tuple[Stretch, ...]
    sheets: tuple[Sheet, ...]

    def stretch_at(self, offset: int) -> Stretch | None:
        """The stretch that holds a character."""
        return next((s for s in self.stretches if s.start <= offset < s.end), None)


def read_pages(paper: Paper, sizes: Sequence[tuple[float, float]]) -> Reading:
    """A paper with its page sizes (width and height in points, as shown) as something to read.

    Every printed word stands on exactly one page, once; words of pages without a size are left to the text alone.
    """
    stretches = tuple(_stretches(paper))
    return Reading(paper.document.text, stretches, tuple(_sheets(paper, stretches, sizes)))


# --- stretches -----------------------------------------------------------------------------------------------------


def _stretches(paper: Paper) -> Iterator[Stretch]:
    """Passages, headings and what stands between them, in the order of the text, none over another."""
    known = [_passage(p) for p in paper.passages]
    taken = [(p.start, p.end) for p in paper.passages]
    for section in paper.sections:
        heading = section.heading
        if heading is not None and not any(s < heading.end and heading.start < e for s, e in taken):
            known.append(Stretch("heading", heading.start, heading.end, form="heading", level=section.level))
            taken.append((heading.start, heading.end))
    at, text = 0, paper.document.text
    for stretch in sorted(known, key=lambda s: (s.start, s.end)):
        if stretch.start < at:
            continue
        yield from _others(text, at, stretch.start)
        yield stretch
        at = stretch.end
    yield from _others(text, at, len(text))


def _others(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The blocks between two known stretches, without the space around them."""
    at = start
    for block in text[start:end].split("\n\n"):
        bare = block.strip()
        if bare:
            begin = at + block.index(bare)
            yield Stretch("other", begin, begin + len(bare), form="paragraph")
        at += len(block) + 2


def _passage(passage: Passage) -> Stretch:
    said = "; ".join(dict.fromkeys(v.speaker or (v.group.name if v.group else "") for v in passage.voices))
    return Stretch(
        kind="passage",
        start=passage.start,
        end=passage.end,
        id=passage.id,
        voice=passage.order,
        form=passage.kind,
        relevant=passage.role in FINDINGS_ROLES and passage.kind in RUNNING_KINDS,
        said=said.strip("; "),
    )


# --- pages ---------------------------------------------------------------------------------------------------------


def _sheets(paper: Paper, stretches: Sequence[Stretch], sizes: Sequence[tuple[float, float]]) -> Iterator[Sheet]:
    words = paper.document.words
    if words is None:
        return
    starts = np.array([s.start for s in stretches], dtype=np.int64)
    of = (np.searchsorted(starts, words.start, side="right") - 1).tolist()
    # Plain lists: a paper has thousands of words, and asking an array for one number is slow.
    start, lines, box = words.start.tolist(), words.line.tolist(), words.box.astype(float).round(1)
    top, bottom = box[:, 1].tolist(), box[:, 3].tolist()
    word = list(map(Word._make, zip(start, words.end.tolist(), box[:, 0].tolist(), box[:, 2].tolist(), strict=True)))
    for number, (width, height) in enumerate(sizes, start=1):
        parts = []
        for which, own in groupby(np.flatnonzero(words.page == number).tolist(), key=of.__getitem__):
            rows = list(own)
            if which < 0 or start[rows[0]] >= stretches[which].end:
                continue
            printed = []
            for _, on in groupby(rows, key=lines.__getitem__):
                line = list(on)
                first, last = min(top[r] for r in line), max(bottom[r] for r in line)
                printed.append(PrintedLine(first, last, tuple(word[r] for r in line)))
            parts.append(Part(stretches[which], tuple(printed)))
        yield Sheet(number, width, height, tuple(parts))


# --- markup --------------------------------------------------------------------------------------------------------

_BASELINE = 0.79
"""Where letters stand in a line's box, from its top: about so in fonts for text."""
_FONT = 0.86
"""Type size of the transparent words as a share of the line's height."""


def layer(reading: Reading, sheet: Sheet) -> str:
    """The transparent words of a page as SVG: one `text` a stretch, a `tspan` a line and in it one a word.

    A stretch is one run of text for the browser's own find, for copying and for screen readers, over lines and
    columns; between words stands just what stands between them in the text, so that the element's text is the
    paper's. `data-s` is a word's offset, `data-t` and `data-b` are top and bottom of a line.
    """
    return "".join(_part(reading.text, part) for part in sheet.parts)


def _part(text: str, part: Part) -> str:
    stretch, out, at = part.stretch, [], None
    for line in part.lines:
        height = max(line.bottom - line.top, 1.0)
        size, base = round(height * _FONT, 1), round(line.top + height * _BASELINE, 1)
        begun = False
        for word in line.words:
            start, end, left, right = word
            between = "" if at is None else _escaped(text[at:start])
            if not begun:
                out.append(between)
                out.append(f'<tspan y="{base}" font-size="{size}" data-t="{line.top}" data-b="{line.bottom}">')
                between, begun = "", True
            out.append(
                f'{between}<tspan x="{left}" textLength="{max(right - left, 0.5):.1f}" data-s="{start}">'
                f"{_escaped(text[start:end])}</tspan>"
            )
            at = end
        out.append("</tspan>")
    return f"<text {attributes(stretch)}>{''.join(out)}</text>"


def _escaped(words: str) -> str:
    return words if words.isalnum() or words == " " else escape(words, quote=False)


def margin(sheet: Sheet) -> str:
    """Thin lines beside the passages of a page that tell whose words they are; each is a link that chooses its passage.

    The link serves a page without script; with it, the words themselves are pressed.
    """
    out = []
    for part in sheet.parts:
        stretch = part.stretch
        if not stretch.id:
            continue
        runs = "".join(f"M{left - 4:.1f} {top:.1f}V{bottom:.1f}" for left, top, bottom in _runs(part.lines))
        out.append(
            f'<a class="handle" href="?start={stretch.start}&amp;end={stretch.end}" tabindex="-1"'
            f' aria-label="{_VOICES[stretch.voice]}"><path class="voice {stretch.voice}" d="{runs}"/></a>'
        )
    return "".join(out)


_VOICES = {"first": "Participants' words", "second": "Authors' words", "mixed": "Participants' and authors' words"}


def _runs(lines: Sequence[PrintedLine]) -> Iterator[tuple[float, float, float]]:
    """Left edge, top and bottom of the lines that follow each other down one column."""
    run: list[PrintedLine] = []
    for line in lines:
        if run and (line.top < run[-1].top or line.top > run[-1].bottom + 2 * (line.bottom - line.top)):
            yield _frame(run)
            run = []
        run.append(line)
    if run:
        yield _frame(run)


def _frame(run: Sequence[PrintedLine]) -> tuple[float, float, float]:
    return min(w.left for line in run for w in line.words), run[0].top, run[-1].bottom


def attributes(stretch: Stretch, heading: bool = False) -> str:
    """What the page tells of a stretch: its span, whose words, and how it is reached by key.

    `heading` says that the element is a heading itself, which needs no role.
    """
    named = f' data-passage="{escape(stretch.id)}"' if stretch.id else ""
    # A heading's role needs its level; other stretches are paragraphs to screen readers.
    role = (
        f' role="heading" aria-level="{min(stretch.level + 1, 6)}"'
        if stretch.kind == "heading"
        else ' role="paragraph"'
    )
    sort = " ".join(w for w in ("stretch", stretch.form, stretch.voice, "relevant" if stretch.relevant else "") if w)
    span = f'data-start="{stretch.start}" data-end="{stretch.end}"'
    return f'class="{sort}"{"" if heading else role} tabindex="-1" {span}{named}'
