"""Running heads, feet, page and line numbers of the invented journals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor, black, white

from thirdorder.corpora.example.layouts import Layout
from thirdorder.corpora.example.markup import Source


@dataclass(frozen=True, slots=True)
class _Page:
    """A page about to be drawn: its canvas, its number from 0 and its folio, and the edges of the type area."""

    canvas: Any
    number: int
    head: dict[str, str]
    layout: Layout

    @property
    def folio(self) -> int:
        return int(self.head["first_page"]) + self.number

    @property
    def left(self) -> float:
        return self.layout.margins[0]

    @property
    def right(self) -> float:
        return self.layout.page[0] - self.layout.margins[1]

    @property
    def middle(self) -> float:
        return self.layout.page[0] / 2

    @property
    def top(self) -> float:
        return self.layout.page[1] - self.layout.margins[2]

    @property
    def bottom(self) -> float:
        return self.layout.margins[3]

    @property
    def issue(self) -> str:
        return f"{self.head['journal']} {self.head['volume']} ({self.head['year']})"

    def face(self, which: int, size: float) -> None:
        """Take the regular (0), bold (1) or italic (2) face of the heads."""
        self.canvas.setFont(self.layout.head_family[which], size)


def draw_furniture(canvas: Any, number: int, source: Source, layout: Layout) -> None:
    """Draw what stands outside the text on page `number` (from 0)."""
    page = _Page(canvas, number, source.head, layout)
    canvas.saveState()
    canvas.setFillColor(black)
    page.face(0, 7.6)
    _KINDS[layout.furniture](page)
    canvas.restoreState()


def draw_line_numbers(canvas: Any, number: int, low: float, layout: Layout) -> None:
    """Number the lines of page `number` (from 0) down to height `low`, on from the pages before."""
    _, height = layout.page
    left, _, top, bottom = layout.margins
    canvas.saveState()
    canvas.setFont("Helvetica", 7.5)
    lines = int((height - top - bottom) / layout.leading)
    for line in range(lines):
        y = height - top - layout.leading * (line + 1) + (layout.leading - layout.size) / 2 + 3
        if y > low:
            canvas.drawRightString(left - 22, y, str(number * lines + line + 1))
    canvas.restoreState()


def _running(page: _Page) -> None:
    """The issue on the first page; then authors on even pages and a short title on odd ones, with the folio outside."""
    if page.number == 0:
        page.face(2, 7.6)
        page.canvas.drawString(page.left, page.top + 26, f"{page.issue}, {page.folio}–{page.head['last_page']}")
        page.canvas.drawRightString(page.right, page.top + 26, f"doi:{page.head['doi']}")
    elif page.folio % 2:
        page.canvas.drawCentredString(page.middle, page.top + 22, page.head["short"].upper())
        page.canvas.drawRightString(page.right, page.top + 22, str(page.folio))
    else:
        page.canvas.drawString(page.left, page.top + 22, str(page.folio))
        page.canvas.drawCentredString(page.middle, page.top + 22, page.head["running_authors"].upper())


def _banner(page: _Page) -> None:
    """A coloured bar on the first page, a ruled head on the others; DOI and folio below."""
    canvas, colour = page.canvas, HexColor(page.layout.colour)
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
    if page.number == 0:
        canvas.rect(page.left, page.top + 14, page.right - page.left, 20, stroke=0, fill=1)
        canvas.setFillColor(white)
        page.face(1, 9.5)
        canvas.drawString(page.left + 8, page.top + 20.5, page.head["journal"])
        page.face(0, 7.6)
        numbers = f"{page.head['year']}; {page.head['volume']}: {page.folio}–{page.head['last_page']}"
        canvas.drawRightString(page.right - 8, page.top + 20.5, numbers)
    else:
        canvas.drawString(page.left, page.top + 20, page.head["running_authors"])
        canvas.drawRightString(page.right, page.top + 20, page.head["journal"])
        canvas.setLineWidth(0.5)
        canvas.line(page.left, page.top + 15, page.right, page.top + 15)
    canvas.setFillColor(black)
    canvas.drawString(page.left, page.bottom - 24, f"https://doi.org/{page.head['doi']}")
    canvas.drawRightString(page.right, page.bottom - 24, str(page.folio))


def _folio(page: _Page) -> None:
    """A book's page: head in italics from the second page, the number below in the middle."""
    if page.number:
        page.face(2, 9)
        page.canvas.drawCentredString(page.middle, page.top + 20, page.head["short" if page.folio % 2 else "journal"])
    page.face(0, 9)
    page.canvas.drawCentredString(page.middle, page.bottom - 28, str(page.folio))


def _footer(page: _Page) -> None:
    """The journal's name above on every page, the citation and "Page x of y" below."""
    left = page.left if page.layout.columns > 1 else 52
    page.canvas.setFillColor(HexColor(page.layout.colour))
    page.face(1, 9)
    page.canvas.drawString(left, page.top + 26, page.head["journal"].upper())
    page.canvas.setFillColor(black)
    page.face(0, 7)
    page.canvas.drawString(left, page.bottom - 26, f"{page.issue} · {page.head['short']}")
    pages = int(page.head["last_page"]) - int(page.head["first_page"]) + 1
    page.canvas.drawRightString(page.right, page.bottom - 26, f"Page {page.number + 1} of {pages}")


def _manuscript(page: _Page) -> None:
    """What a repository prints over an accepted manuscript."""
    page.face(0, 10)
    page.canvas.drawString(page.left, page.top + 26, f"Accepted manuscript – {page.head['journal']}")
    page.canvas.drawRightString(page.right, page.top + 26, str(page.number + 1))


def _typed(page: _Page) -> None:
    """A bulletin's head, and the folio between dashes."""
    page.canvas.drawString(page.left, page.top + 18, page.head["journal"].upper())
    page.canvas.drawRightString(page.right, page.top + 18, f"No. {page.head['volume']}, {page.head['year']}")
    page.canvas.drawCentredString(page.middle, page.bottom - 22, f"– {page.folio} –")


_KINDS: dict[str, Callable[[_Page], None]] = {
    "running": _running,
    "banner": _banner,
    "folio": _folio,
    "footer": _footer,
    "manuscript": _manuscript,
    "typed": _typed,
}
