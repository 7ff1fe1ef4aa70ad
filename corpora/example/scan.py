"""A paper as an office copier of 1991 left it: bilevel images of its pages, a little askew, and no text."""

from __future__ import annotations

import io
import time

import numpy as np
import pypdfium2
from PIL import Image

DPI = 200
DATE = time.gmtime(662688000)


def scan(pdf: bytes, title: str) -> bytes:
    """The pages as 1-bit images in a PDF; the same slant and specks every time."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [_copied(page.render(scale=DPI / 72, grayscale=True).to_pil(), n) for n, page in enumerate(document)]
    out = io.BytesIO()
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, title=title, creationDate=DATE, modDate=DATE
    )
    return out.getvalue()


def _copied(page: Image.Image, number: int) -> Image.Image:
    chance = np.random.default_rng(number)
    turned = page.convert("L").rotate(float(chance.uniform(-0.6, 0.6)), Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(turned, dtype=np.int16) + chance.normal(0, 9, (turned.height, turned.width)).astype(np.int16)
    for _ in range(14):
        y, x = int(chance.integers(turned.height - 3)), int(chance.integers(turned.width - 3))
        grey[y : y + 2, x : x + 2] = 0
    return Image.fromarray(np.where(grey < 150, 0, 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)
