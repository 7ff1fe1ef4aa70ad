"""Blocks of printed lines to one text, with the place of every word and the marks on it.

Hyphens that end lines are healed, ligatures and odd spaces made plain, superscripts kept apart from the words they
follow. Tables, captions and notes come after all running text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from thirdorder.nlp.document import FLOAT_KINDS, Block, Mark, MarkKind, Style, Words
from thirdorder.nlp.reading.pdf.blocks import Body, Part
from thirdorder.nlp.reading.pdf.lines import Line
from thirdorder.nlp.reading.pdf.words import HYPHEN, Font, PageWords

_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\u00ad": "", "\u200b": "",
    "\u00a0": " ", "\u2009": " ", "\u2002": " ", "\u2003": " ", "\ufffd": "", "\u2010": "-", "\u2011": "-",
})  # fmt: skip
_NEEDS = re.compile("[ﬀ-ﬆ\u00ad\u200b\u00a0\u2002-\u2011\ufffd]")
_CITED = re.compile(r"^[\[(]?\d{1,3}[a-z]?(?:[,;–—‐-]+\s?\d{1,3}[a-z]?)*[\])]?[,.;]?$|^[*†‡§¶#]+$")
_BRACKETED = re.compile(r"\[\d{1,3}[a-z]?(?:\s?[,;–—-]\s?\d{1,3}[a-z]?)*\]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEPT = frozenset(
    [
        "self",
        "non",
        "well",
        "semi",
        "post",
        "pre",
        "co",
        "multi",
        "anti",
        "inter",
        "intra",
        "cross",
        "long",
        "short",
        "high",
        "low",
        "e",
        "one",
        "two",
        "three",
    ]
)
SEPARATOR = "\n\n"


@dataclass
class Builder:
    """The text as it grows, and what stands in it."""

    pages: Sequence[PageWords]
    fonts: Sequence[Font]
    body: Body
    vocabulary: Counter[str]
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    rows: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    line: int = 0

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def vocabulary(pages: Sequence[PageWords]) -> Counter[str]:
    """How often each word stands unbroken in a document."""
    words: Counter[str] = Counter()
    for page in pages:
        whole = " ".join(t for t in page.text if not t.endswith((HYPHEN, "-")))
        words.update(_WORD.findall(whole.lower()))
    return words


def assemble(
    parts: Sequence[Part], pages: Sequence[PageWords], fonts: Sequence[Font], body: Body
) -> tuple[str, tuple[Block, ...], tuple[Mark, ...], Words]:
    """The text of a document, its blocks, its marks and its words."""
    build = Builder(pages, fonts, body, vocabulary(pages))
    anchors: dict[int, int] = {}
    for k, part in enumerate(parts):
        if part.kind in FLOAT_KINDS:
            anchors[k] = build.length
        else:
            _block(build, part, None)
    running = build.length
    for k, anchor in anchors.items():
        _block(build, parts[k], min(anchor, running))
    text = build.text
    cited = (Mark("citation", m.start(), m.end()) for m in _BRACKETED.finditer(text))
    marks = tuple(sorted({*build.marks, *cited}, key=lambda m: (m.start, m.end, m.kind)))
    return text, tuple(build.blocks), marks, _words(build)


def _block(build: Builder, part: Part, anchor: int | None) -> None:
    if build.length:
        build.put(SEPARATOR)
    start = build.length
    lead = _cells(build, part) if part.cells else _lines(build, part.lines, part.kind == "paragraph")
    if build.length == start:
        if start:
            build.pieces.pop()
            build.length -= len(SEPARATOR)
        return
    build.blocks.append(Block(part.kind, start, build.length, style=_style(build, part), lead=lead, anchor=anchor))


def _style(build: Builder, part: Part) -> Style:
    font = build.fonts[part.first.font].name if 0 <= part.first.font < len(build.fonts) else ""
    caps = all(n.caps for n in part.lines)
    return Style(round(part.size, 1), part.bold > 0.6, part.italic > 0.6, caps, font, round(part.indent, 1))


def _lines(build: Builder, lines: Sequence[Line], wants_lead: bool) -> int | None:
    """Append lines as running text; gives the end of a bold or italic opening."""
    runs = _Runs(build)
    for n, line in enumerate(lines):
        page = build.pages[line.page - 1]
        build.line += 1
        letterspaced = _letterspaced(page, line)
        for position, row in enumerate(line.rows):
            token = page.text[row]
            if _NEEDS.search(token):
                token = token.translate(_LIGATURES).strip()
                if not token:
                    continue
            raised = page.size[row] < 0.85 * line.size and page.base[row] < line.base - 0.12 * line.size
            glue = bool(page.glue[row]) and position > 0
            if position == 0:
                glue = n == 0 or _heal(build, token, page.text[row])
            elif line.drop and position == 1:
                glue = (
                    page.box[row, 0] - page.box[line.rows[0], 2] < 0.3 * line.size or len(page.text[line.rows[0]]) == 1
                )
            elif letterspaced:
                glue = page.box[row, 0] - page.box[line.rows[position - 1], 2] < letterspaced
            if raised and glue and position > 0:
                glue = not (
                    _CITED.match(token)
                    and build.pieces
                    and build.pieces[-1][-1:].isalpha()
                    and len(build.pieces[-1]) > 2
                )
            if not glue and build.pieces and not build.pieces[-1].endswith(SEPARATOR):
                build.put(" ")
            begin = build.length
            token = token.replace(HYPHEN, "-")
            build.put(token)
            build.rows.append((begin, build.length, line.page - 1, row, build.line))
            runs.see(int(page.font[row]), begin, build.length)
            if raised:
                kind: MarkKind = "citation" if _CITED.match(token) else "superscript"
                build.marks.append(Mark("superscript", begin, build.length))
                if kind == "citation":
                    build.marks.append(Mark("citation", begin, build.length))
    return runs.close(wants_lead)


def _heal(build: Builder, token: str, raw: str) -> bool:
    """At a line's start: whether it goes on in the word that ended the line before, which loses its hyphen if so."""
    last = build.pieces[-1] if build.pieces else ""
    if not last.endswith("-") or len(last) < 2 or not token[:1].isalnum():
        return (
            bool(last)
            and last.endswith(("/", "–", "—"))
            and len(last) > 1
            and not last[0].isspace()
            and raw[:1].islower()
        )
    head_match = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*-$", last)
    tail_match = _WORD.match(token)
    if head_match is None or tail_match is None or not token[0].islower():
        return True
    head, tail = head_match.group()[:-1].lower(), tail_match.group().lower()
    whole, hyphened = build.vocabulary[head + tail], build.vocabulary[f"{head}-{tail}"]
    if hyphened > whole or (not whole and (head in _KEPT or head.rsplit("-", 1)[-1] in _KEPT)):
        return True
    build.pieces[-1] = last[:-1]
    build.length -= 1
    start, end, page, row, line = build.rows[-1]
    build.rows[-1] = (start, end - 1, page, row, line)
    return True


def _letterspaced(page: PageWords, line: Line) -> float:
    """For a line set letter by letter ("R E S U L T S"): the widest gap inside a word, else 0."""
    texts = [page.text[r] for r in line.rows]
    if len(texts) < 4 or sum(len(t) == 1 and t.isalpha() for t in texts) < 0.8 * len(texts):
        return 0.0
    gaps = sorted(float(page.box[b, 0] - page.box[a, 2]) for a, b in zip(line.rows, line.rows[1:], strict=False))
    return 1.6 * max(gaps[len(gaps) // 2], 0.1 * line.size)


class _Runs:
    """Bold and italic stretches of a block, unless all of it is set so."""

    def __init__(self, build: Builder) -> None:
        self.build = build
        self.spans: list[tuple[int, int, int]] = []

    def see(self, font: int, start: int, end: int) -> None:
        if self.spans and self.spans[-1][0] == font:
            self.spans[-1] = (font, self.spans[-1][1], end)
        else:
            self.spans.append((font, start, end))

    def close(self, wants_lead: bool) -> int | None:
        """Set the marks; the end of a distinct opening, where one is wanted and there is one."""
        fonts = self.build.fonts
        lead: int | None = None
        for kind in ("bold", "italic"):
            flags = [bool(getattr(fonts[f], kind)) for f, _, _ in self.spans]
            if all(flags) or not any(flags):
                continue
            runs: list[list[int]] = []
            for flag, (_, start, end) in zip(flags, self.spans, strict=True):
                if flag and runs and start - runs[-1][1] <= 1:
                    runs[-1][1] = end
                elif flag:
                    runs.append([start, end])
            self.build.marks += [Mark(kind, a, b) for a, b in runs]  # type: ignore[arg-type]
            if wants_lead and runs[0][0] == self.spans[0][1] and 3 <= runs[0][1] - runs[0][0] <= 200:
                lead = max(lead or 0, runs[0][1])
        return lead


def _cells(build: Builder, part: Part) -> None:
    """Append a table: cells divided by tabs, rows by newlines. Each cell is a list of (page, row) words."""
    for r, row in enumerate(part.cells):
        if r:
            build.put("\n")
        for c, cell in enumerate(row):
            if c:
                build.put("\t")
            _cell(build, part.first.page, cell)


def _cell(build: Builder, number: int, rows: Sequence[int]) -> None:
    page = build.pages[number - 1]
    base: float | None = None
    for k, row in enumerate(rows):
        token = page.text[row].translate(_LIGATURES).strip()
        if not token:
            continue
        if base is None or abs(float(page.base[row]) - base) > 0.5 * float(page.size[row]):
            build.line += 1
            base = float(page.base[row])
            glue = k == 0 or _heal(build, token, token)
        else:
            glue = bool(page.glue[row])
        if not glue:
            build.put(" ")
        begin = build.length
        build.put(token.replace(HYPHEN, "-"))
        build.rows.append((begin, build.length, number - 1, row, build.line))


def _words(build: Builder) -> Words:
    rows = np.array([r for r in build.rows if r[1] > r[0]], dtype=np.int64).reshape(-1, 5)
    box = np.zeros((len(rows), 4), dtype=np.float32)
    for index, page in enumerate(build.pages):
        of_page = rows[:, 2] == index
        box[of_page] = page.shown[rows[of_page, 3]]
    return Words(
        start=rows[:, 0].astype(np.int32),
        end=rows[:, 1].astype(np.int32),
        page=(rows[:, 2] + 1).astype(np.int32),
        box=box,
        line=rows[:, 4].astype(np.int32),
    )
