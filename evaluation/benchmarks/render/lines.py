"""From runs of text to set lines: words, hyphenation, justification, drop capitals, small capitals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reportlab.pdfgen.canvas import Canvas

from thirdorder.evaluation.benchmarks.render.fonts import Family, has, shown, width
from thirdorder.evaluation.benchmarks.render.source import Run, Runs

VOWELS = "aeiouyáéíóúàèâêôãõäöü"
LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"))
Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True)
class Type:
    """How a paragraph is set; lengths in points."""

    family: Family
    size: float = 10
    leading: float = 12
    colour: Colour = BLACK
    bold: bool = False
    italic: bool = False
    align: str = "justify"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    case: str = ""
    tracking: bool = False
    hyphens: bool = True
    hyphen: str = "-"
    ligatures: bool = False


@dataclass(frozen=True)
class Glyphs:
    text: str
    font: str
    size: float
    rise: float
    colour: Colour

    @property
    def width(self) -> float:
        return width(self.text, self.font, self.size)


@dataclass(frozen=True)
class Word:
    parts: tuple[Glyphs, ...]
    notes: tuple[Runs, ...] = ()

    @property
    def width(self) -> float:
        return sum(part.width for part in self.parts)


@dataclass
class Slug:
    """A line or a solid block in the column. `draw(canvas, x, top)` sets it with its top left corner there."""

    height: float
    draw: Callable[[Canvas, float, float], None]
    before: float = 0
    keep: bool = False
    notes: list[Runs] = field(default_factory=list)
    numbered: bool = True
    wide: bool = False


def set_paragraph(
    runs: Runs, kind: Type, measure: float, *, mode: str = "words", drop: int = 0, label: str = ""
) -> list[Slug]:
    """Break a paragraph to a measure and return its lines. `label` hangs in the indent (bullets, numbers)."""
    runs, capital = _drop_capital(runs, kind, drop)
    words = make_words(runs, kind)
    room = capital.width + 3 if capital else 0.0
    gap = width(" ", kind.family.cut(kind.bold, kind.italic), kind.size)
    slugs: list[Slug] = []
    first_line = True
    while words:
        indent = kind.left + (kind.first if first_line and not capital else 0) + (room if len(slugs) < drop else 0)
        available = measure - indent - kind.right
        line, words = _take(words, available, gap, kind)
        extra = available - sum(w.width for w in line) - gap * (len(line) - 1)
        step, offset = gap, indent
        if kind.align == "justify" and words and len(line) > 1:
            step += min(extra / (len(line) - 1), 3 * gap)
        elif kind.align == "center":
            offset += extra / 2
        elif kind.align == "right":
            offset += extra
        draw = _line_drawer(line, offset, step, kind, mode)
        if first_line and capital:
            draw = _with_capital(draw, capital, kind, drop)
        if first_line and label:
            draw = _with_label(draw, label, indent, kind)
        slugs.append(Slug(kind.leading, draw, notes=[n for w in line for n in w.notes]))
        first_line = False
    if slugs:
        slugs[0].before = kind.before
        if len(slugs) > 2:
            slugs[0].keep = True
            slugs[-2].keep = True
    return slugs


def make_words(runs: Runs, kind: Type) -> list[Word]:
    """Cut runs at spaces; a word may change style inside, and carries the notes called in it."""
    words: list[Word] = []
    parts: list[Glyphs] = []
    notes: list[Runs] = []

    def close() -> None:
        if parts:
            words.append(Word(tuple(parts), tuple(notes)))
            parts.clear()
            notes.clear()

    for run in runs:
        for i, piece in enumerate(run.text.split(" ")):
            if i:
                close()
            if piece:
                parts.extend(_glyphs(piece, run, kind))
        if run.note:
            notes.append(run.note)
            if not run.text:
                parts.extend(_glyphs("*", replace(run, raised=True), kind))
    close()
    return words


def _glyphs(text: str, run: Run, kind: Type) -> list[Glyphs]:
    italic = kind.italic != run.italic if run.italic else kind.italic
    font = kind.family.cut(kind.bold or run.bold, italic)
    size, rise = kind.size, 0.0
    if run.raised:
        size, rise = kind.size * 0.64, kind.size * 0.36
    elif run.lowered:
        size, rise = kind.size * 0.64, -kind.size * 0.12
    if kind.case == "upper":
        text = text.upper()
    if kind.tracking:
        text = " ".join(text)
    elif kind.ligatures and not kind.case:
        for plain, joined in LIGATURES:
            if has(font, joined):
                text = text.replace(plain, joined)
    cuts = [(text, size)]
    if kind.case == "small":
        cuts = [(p.upper(), size if p == p.upper() else size * 0.8) for p in re.findall(r"[^a-zà-ÿ]+|[a-zà-ÿ]+", text)]
    return [Glyphs(piece, use, s, rise, kind.colour) for cut, s in cuts for piece, use in shown(cut, font)]


def _take(words: list[Word], available: float, gap: float, kind: Type) -> tuple[list[Word], list[Word]]:
    used = 0.0
    for i, word in enumerate(words):
        need = word.width + (gap if i else 0)
        if used + need <= available + 0.01:
            used += need
            continue
        left = available - used - (gap if i else 0)
        may = kind.hyphens or i == 0 or len(word.parts[0].text) > 30
        split = _split(word, left, kind.hyphen, forced=i == 0) if may else None
        if split:
            return [*words[:i], split[0]], [split[1], *words[i + 1 :]]
        return (words[:i], words[i:]) if i else ([word], words[1:])
    return words, []


def _split(word: Word, room: float, hyphen: str, forced: bool) -> tuple[Word, Word] | None:
    """Break a one-style word at a syllable; an address or an overlong word wherever it must."""
    if len(word.parts) != 1 or room < 12:
        return None
    glyphs = word.parts[0]
    address = "/" in glyphs.text or "@" in glyphs.text or len(glyphs.text) > 30
    for at in reversed(_break_points(glyphs.text, anywhere=forced or address)):
        head = glyphs.text[:at]
        if not (address or forced or head.endswith(("-", "–", "—", "/"))):
            head += hyphen if has(glyphs.font, hyphen) else "-"
        if width(head, glyphs.font, glyphs.size) <= room:
            rest = Word((replace(glyphs, text=glyphs.text[at:]),), word.notes)
            return Word((replace(glyphs, text=head),)), rest
    return None


def _break_points(text: str, anywhere: bool) -> list[int]:
    if anywhere:
        return list(range(2, len(text) - 1))
    points = [m.end() for m in re.finditer(r"(?<=\w)[-–—/](?=\w)", text)]
    letters = re.fullmatch(r"\W*([a-zà-ÿ]{6,})\W*", text, re.IGNORECASE)
    if letters:
        start, end = letters.span(1)
        low = text.lower()
        points += [
            i
            for i in range(start + 2, end - 2)
            if low[i - 1] not in VOWELS and low[i] not in VOWELS and low[i + 1] in VOWELS and low[i - 2] in VOWELS
        ]
    return sorted(points)


def _line_drawer(line: list[Word], offset: float, step: float, kind: Type, mode: str) -> Callable[..., None]:
    base = kind.leading - (kind.leading - kind.size) / 2 - kind.size * 0.22
    rows = _spans(line, offset, step) if mode == "line" else _separate(line, offset, step, spaced=mode == "words")
    if mode == "glyphs":
        rows = [piece for row in rows for piece in _single(*row)]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        text = canvas.beginText()
        for at, glyphs, stretch in rows:
            text.setFont(glyphs.font, glyphs.size)
            text.setFillColorRGB(*glyphs.colour)
            text.setTextOrigin(x + at, top - base + glyphs.rise)
            text.setWordSpace(stretch)
            text.textOut(glyphs.text)
        canvas.drawText(text)

    return draw


def _separate(line: list[Word], offset: float, step: float, spaced: bool) -> list[tuple[float, Glyphs, float]]:
    rows = []
    for i, word in enumerate(line):
        for j, glyphs in enumerate(word.parts):
            last = j == len(word.parts) - 1 and i < len(line) - 1
            rows.append((offset, replace(glyphs, text=glyphs.text + " ") if spaced and last else glyphs, 0.0))
            offset += glyphs.width
        offset += step
    return rows


def _spans(line: list[Word], offset: float, step: float) -> list[tuple[float, Glyphs, float]]:
    """Join neighbours of one style, so that justified spaces come from word spacing as in most typeset PDFs."""
    rows: list[tuple[float, Glyphs, float]] = []
    for i, word in enumerate(line):
        for j, glyphs in enumerate(word.parts):
            stretch = step - width(" ", glyphs.font, glyphs.size)
            previous = rows[-1][1] if rows else None
            if j == 0 and previous and replace(previous, text="") == replace(glyphs, text=""):
                rows[-1] = (rows[-1][0], replace(previous, text=f"{previous.text} {glyphs.text}"), stretch)
            else:
                rows.append((offset, glyphs, stretch))
            offset += glyphs.width
        if i < len(line) - 1:
            offset += step
    return rows


def _single(at: float, glyphs: Glyphs, stretch: float) -> list[tuple[float, Glyphs, float]]:
    """One placed character at a time, as some typesetting programs write them."""
    placed = []
    for char in glyphs.text:
        placed.append((at, replace(glyphs, text=char), stretch))
        at += width(char, glyphs.font, glyphs.size)
    return placed


def _drop_capital(runs: Runs, kind: Type, drop: int) -> tuple[Runs, Glyphs | None]:
    if not drop or not runs or not runs[0].text[:1].isalpha():
        return runs, None
    size = kind.leading * (drop - 1) + kind.size * 0.98
    glyphs = Glyphs(runs[0].text[0], kind.family.cut(True, False), size, 0, kind.colour)
    return (replace(runs[0], text=runs[0].text[1:]), *runs[1:]), glyphs


def _with_capital(draw: Callable[..., None], capital: Glyphs, kind: Type, drop: int) -> Callable[..., None]:
    def both(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFont(capital.font, capital.size)
        canvas.setFillColorRGB(*capital.colour)
        canvas.drawString(x + kind.left, top - kind.leading * drop + kind.leading * 0.28, capital.text)
        draw(canvas, x, top)

    return both


def _with_label(draw: Callable[..., None], label: str, indent: float, kind: Type) -> Callable[..., None]:
    def both(canvas: Canvas, x: float, top: float) -> None:
        at = x + indent
        for text, font in reversed(list(shown(label, kind.family.regular))):
            at -= width(text, font, kind.size) + 4
            canvas.setFont(font, kind.size)
            canvas.setFillColorRGB(*kind.colour)
            canvas.drawString(at, top - kind.leading + (kind.leading - kind.size) / 2 + kind.size * 0.22, text)
        draw(canvas, x, top)

    return both
