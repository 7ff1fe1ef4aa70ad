"""Blocks of printed lines to one text, with the place of every word and the marks on it.

Hyphens that end lines are healed, ligatures and odd spaces made plain, superscripts kept apart from the words they
follow. Tables, captions and notes come after all running text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from thirdorder.nlp.document import FLOAT_KINDS, Block, Mark, MarkKind, Style, Words
from thirdorder.nlp.language.headings import role_of_title
from thirdorder.nlp.language.lexicon import printed_words
from thirdorder.nlp.reading.pdf.blocks import Body, Part
from thirdorder.nlp.reading.pdf.lines import Line
from thirdorder.nlp.reading.pdf.words import HYPHEN, Font, PageWords

_CITED = re.compile(r"^[\[(]?\d{1,3}[a-z]?(?:[,;–—‐-]+\s?\d{1,3}[a-z]?)*[\])]?[,.;]?$|^[*†‡§¶#]+$")
_BRACKETED = re.compile(r"\[\d{1,3}[a-z]?(?:\s?[,;–—-]\s?\d{1,3}[a-z]?)*\]")
_HYPHENS = f"-{HYPHEN}"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEPT = printed_words("hyphened")
SEPARATOR = "\n\n"
_LONGEST_LEAD = 120
_INSIDE_WORD = 0.17
"""Of a line's size: no gap between words is as narrow."""


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
    starts: list[int] = field(default_factory=list)  # of the words, and their ends and rows on their pages
    ends: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    line_pages: list[int] = field(default_factory=list)  # of the printed lines, and how many words stand before each
    line_starts: list[int] = field(default_factory=list)

    def line(self, page: int) -> None:
        """Begin a printed line."""
        self.line_pages.append(page)
        self.line_starts.append(len(self.starts))

    def words(self, tokens: Sequence[str], glue: Sequence[bool], rows: Sequence[int]) -> None:
        """Append words of one page; `glue` says before which no space stands."""
        at = self.length
        for token, glued in zip(tokens, glue, strict=True):
            if not glued:
                self.pieces.append(" ")
                at += 1
            self.pieces.append(token.replace(HYPHEN, "-"))
            self.starts.append(at)
            at += len(token)
            self.ends.append(at)
        self.length = at
        self.rows += rows

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def since(self, start: int) -> str:
        """The text from an offset on that lies near its end."""
        at, kept = self.length, 0
        while at > start:
            kept += 1
            at -= len(self.pieces[-kept])
        return "".join(self.pieces[len(self.pieces) - kept :])[start - at :]


def vocabulary(pages: Sequence[PageWords]) -> Counter[str]:
    """How often each word stands unbroken in a document."""
    words: Counter[str] = Counter()
    for page in pages:
        whole = " ".join([t for t in page.text if t[-1] not in _HYPHENS])
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
    lead = None
    if part.cells:
        _cells(build, part)
    else:
        lead = _lines(build, part.lines, part.kind in ("paragraph", "list"))
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
    begin = len(build.starts)
    fonts: list[int] = []
    for n, line in enumerate(lines):
        page = build.pages[line.page - 1]
        plain, rows = page.plain, line.rows
        tokens = [page.text[r] for r in rows]
        build.line(line.page)
        glue = [plain.glue[r] for r in rows]
        spaced = _letterspaced(page, line)
        if spaced:
            glue[1:] = [plain.left[b] - plain.right[a] < spaced for a, b in pairwise(rows)]
        elif line.drop:
            glue[1:2] = [True] * len(glue[1:2])
        glue[0] = n == 0 or _heal(build, tokens[0])
        raised = _raised(page, line)
        for k in raised:
            if glue[k] and k > 0 and tokens[k - 1][-1].isalpha() and len(tokens[k - 1]) > 2 and _CITED.match(tokens[k]):
                glue[k] = False
            if k + 1 < len(tokens) and tokens[k + 1][0] in ")],.;:":
                glue[k + 1] = True  # a raised sign leaves a gap where none is meant: "[H+]"
        first = len(build.starts)
        build.words(tokens, glue, rows)
        fonts += [plain.font[r] for r in rows]
        for k in raised:
            at = build.starts[first + k], build.ends[first + k]
            build.marks.append(Mark("superscript", *at))
            if _CITED.match(tokens[k]):
                build.marks.append(Mark("citation", *at))
    ends = build.ends[begin:]
    runs = [(font, [k for k, _ in run]) for font, run in groupby(enumerate(fonts), key=itemgetter(1))]
    return _emphasis(build, [(f, build.starts[begin + ks[0]], ends[ks[-1]]) for f, ks in runs], wants_lead)


def _raised(page: PageWords, line: Line) -> list[int]:
    """Which words of a line are set small and high, as superscripts are."""
    plain = page.plain
    small, high = 0.85 * line.size, line.base - 0.12 * line.size
    if min(map(plain.size.__getitem__, line.rows)) >= small:
        return []
    return [k for k, r in enumerate(line.rows) if plain.size[r] < small and plain.base[r] < high]


def _heal(build: Builder, token: str) -> bool:
    """At a line's start: whether it goes on in the word that ended the line before, which loses its hyphen if so."""
    last = build.pieces[-1] if build.pieces else ""
    if not last.endswith("-") or len(last) < 2 or not token[:1].isalnum():
        return len(last) > 1 and last.endswith(("/", "–", "—")) and token[:1].islower()
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
    build.ends[-1] -= 1
    return True


def _letterspaced(page: PageWords, line: Line) -> float:
    """For a line set letter by letter ("R E S U L T S"): the widest gap inside a word, else 0.

    In capitals set a little apart only some letters come as words of their own ("RE SULT S"), at gaps that no word
    space is as narrow as.
    """
    gaps = sorted(page.plain.left[b] - page.plain.right[a] for a, b in pairwise(line.rows))
    if line.caps and gaps and gaps[0] < _INSIDE_WORD * line.size:
        return _INSIDE_WORD * line.size
    if len(line.rows) < 4 or len(line.text) > 3.2 * len(line.rows) or line.letters < 0.6 * len(line.text) / 2:
        return 0.0
    texts = [page.text[r] for r in line.rows]
    if sum(len(t) == 1 and t.isalpha() for t in texts) < 0.6 * len(texts):
        return 0.0
    return 1.6 * max(gaps[len(gaps) // 2], 0.1 * line.size)


def _emphasis(build: Builder, runs: Sequence[tuple[int, int, int]], wants_lead: bool) -> int | None:
    """Mark bold and italic stretches of a block that is not all set so; gives the end of a distinct opening."""
    lead: int | None = None
    kinds: tuple[MarkKind, ...] = ("bold", "italic")
    for kind in kinds:
        flags = [getattr(build.fonts[font], kind) for font, _, _ in runs]
        if all(flags) or not any(flags):
            continue
        spans: list[list[int]] = []
        for flag, (_, start, end) in zip(flags, runs, strict=True):
            if flag and spans and start - spans[-1][1] <= 1:
                spans[-1][1] = end
            elif flag:
                spans.append([start, end])
        build.marks += [Mark(kind, a, b) for a, b in spans]
        if wants_lead and spans[0][0] == runs[0][1] and 3 <= spans[0][1] - spans[0][0] <= 200:
            lead = max(lead or 0, spans[0][1])
    return _by_font(build, runs) if wants_lead and lead is None else lead


def _by_font(build: Builder, runs: Sequence[tuple[int, int, int]]) -> int | None:
    """The end of an opening in a font of its own, in files whose fonts do not say that they are bold or italic: some
    words that end with a point, after which the font of running text goes on to the end."""
    usual = build.body.font
    opening = next((k for k, (font, _, _) in enumerate(runs) if font == usual), 0)
    if not opening or any(build.fonts[font].bold or build.fonts[font].italic for font, _, _ in runs[:opening]):
        return None
    start, end = runs[0][1], runs[opening - 1][2]
    own = max(sum(b - a for other, a, b in runs[:opening] if other == font) for font, _, _ in runs[:opening])
    plain = sum(b - a for font, a, b in runs[opening:] if font == usual)
    if end - start > _LONGEST_LEAD or own < 0.6 * (end - start) or plain < max(40, 0.7 * (runs[-1][2] - end)):
        return None
    text = build.since(start)
    end += text[end - start : end - start + 1] in (".", ":")  # the point may be set in the font of the text
    said = text[: end - start]
    closed = said.endswith((".", ":")) and " " in said
    return end if closed or role_of_title(said) == "back" else None  # "Supplementary information The online version"


def _cells(build: Builder, part: Part) -> None:
    """Append a table: cells divided by tabs, rows by newlines. Each cell is a list of its words' rows."""
    page = build.pages[part.first.page - 1]
    for r, row in enumerate(part.cells):
        if r:
            build.put("\n")
        for c, cell in enumerate(row):
            if c:
                build.put("\t")
            _cell(build, page, cell)


def _cell(build: Builder, page: PageWords, rows: Sequence[int]) -> None:
    above = float("-inf")
    for k, row in enumerate(rows):
        base, glue = page.plain.base[row], page.plain.glue[row]
        token = page.text[row]
        if abs(base - above) > 0.5 * page.plain.size[row]:
            build.line(page.number)
            above = base
            glue = k == 0 or _heal(build, token)
        build.words([token], [glue], [row])


def _words(build: Builder) -> Words:
    counts = np.diff([*build.line_starts, len(build.starts)])
    page = np.repeat(np.array(build.line_pages, dtype=np.int32), counts)
    line = np.repeat(np.arange(1, len(counts) + 1, dtype=np.int32), counts)
    start, end = (np.array(side, dtype=np.int32) for side in (build.starts, build.ends))
    row = np.array(build.rows, dtype=np.intp)
    box = np.zeros((len(row), 4), dtype=np.float32)
    for words in build.pages:
        of_page = page == words.number
        box[of_page] = words.shown[row[of_page]]
    kept = end > start
    return Words(start=start[kept], end=end[kept], page=page[kept], box=box[kept], line=line[kept])
