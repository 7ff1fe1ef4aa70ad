"""The words of a page: their letters, boxes, size and font, as PDFium's text layer gives them.

Coordinates are points from the top left of the page as shown. Where nearly all text of a page runs upwards or
downwards (a table set sideways), `box` is turned so that its lines run from left to right; `shown` never is.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby, pairwise, repeat
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf import pdfium as calls
from thirdorder.nlp.reading.pdf.drawn import drawn_paths
from thirdorder.nlp.reading.pdf.fonts import is_bold, is_italic, plain_name
from thirdorder.nlp.reading.pdf.frame import Frame, turn_boxes
from thirdorder.nlp.reading.pdf.hidden import hidden_objects, printed_twice

MAX_CHARACTERS = 60_000  # on one page; a dense printed page has under 12,000

_SPEAKS_OF_TABLES = re.compile(  # in lower case: faster
    rf"\b(?:{printed('table')}|{printed('box')})s? |{printed('boxed')}"
)

# PDFium writes U+FFFE for a hyphen that ends a line; the word goes on in the next token.
HYPHEN = "\ufffe"
_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\u00ad": "", "\u2010": "-",
    "\u2011": "-", "\ufffd": "",
})  # fmt: skip
_LIGATURE = re.compile("[ﬀ-ﬆ\u00ad\u2010\u2011\ufffd]")
# Some fonts keep ligatures where control characters stand: these are letters, all other control characters are none.
_LETTERS = (0x0B, 0x0C, *range(0x0E, 0x20))
_BLANK = np.zeros(0x10000, dtype=np.bool_)  # what stands between words
_BLANK[[k for k in range(0x10000) if k < 0x20 or chr(k).isspace() or chr(k) in "\u200b\ufeff"]] = True
_BLANK[[*_LETTERS]] = False
# Accents printed as glyphs of their own over or under a letter, as TeX's first fonts and some distillers do.
_ACCENTS = {
    "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "¨": "\u0308", "¸": "\u0327", "ˇ": "\u030c",
    "˘": "\u0306", "¯": "\u0304", "˙": "\u0307", "˚": "\u030a", "˝": "\u030b",
}  # fmt: skip
_ACCENT = re.compile(f"[{''.join(_ACCENTS)}]")


@dataclass(frozen=True, slots=True)
class Font:
    """A font as far as the reader cares."""

    name: str
    bold: bool
    italic: bool


@dataclass
class Fonts:
    """The fonts of a document, numbered as they are met."""

    known: dict[Font, int] = field(default_factory=dict)

    def number(self, font: Font) -> int:
        return self.known.setdefault(font, len(self.known))

    def listed(self) -> list[Font]:
        return list(self.known)


class Plain(NamedTuple):
    """Columns of `PageWords` as lists, quick to reach one by one; `style` numbers the runs of one size and font, word
    k stands in `printed`, with the space before it, from offset[k] to offset[k + 1]."""

    size: list[float]
    base: list[float]
    font: list[int]
    left: list[float]
    right: list[float]
    glue: list[bool]
    style: list[int]
    printed: str
    offset: list[int]


@dataclass(eq=False)
class PageWords:
    """Parallel rows, one a word or a part of one set in its own style (`glue`: no space stands before it)."""

    number: int
    width: float
    height: float
    text: list[str]
    box: NDArray[np.float64]
    shown: NDArray[np.float64]
    base: NDArray[np.float64]
    size: NDArray[np.float64]
    font: NDArray[np.int32]
    glue: NDArray[np.bool_]
    stray: NDArray[np.bool_]
    rules: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)))
    turned: bool = False
    frames: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4)))

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def plain(self) -> Plain:
        """The columns as plain values."""
        left, _, right, _ = self.box.T.tolist() if len(self) else ([], [], [], [])
        changed = np.zeros(len(self), dtype=np.intp)
        changed[1:] = (self.size[1:] != self.size[:-1]) | (self.font[1:] != self.font[:-1])
        glue = self.glue.tolist()
        printed = [t if g else " " + t for t, g in zip(self.text, glue, strict=True)]
        return Plain(
            self.size.tolist(), self.base.tolist(), self.font.tolist(), left, right, glue,
            np.cumsum(changed).tolist(), "".join(printed), [0, *accumulate(map(len, printed))],
        )  # fmt: skip

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> PageWords:
        """Some of the rows."""
        index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return PageWords(
            self.number, self.width, self.height, [self.text[i] for i in index.tolist()], self.box[index],
            self.shown[index], self.base[index], self.size[index], self.font[index], self.glue[index],
            self.stray[index], self.rules, self.turned, self.frames,
        )  # fmt: skip


def blank(number: int) -> PageWords:
    """A page without words."""
    none, box = np.zeros(0), np.zeros((0, 4))
    flags = np.zeros(0, dtype=np.bool_)
    return PageWords(number, 612.0, 792.0, [], box, box, none, none, np.zeros(0, dtype=np.int32), flags, flags)


class Pieces(NamedTuple):
    """Parallel lists, one row a word or a part of one set by its own text object: first and last index, letters,
    text object, glue."""

    first: list[int]
    last: list[int]
    text: list[str]
    object: list[int]
    glue: list[bool]


def page_words(page: pdfium.PdfPage, number: int, fonts: Fonts) -> PageWords:
    """Every word of a page in the order of its content stream; hyphens that end lines are kept as `HYPHEN`."""
    textpage = page.get_textpage()
    try:
        handle = calls.address(textpage.raw)
        pieces = _pieces(handle, min(textpage.count_chars(), MAX_CHARACTERS))
        return _measure(page, number, handle, pieces, fonts)
    finally:
        textpage.close()


def _text(handle: int, count: int) -> str:
    """One character for each of PDFium's character indices."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = calls.get_text(handle, 0, count, ctypes.addressof(buffer))
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    codes = map(calls.unicode_of, repeat(handle), range(count))
    return "".join(
        HYPHEN if c == 2 else chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes
    )


def _spans(text: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and last index of every run of letters; a hyphen that ends a line ends its run."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    solid = ~_BLANK[np.minimum(codes, 0xFFFF)]
    last = solid & (codes == ord(HYPHEN))
    last[:-1] |= solid[:-1] & ~solid[1:]
    last[-1:] |= solid[-1:]
    first = solid.copy()
    first[1:] &= ~solid[:-1] | last[:-1]
    return np.flatnonzero(first), np.flatnonzero(last)


def _pieces(handle: int, count: int) -> Pieces:
    """The words of a page, and parts of those that several text objects print."""
    text = _text(handle, count)
    if _ACCENT.search(text):
        text = _accented(handle, text)
    starts, ends = (side.tolist() for side in _spans(text))
    opening = list(map(calls.text_object, repeat(handle), starts))
    # A word whose object also prints the next one ends in it: only the others are asked for their last letter.
    shared = [one == after and one is not None for one, after in pairwise((*opening, None))]
    asked = [k for k, known in enumerate(shared) if not known]
    closing = map(calls.text_object, repeat(handle), [ends[k] for k in asked])
    odd = [k for k, last in zip(asked, closing, strict=True) if opening[k] is None or last not in (opening[k], None)]
    first: list[int] = []
    last: list[int] = []
    objects: list[int] = []
    glue: list[bool] = []
    done = 0
    for k in (*odd, len(starts)):
        first += starts[done:k]
        last += ends[done:k]
        objects += opening[done:k]
        glue += [False] * (k - done)
        done = k + 1
        if k < len(starts) and opening[k] is not None:
            begin = starts[k]
            for obj, run in groupby(map(calls.text_object, repeat(handle), range(begin, ends[k] + 1))):
                after = begin + sum(1 for _ in run)
                if obj is not None:
                    first.append(begin)
                    last.append(after - 1)
                    objects.append(obj)
                    glue.append(begin > starts[k])
                begin = after
    return Pieces(first, last, [text[a : b + 1] for a, b in zip(first, last, strict=True)], objects, glue)


def _accented(handle: int, text: str) -> str:
    """Put accents on the letters they are printed over; what is left of the accent is dropped with the ligatures."""
    letters = list(text)
    boxes = (ctypes.c_float * 8)()  # left, top, right, bottom of the accent and of the letter
    at = ctypes.addressof(boxes)
    for match in _ACCENT.finditer(text):
        accent = match.start()
        calls.loose_box(handle, accent, at)
        middle = (boxes[0] + boxes[2]) / 2
        for place in (accent + 1, accent - 1):
            if not 0 <= place < len(text) or not letters[place].isalpha():
                continue
            calls.loose_box(handle, place, at + 16)
            base = {"ı": "i", "ȷ": "j"}.get(letters[place], letters[place])
            whole = unicodedata.normalize("NFC", base + _ACCENTS[text[accent]])
            if boxes[4] < middle < boxes[6] and len(whole) == 1:
                letters[accent], letters[place] = "\ufffd", whole
                break
    return "".join(letters)


def _font(handle: int, fonts: Fonts, known: dict[int, int]) -> int:
    buffer = ctypes.create_string_buffer(256)
    angle = ctypes.c_int()
    calls.font_name(handle, ctypes.addressof(buffer), 256)
    calls.font_angle(handle, ctypes.addressof(angle))
    flags = calls.font_flags(handle)
    name = buffer.value.decode("latin-1")
    known[handle] = fonts.number(Font(plain_name(name), is_bold(name, flags), is_italic(name, flags, angle.value)))
    return known[handle]


def _objects(handle: int, pieces: Pieces, fonts: Fonts) -> tuple[list[int], NDArray[np.intp], NDArray[np.float64]]:
    """The text objects, which of them set each piece, and their rows of origin x, y, size, font, direction (a, b)."""
    starts = dict(zip(reversed(pieces.object), reversed(pieces.first), strict=True))
    objects = list(dict.fromkeys(pieces.object))
    row = {obj: k for k, obj in enumerate(objects)}
    which = np.fromiter(map(row.__getitem__, pieces.object), dtype=np.intp, count=len(pieces.object))
    at = [starts[obj] for obj in objects]
    n = len(objects)
    origin, matrix = np.zeros((n, 2)), np.zeros((n, 6), dtype=np.float32)
    deque(map(calls.origin, repeat(handle), at, calls.places(origin[:, 0]), calls.places(origin[:, 1])), maxlen=0)
    deque(map(calls.matrix, repeat(handle), at, calls.places(matrix)), maxlen=0)
    known: dict[int, int] = {}
    values = np.empty((n, 6))
    values[:, :2] = origin
    values[:, 2] = np.fromiter(map(calls.font_size, repeat(handle), at), dtype=np.float64, count=n)
    scale = np.hypot(matrix[:, 2].astype(np.float64), matrix[:, 3])
    values[:, 2] = np.abs(values[:, 2] * np.where(scale > 0, scale, 1.0))
    values[:, 3] = [known[f] if f in known else _font(f, fonts, known) for f in map(calls.font_of, objects)]
    values[:, 4:] = matrix[:, :2]
    return objects, which, values


def _measure(page: pdfium.PdfPage, number: int, handle: int, pieces: Pieces, fonts: Fonts) -> PageWords:
    objects, which, of_object = _objects(handle, pieces, fonts)
    values = of_object[which]
    n = len(which)
    ends = np.zeros((2, n, 4), dtype=np.float32)
    for half, places in ((pieces.first, ends[0]), (pieces.last, ends[1])):
        deque(map(calls.loose_box, repeat(handle), half, calls.places(places)), maxlen=0)
    # FS_RECTF is left, top, right, bottom.
    box = np.empty((n, 4))
    box[:, 0] = np.minimum(ends[0, :, 0], ends[1, :, 0])
    box[:, 1] = np.minimum(ends[0, :, 3], ends[1, :, 3])
    box[:, 2] = np.maximum(ends[0, :, 2], ends[1, :, 2])
    box[:, 3] = np.maximum(ends[0, :, 1], ends[1, :, 1])
    frame = Frame.of(page)
    shown = frame.boxes(box)
    base = frame.points(values[:, 0], values[:, 1])
    turn = frame.turns(values[:, 4], values[:, 5])
    common = int(np.bincount(turn[turn >= 0], minlength=4).argmax()) if (turn >= 0).any() else 0
    if np.count_nonzero(turn == common) < 0.8 * n:
        common = 0
    turned, width, height = turn_boxes(shown, common, frame.width, frame.height)
    baseline = (base[1], frame.width - base[0], frame.height - base[1], base[0])[(0, 3, 2, 1)[common]]
    size = values[:, 2]
    _sane(turned, baseline, size)
    drawn = np.zeros((0, 4))
    printed = "".join([t if g else f" {t}" for t, g in zip(pieces.text, pieces.glue, strict=True)])
    if _SPEAKS_OF_TABLES.search(printed.lower()):
        drawn = turn_boxes(frame.boxes(drawn_paths(page)), common, frame.width, frame.height)[0]
    thin = (drawn[:, 2:] - drawn[:, :2]).min(axis=1) < 3.5
    words = PageWords(
        number, width, height, pieces.text, turned, shown, baseline, size,
        values[:, 3].astype(np.int32), np.array(pieces.glue, dtype=np.bool_), turn != common, drawn[thin],
        common in (1, 3), drawn[~thin],
    )  # fmt: skip
    if _LIGATURE.search("".join(words.text)):
        words.text = [t.translate(_LIGATURES) for t in words.text]
    inside = (shown[:, 2] > 0) & (shown[:, 0] < frame.width) & (shown[:, 3] > 0) & (shown[:, 1] < frame.height)
    inside &= np.fromiter(map(bool, words.text), dtype=np.bool_, count=n)
    unseen = hidden_objects(page, objects)
    if unseen.any():
        inside &= ~unseen[which]
    gap = turned[1:, 0] - turned[:-1, 2]
    words.glue[1:] &= gap < 0.14 * size[1:]
    single = [t for t in words.text if len(t) == 1]
    if len(single) > _BY_LETTER * n and sum(map(str.isalpha, single)) > _BY_LETTER * n:
        # A page printed letter by letter out of turn: what touches is of one word, whatever the text layer says.
        words.glue[1:] |= (np.abs(np.diff(baseline)) < 0.05 * size[1:]) & (np.abs(gap) < 0.13 * size[1:])
    words = _merge(words if inside.all() else words.take(inside & (size > 0.5)))
    again = printed_twice(words.text, words.box, words.size)
    return words.take(~again) if again.any() else words


_BY_LETTER = 0.4
"""Of a page's words: so many single letters no text holds."""


def _sane(box: NDArray[np.float64], base: NDArray[np.float64], size: NDArray[np.float64]) -> None:
    """Give rows whose font lies about its height the height that its size suggests."""
    height = box[:, 3] - box[:, 1]
    odd = (height < 0.5 * size) | (height > 1.8 * size) | (box[:, 3] < base - 0.3 * size) | (box[:, 1] > base)
    box[odd, 1] = base[odd] - 0.8 * size[odd]
    box[odd, 3] = base[odd] + 0.22 * size[odd]


def _merge(words: PageWords) -> PageWords:
    """Join glued pieces that share baseline, size and font: one word printed by several text objects."""
    if not words.glue.any():
        return words
    same = words.glue.copy()
    same[1:] &= (
        (np.abs(words.base[1:] - words.base[:-1]) < 0.05 * words.size[1:])
        & (np.abs(words.size[1:] - words.size[:-1]) < 0.05 * words.size[1:])
        & (words.font[1:] == words.font[:-1])
        & (words.stray[1:] == words.stray[:-1])
    )
    heads = np.flatnonzero(~same)
    if len(heads) == len(words):
        return words
    merged = words.take(heads)
    stops = np.append(heads[1:], len(words))
    for k in np.flatnonzero(stops - heads > 1).tolist():
        several = slice(heads[k], stops[k])
        merged.text[k] = "".join(words.text[several])
        for target, source in ((merged.box, words.box), (merged.shown, words.shown)):
            target[k, :2] = source[several, :2].min(axis=0)
            target[k, 2:] = source[several, 2:].max(axis=0)
    return merged
