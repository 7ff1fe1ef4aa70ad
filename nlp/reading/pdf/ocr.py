"""Scanned pages read by Tesseract, where it is installed. The only module that knows pytesseract.

Tesseract says how high the letters of each line are, but not how bold: that is measured on the picture, as the width
of their strokes. Sizes that lie near the most common one of the document are taken to be it, others near an earlier
line's to be that.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median

import numpy as np
import pypdfium2 as pdfium
from lxml import etree
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf.words import Font, Fonts, PageWords

DOTS_AN_INCH = 200
PAGE_SECONDS = 60
_LANGUAGES = ("eng", "por", "spa", "fra", "deu")
_LEAST_CONFIDENCE = 30
_LONG = 20  # letters; in shorter lines their mean width says little
_SIZE = 1.15 / DOTS_AN_INCH * 72.0  # points of type for each pixel from ascender to descender
_ALIKE = 0.12  # of the common size; recognised heights waver by as much
_RAISED = 0.3  # of it, in lines that are not bold: raised numbers and accents make a line seem higher
_BOLD = 1.25  # times the strokes of the page's middling word, both by the height of their letters
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_HEIGHT = re.compile(r"x_size ([\d.]+)")
_SURE = re.compile(r"x_wconf (\d+)")

Ink = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """A line that Tesseract saw: words with their boxes in pixels, baseline, height of letters, whether sideways."""

    words: tuple[str, ...]
    boxes: tuple[tuple[int, int, int, int], ...]
    base: float
    height: float
    sideways: bool

    @property
    def letters(self) -> int:
        return sum(map(len, self.words))

    @property
    def pitch(self) -> float:
        """The mean width of a letter in pixels."""
        return sum(x1 - x0 for x0, _, x1, _ in self.boxes) / self.letters


@dataclass
class Recogniser:
    """Reads the scanned pages of one document; the first page with enough lines says what size its text has."""

    fonts: Fonts
    usual: float | None = field(default=None)
    others: list[float] = field(default_factory=list)

    def page(self, page: pdfium.PdfPage, number: int) -> PageWords:
        """The words of a picture of a page.

        Raises RuntimeError where Tesseract fails or takes longer than a minute.
        """
        import pytesseract

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads get in each other's way on few cores
        image = page.render(scale=DOTS_AN_INCH / 72, grayscale=True).to_pil()
        hocr = pytesseract.image_to_pdf_or_hocr(image, lang=_languages(), extension="hocr", timeout=PAGE_SECONDS)
        return self.words(list(seen_lines(hocr)), np.asarray(image) < 128, page.get_size(), number)

    def words(self, lines: Sequence[Seen], ink: Ink, size: tuple[float, float], number: int) -> PageWords:
        """Recognised lines as words in points; words of one line share baseline and size."""
        heights = self._heights(lines)
        weights = _bold(lines, heights, ink)
        sizes = self._sizes(lines, heights, weights)
        text = [word for line in lines for word in line.words]
        box = np.array([b for line in lines for b in line.boxes], dtype=np.float64).reshape(-1, 4)
        box *= 72.0 / DOTS_AN_INCH
        counts = [len(line.words) for line in lines]
        fonts = [self.fonts.number(Font("", bold, False)) for line in weights for bold in line]
        return PageWords(
            number, size[0], size[1], text, box.copy(), box,
            np.repeat([line.base * 72.0 / DOTS_AN_INCH for line in lines], counts), np.repeat(sizes, counts),
            np.array(fonts, dtype=np.int32), np.zeros(len(text), dtype=np.bool_),
            np.repeat(np.array([line.sideways for line in lines], dtype=np.bool_), counts),
        )  # fmt: skip

    def _heights(self, lines: Sequence[Seen]) -> list[float]:
        """The heights of lines in points. Tesseract takes a line for low that lacks letters with tails, so a long one
        is believed only as far as its letters are narrow as well."""
        found = [line.height * _SIZE for line in lines]
        common: Counter[float] = Counter()
        for line, size in zip(lines, found, strict=True):
            common[round(2 * size) / 2] += line.letters
        here = max(common, key=lambda s: (common[s], s), default=10.0)
        if self.usual is None and len(lines) >= 20:
            self.usual = here
        if self.usual is not None:
            text = sum(n for size, n in common.items() if abs(size - self.usual) < _ALIKE * self.usual)
            here = self.usual if text > 0.2 * common.total() else here
        long = [line.pitch / s for line, s in zip(lines, found, strict=True) if line.letters >= _LONG]
        pitch = median(long) * here if long else float("inf")
        return [
            max(size, min(here, here * line.pitch / pitch)) if line.letters >= _LONG else size
            for line, size in zip(lines, found, strict=True)
        ]

    def _sizes(self, lines: Sequence[Seen], heights: Sequence[float], weights: Sequence[Sequence[bool]]) -> list[float]:
        """Sizes in points: that of the text for what lies near it, else that of an earlier line alike."""
        usual = self.usual or 10.0
        sizes = []
        for height, letters, bold in zip(heights, (n.letters for n in lines), weights, strict=True):
            low = _RAISED if all(bold) and letters < _LONG else _ALIKE
            high = _ALIKE if all(bold) else _RAISED
            sizes.append(usual if -low * usual < height - usual < high * usual else self._other(height))
        return sizes

    def _other(self, size: float) -> float:
        """The size of an earlier line that another line's is alike: headings waver as text does."""
        near = min(self.others, key=lambda s: abs(s - size), default=None)
        if near is None or abs(near - size) > _ALIKE * near:
            near = round(size, 1)
            self.others.append(near)
        return near


def available() -> bool:
    """Whether pytesseract and the program it calls are both installed."""
    return importlib.util.find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


@lru_cache(maxsize=1)
def _languages() -> str:
    import pytesseract

    there = set(pytesseract.get_languages())
    return "+".join(n for n in _LANGUAGES if n in there) or "eng"


def seen_lines(hocr: bytes) -> Iterator[Seen]:
    """The lines in Tesseract's hOCR, without words that it is not sure of."""
    root = etree.fromstring(hocr, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    for line in root.iter("{*}span") if root is not None else ():
        title = line.get("title") or ""
        box, height = _BOX.search(title), _HEIGHT.search(title)
        if box is None or height is None:
            continue
        words = []
        for word in line.iterfind("{*}span"):
            text, about = "".join(word.itertext()).strip(), word.get("title") or ""
            place, sure = _BOX.search(about), _SURE.search(about)
            if text and place is not None and sure is not None and int(sure[1]) >= _LEAST_CONFIDENCE:
                x0, y0, x1, y1 = map(int, place.groups())
                words.append((text, (x0, y0, x1, y1)))
        if words:
            x0, _, x1, bottom = map(int, box.groups())
            slope, offset = (float(v) for v in m.groups()) if (m := _BASELINE.search(title)) else (0.0, 0.0)
            yield Seen(
                tuple(text for text, _ in words), tuple(place for _, place in words),
                bottom + offset + slope * (x1 - x0) / 2, float(height[1]), "textangle" in title,
            )  # fmt: skip


def _bold(lines: Sequence[Seen], heights: Sequence[float], ink: Ink) -> list[list[bool]]:
    """Whether each word is bold: lines are as most of their letters are, but may open with a bold stretch."""
    strokes = [[_stroke(ink, box) / height for box in line.boxes] for line, height in zip(lines, heights, strict=True)]
    known = [s for line in strokes for s in line if s > 0]
    least = _BOLD * median(known) if known else float("inf")
    bold: list[list[bool]] = []
    for line, widths in zip(lines, strokes, strict=True):
        thick = [w > least for w in widths]
        letters = [len(word) for word in line.words]
        share = sum(n for n, t in zip(letters, thick, strict=True) if t) / sum(letters)
        opening = len(thick) if share > 0.7 or False not in thick else thick.index(False)
        bold.append([k < opening and (share > 0.7 or sum(letters[:opening]) > 4) for k in range(len(thick))])
    return bold


def _stroke(ink: Ink, box: tuple[int, int, int, int]) -> float:
    """The middling width in pixels of the strokes that the rows of a word's picture cross; 0 where there are none."""
    x0, y0, x1, y1 = box
    rows = np.pad(ink[y0:y1, x0:x1], ((0, 0), (1, 1))).astype(np.int8).ravel()
    steps = np.diff(rows)
    widths = np.flatnonzero(steps == -1) - np.flatnonzero(steps == 1)
    return float(np.mean(widths[widths <= 2 * np.median(widths)])) if len(widths) else 0.0
