"""Running heads, feet, page and line numbers of the invented journals."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor, black

from thirdorder.corpora.example.layouts import Layout
from thirdorder.corpora.example.markup import Source


def draw_furniture(canvas: Any, number: int, source: Source, layout: Layout) -> None:
    """Draw what stands outside the text on page `number` (from 0)."""
    head = source.head
    width, height = layout.page
    left, right, top, bottom = layout.margins
    folio = int(head["first_page"]) + number
    cite = f"{head['journal']} {head['volume']} ({head['year']})"
    canvas.saveState()
    regular, bold, italic, _ = layout.head_family
    canvas.setFillColor(black)
    canvas.setFont(regular, 7.6)
    far = width - right
    if layout.furniture == "running":
        if number == 0:
            canvas.setFont(italic, 7.6)
            canvas.drawString(left, height - top + 26, f"{cite}, {folio}–{head['last_page']}")
            canvas.drawRightString(far, height - top + 26, f"doi:{head['doi']}")
        elif folio % 2:
            canvas.drawCentredString(width / 2, height - top + 22, head["short"].upper())
            canvas.drawRightString(far, height - top + 22, str(folio))
        else:
            canvas.drawString(left, height - top + 22, str(folio))
            canvas.drawCentredString(width / 2, height - top + 22, head["running_authors"].upper())
    elif layout.furniture == "banner":
        canvas.setFillColor(HexColor(layout.colour))
        if number == 0:
            canvas.rect(left, height - top + 14, width - left - right, 20, stroke=0, fill=1)
            canvas.setFillColor(HexColor("#ffffff"))
            canvas.setFont(bold, 9.5)
            canvas.drawString(left + 8, height - top + 20.5, head["journal"])
            canvas.setFont(regular, 7.6)
            canvas.drawRightString(
                far - 8, height - top + 20.5, f"{head['year']}; {head['volume']}: {folio}–{head['last_page']}"
            )
        else:
            canvas.setFont(regular, 7.6)
            canvas.drawString(left, height - top + 20, head["running_authors"])
            canvas.drawRightString(far, height - top + 20, head["journal"])
            canvas.setLineWidth(0.5)
            canvas.setStrokeColor(HexColor(layout.colour))
            canvas.line(left, height - top + 15, far, height - top + 15)
        canvas.setFillColor(black)
        canvas.drawString(left, bottom - 24, f"https://doi.org/{head['doi']}")
        canvas.drawRightString(far, bottom - 24, str(folio))
    elif layout.furniture == "folio":
        if number:
            canvas.setFont(italic, 9)
            if folio % 2:
                canvas.drawCentredString(width / 2, height - top + 20, head["short"])
            else:
                canvas.drawCentredString(width / 2, height - top + 20, head["journal"])
        canvas.setFont(regular, 9)
        canvas.drawCentredString(width / 2, bottom - 28, str(folio))
    elif layout.furniture == "footer":
        canvas.setFillColor(HexColor(layout.colour))
        canvas.setFont(bold, 9)
        canvas.drawString(left if layout.columns > 1 else 52, height - top + 26, head["journal"].upper())
        canvas.setFillColor(black)
        canvas.setFont(regular, 7)
        canvas.drawString(left if layout.columns > 1 else 52, bottom - 26, f"{cite} · {head['short']}")
        last = int(head["last_page"]) - int(head["first_page"]) + 1
        canvas.drawRightString(far, bottom - 26, f"Page {number + 1} of {last}")
    elif layout.furniture == "manuscript":
        canvas.setFont(regular, 10)
        canvas.drawString(left, height - top + 26, f"Accepted manuscript – {head['journal']}")
        canvas.drawRightString(far, height - top + 26, str(number + 1))
    else:
        canvas.drawString(left, height - top + 18, head["journal"].upper())
        canvas.drawRightString(far, height - top + 18, f"No. {head['volume']}, {head['year']}")
        canvas.drawCentredString(width / 2, bottom - 22, f"– {folio} –")
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
