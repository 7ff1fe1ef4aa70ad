"""Paragraph styles and fonts of a layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reportlab
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from thirdorder.corpora.example.layouts import Layout

Styles = dict[str, ParagraphStyle]


def register_fonts() -> None:
    """Make reportlab's own TrueType family known, and its output the same every time."""
    rl_config.invariant = 1
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")


def styles(layout: Layout) -> Styles:
    """All styles of a layout by name. In a double-spaced manuscript every line keeps the one leading."""
    made = _text(layout) | _front(layout) | _headings(layout)
    if layout.line_numbers:
        for style in made.values():
            style.leading, style.spaceBefore, style.spaceAfter = layout.leading, 0, 0
            style.fontSize = max(style.fontSize, layout.size)
    return made


def _style(layout: Layout, name: str, font: str, less: float = 0, **given: Any) -> ParagraphStyle:
    """A style `less` points smaller than the body."""
    wanted: dict[str, Any] = {
        "fontName": font,
        "fontSize": layout.size - less,
        "leading": layout.leading - 1.15 * less,
        "alignment": TA_JUSTIFY if layout.justified else TA_LEFT,
        "embeddedHyphenation": int(layout.hyphenated),
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    return ParagraphStyle(name, **(wanted | given))


def _text(layout: Layout) -> Styles:
    regular, bold, italic, _ = layout.family
    size, leading = layout.size, layout.leading
    gap = 0 if layout.indented else leading * 0.55
    quote = {
        "leftIndent": layout.quote_indent,
        "rightIndent": layout.quote_indent * 0.6,
        "spaceBefore": leading * 0.4,
        "spaceAfter": leading * 0.45,
        "alignment": TA_LEFT,
    }
    smaller = size - (layout.quote_size or size)
    cell = {"leading": (size - 1.2) * 1.22, "alignment": TA_LEFT}
    hanging = {"leftIndent": 12, "firstLineIndent": -12, "spaceAfter": 1.5, "alignment": TA_LEFT}
    made = (
        _style(layout, "body", regular, firstLineIndent=size * 1.3 if layout.indented else 0, spaceAfter=gap),
        _style(layout, "first", regular, spaceAfter=gap),
        _style(layout, "quote", italic if layout.quote_italic else regular, smaller, **quote),
        _style(layout, "list", regular, leftIndent=14, bulletIndent=3, spaceAfter=2),
        _style(layout, "caption", layout.head_family[1], 0.8, alignment=TA_LEFT, spaceBefore=4),
        _style(layout, "note", regular, 1, spaceAfter=6, alignment=TA_LEFT),
        _style(layout, "cell", regular, 1.2, **cell),
        _style(layout, "cell_head", bold, 1.2, **cell),
        _style(layout, "reference", regular, 1, **hanging),
        _style(layout, "foot", regular, 2, leading=(size - 2) * 1.22),
    )
    return {style.name: style for style in made}


def _front(layout: Layout) -> Styles:
    regular, bold, italic, _ = layout.family
    points, place = layout.title
    side = TA_CENTER if place == "center" else TA_LEFT
    colour = HexColor(layout.colour)
    word = max(layout.size - 0.8, 8)
    title = {"fontSize": points, "leading": points * 1.22, "alignment": side, "textColor": colour, "spaceAfter": 8}
    made = (
        _style(layout, "title", layout.head_family[1], **title),
        _style(layout, "authors", regular, -0.8, leading=layout.leading, alignment=side, spaceAfter=2),
        _style(layout, "affiliation", italic, 1.2, alignment=side, spaceAfter=6),
        _style(layout, "invented", bold, fontSize=word, leading=word * 1.25, alignment=TA_CENTER),
        _style(layout, "abstract", regular, 0.4, spaceAfter=3),
        _style(
            layout, "abstract_head", layout.head_family[1], -0.6, leading=layout.leading, spaceAfter=2, textColor=colour
        ),
    )
    return {style.name: style for style in made}


def _headings(layout: Layout) -> Styles:
    made: Styles = {}
    for level, (points, look) in enumerate(layout.headings, 1):
        face = ("bold" in look) + 2 * ("italic" in look)
        made[f"h{level}"] = _style(
            layout,
            f"h{level}",
            layout.head_family[face],
            fontSize=points,
            leading=points * 1.25,
            alignment=TA_CENTER if "center" in look else TA_LEFT,
            textColor=HexColor(layout.colour),
            spaceBefore=points * (0.9 if level == 1 else 0.6),
            spaceAfter=points * 0.35,
        )
    return made
