"""What a house style decides: page, type, headings, quotations, tables, furniture."""

from __future__ import annotations

from dataclasses import dataclass

from thirdorder.evaluation.benchmarks.render.fonts import Family
from thirdorder.evaluation.benchmarks.render.lines import BLACK, Colour, Type

A4, LETTER, B5 = (595.3, 841.9), (612.0, 792.0), (467.7, 680.3)
BLUE, TEAL, RED, GREY, GREEN = (
    (0.05, 0.25, 0.55),
    (0.0, 0.42, 0.45),
    (0.6, 0.1, 0.15),
    (0.35, 0.35, 0.35),
    (0.1, 0.4, 0.2),
)

TIMES = Family("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic")


@dataclass(frozen=True)
class Head:
    """One level of headings. `run_in` is what stands between the heading and its text, empty for a line of its own."""

    bold: bool = True
    italic: bool = False
    case: str = ""
    larger: float = 0
    colour: Colour = BLACK
    align: str = "left"
    run_in: str = ""
    before: float = 12
    after: float = 3
    rule: bool = False
    tracking: bool = False


@dataclass(frozen=True)
class Quotes:
    """Block quotations: at least one of indent, size and slant tells them from the text."""

    left: float = 14
    right: float = 14
    smaller: float = 0.5
    italic: bool = False
    marks: str = ""
    tag: str = "same"
    space: float = 5


@dataclass(frozen=True)
class House:
    """Everything that decides how a paper looks; lengths in points. `order` is that of the page's content stream."""

    layout: str
    page: tuple[float, float] = A4
    top: float = 62
    bottom: float = 58
    inner: float = 50
    outer: float = 50
    columns: int = 2
    gutter: float = 18
    body: Family = TIMES
    heads_family: Family = TIMES
    size: float = 9.5
    leading: float = 11.6
    align: str = "justify"
    indent: float = 11
    between: float = 0
    indent_first: bool = False
    hyphens: bool = True
    ligatures: bool = True
    mode: str = "line"
    drop: int = 0
    heads: tuple[Head, ...] = (Head(),)
    numbering: str = ""
    citation: str = "as is"
    quotes: Quotes = Quotes()
    ruling: str = "booktabs"
    table_place: str = "top"
    table_rotation: str = ""
    figure_place: str = "top"
    captions: str = "above"
    abstract: str = "box"
    abstract_heads: str = "run in"
    front: str = "classic"
    side: float = 0
    running: str = "alternate"
    folio: str = "top outer"
    strip: str = ""
    watermark: str = ""
    line_numbers: int = 0
    reference_columns: int = 2
    accent: Colour = BLUE
    origin: tuple[float, float] = (0, 0)
    bleed: float = 0
    appendix: bool = False
    pull_quotes: bool = False
    balance: bool = True
    rules: bool = False
    hyphen: str = "-"
    column_rule: bool = False
    order: str = ""

    @property
    def text(self) -> Type:
        return Type(
            self.body,
            self.size,
            self.leading,
            align=self.align,
            hyphens=self.hyphens,
            ligatures=self.ligatures,
            hyphen=self.hyphen,
        )
