"""Pages drawn for tests of reading: filler text, paragraphs set line by line, and what was read of them."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Sequence

from reportlab.pdfgen.canvas import Canvas

from thirdorder.nlp.document import Document

WIDTH, HEIGHT = 595, 842
WORDS = re.findall(
    r"\w+",
    "women described how peers listened without judging them and how that changed what they felt able to say about "
    "their own care during the long months that followed the birth of their children in the town",
)


def prose(count: int, start: int = 0, words: Sequence[str] = WORDS) -> str:
    """So many words of filler that ends with a full stop."""
    text = " ".join(random.Random(start).choices(words, k=count))
    return text[0].upper() + text[1:] + "."


def wrap(canvas: Canvas, text: str, width: float, font: str = "Times-Roman", size: float = 10) -> list[str]:
    """The lines of a paragraph."""
    lines: list[str] = []
    for word in text.split():
        if lines and canvas.stringWidth(f"{lines[-1]} {word}", font, size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def put(
    canvas: Canvas, x: float, y: float, text: str, width: float, font: str = "Times-Roman", size: float = 10,
    lead: float = 0,
) -> float:  # fmt: skip
    """Set a paragraph; gives the baseline under it. Lines stand `lead` points apart, else 1.2 times their size."""
    canvas.setFont(font, size)
    for line in wrap(canvas, text, width, font, size):
        canvas.drawString(x, y, line)
        y -= lead or 1.2 * size
    return y


def made(*pages: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF; a single drawing may turn its pages itself."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, **options)
    for draw in pages:
        draw(canvas)
        if len(pages) > 1:
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def texts(document: Document, *kinds: str) -> list[str]:
    """The words of the blocks of some kinds."""
    return [document.quote(b) for b in document.blocks if b.kind in kinds]
