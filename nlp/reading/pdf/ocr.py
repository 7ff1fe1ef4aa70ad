"""Scanned pages read by Tesseract, where it is installed. The only module that knows pytesseract."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import defaultdict
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from thirdorder.nlp.reading.pdf.words import Font, Fonts, PageWords

DOTS_AN_INCH = 200
PAGE_SECONDS = 60
_LANGUAGES = ("eng", "por", "spa", "fra", "deu")
_LEAST_CONFIDENCE = 30.0


def available() -> bool:
    """Whether pytesseract and the program it calls are both installed."""
    return importlib.util.find_spec("pytesseract") is not None and shutil.which("tesseract") is not None


@lru_cache(maxsize=1)
def _languages() -> str:
    import pytesseract

    there = set(pytesseract.get_languages())
    return "+".join(n for n in _LANGUAGES if n in there) or "eng"


def recognise(page: pdfium.PdfPage, number: int, fonts: Fonts) -> PageWords:
    """The words of a picture of a page; weight and slope are unknown, sizes come from the heights of lines.

    Raises RuntimeError where Tesseract fails or takes longer than a minute.
    """
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads get in each other's way on few cores
    image = page.render(scale=DOTS_AN_INCH / 72, grayscale=True).to_pil()
    data = pytesseract.image_to_data(
        image, lang=_languages(), output_type=pytesseract.Output.DICT, timeout=PAGE_SECONDS
    )
    return _words(data, page.get_size(), number, fonts)


def _words(data: dict[str, list[Any]], size: tuple[float, float], number: int, fonts: Fonts) -> PageWords:
    """Tesseract's table as words in points; words of one line share baseline and size."""
    lines: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for k, word in enumerate(data["text"]):
        if word.strip() and float(data["conf"][k]) >= _LEAST_CONFIDENCE:
            lines[data["block_num"][k], data["par_num"][k], data["line_num"][k]].append(k)
    scale = 72.0 / DOTS_AN_INCH
    tall = {key: max(data["height"][k] for k in rows) * scale for key, rows in lines.items()}
    usual = median(tall.values()) if tall else 10.0
    text: list[str] = []
    box: list[tuple[float, float, float, float]] = []
    base: list[float] = []
    sizes: list[float] = []
    for key, rows in lines.items():
        height = usual if 0.7 * usual < tall[key] < 1.35 * usual else tall[key]
        foot = median(data["top"][k] + data["height"][k] for k in rows) * scale
        for k in rows:
            x, y = data["left"][k] * scale, data["top"][k] * scale
            text.append(data["text"][k].strip())
            box.append((x, y, x + data["width"][k] * scale, y + data["height"][k] * scale))
            base.append(foot)
            sizes.append(round(0.85 * height, 1))
    n = len(text)
    boxes = np.array(box, dtype=np.float64).reshape(-1, 4)
    font = fonts.number(Font("", False, False))
    flags = np.zeros(n, dtype=np.bool_)
    return PageWords(
        number, size[0], size[1], text, boxes.copy(), boxes, np.array(base), np.array(sizes),
        np.full(n, font, dtype=np.int32), flags, flags.copy(),
    )  # fmt: skip
