"""The journals that never were: page, type, heads and feet of each layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TIMES = ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic")
HELVETICA = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique")
COURIER = ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique")
VERA = ("Vera", "VeraBd", "VeraIt", "VeraBI")
Family = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A journal's page: sizes in points; `margins` are left, right, top, bottom."""

    page: tuple[float, float] = (595.3, 841.9)
    margins: tuple[float, float, float, float] = (60, 60, 66, 60)
    columns: int = 1
    gutter: float = 18
    family: Family = TIMES
    head_family: Family = TIMES
    size: float = 10
    leading: float = 12.5
    justified: bool = True
    hyphenated: bool = False
    indented: bool = True
    colour: str = "#000000"
    title: tuple[float, Literal["left", "center"]] = (18, "left")
    headings: tuple[tuple[float, str], ...] = ((12, "bold"), (10.5, "bold"), (10, "italic"))
    quote_indent: float = 14
    quote_size: float | None = None
    quote_italic: bool = False
    tag: Literal["after", "before", "line"] = "after"
    abstract: Literal["box", "plain", "rules"] = "plain"
    furniture: Literal["running", "banner", "folio", "footer", "manuscript", "typed"] = "running"
    drop_cap: bool = False
    line_numbers: bool = False
    rules: bool = False

    @property
    def width(self) -> float:
        """The width of the type area."""
        return self.page[0] - self.margins[0] - self.margins[1]

    @property
    def column(self) -> float:
        """The width of one column."""
        return (self.width - self.gutter * (self.columns - 1)) / self.columns


B5 = (498.9, 708.7)
CROWN = (439.4, 666.1)
LETTER = (612.0, 792.0)

LAYOUTS: dict[str, Layout] = {
    # a nursing journal: two columns, sans headings in colour, boxed structured abstract, numbered sections
    "clinic": Layout(
        page=B5,
        margins=(44, 44, 58, 52),
        columns=2,
        gutter=16,
        head_family=HELVETICA,
        size=9.9,
        leading=12.3,
        hyphenated=True,
        colour="#1d5a6b",
        title=(16.5, "left"),
        headings=((10.5, "bold"), (9.6, "bold"), (9.2, "italic")),
        quote_indent=10,
        quote_size=9.3,
        abstract="box",
        furniture="banner",
        rules=True,
    ),
    # a psychology journal: two columns of serif, centred small-capital headings, run-in heads, a drop capital
    "society": Layout(
        page=(481.9, 680.3),
        margins=(46, 46, 62, 56),
        columns=2,
        gutter=20,
        size=10.3,
        leading=12.9,
        hyphenated=True,
        title=(17, "center"),
        headings=((10.4, "caps center"), (10, "italic"), (9.8, "italic")),
        quote_indent=12,
        quote_italic=False,
        quote_size=9.7,
        tag="line",
        abstract="rules",
        drop_cap=True,
    ),
    # a university press: small page, generous margins, footnotes, hardly a heading
    "press": Layout(
        page=CROWN,
        margins=(62, 58, 66, 62),
        size=10.6,
        leading=13.8,
        title=(17, "center"),
        headings=((10.6, "caps center"), (10.6, "italic center"), (10.6, "italic")),
        quote_indent=20,
        quote_size=9.6,
        furniture="folio",
        drop_cap=True,
    ),
    # an open-access house: one column, sans throughout, wide left margin, quotations in italics, no justification
    "open": Layout(
        margins=(158, 56, 74, 66),
        family=VERA,
        head_family=VERA,
        size=9.4,
        leading=15.4,
        justified=False,
        indented=False,
        colour="#7a2b12",
        title=(17, "left"),
        headings=((13, "bold"), (10.5, "bold"), (9, "bolditalic")),
        quote_indent=16,
        quote_italic=True,
        abstract="plain",
        furniture="footer",
        tag="after",
    ),
    # a manuscript as authors deposit it: Times, double spaced, lines numbered
    "manuscript": Layout(
        page=LETTER,
        margins=(90, 72, 72, 72),
        size=12,
        leading=22,
        justified=False,
        title=(14, "left"),
        headings=((12, "bold center"), (12, "bold"), (12, "bolditalic")),
        quote_indent=36,
        furniture="manuscript",
        line_numbers=True,
    ),
    # a law-and-society review: one column, quotations as headings, speaker before the words
    "review": Layout(
        page=(481.9, 680.3),
        margins=(56, 56, 62, 58),
        head_family=HELVETICA,
        size=10.2,
        leading=13.2,
        indented=True,
        title=(18, "left"),
        headings=((12, "bold"), (10.6, "bolditalic"), (10, "italic")),
        quote_indent=22,
        quote_size=9.6,
        tag="before",
        abstract="rules",
        furniture="running",
    ),
    # a rehabilitation journal: one column of Helvetica, numbered decimal headings, ruled tables across the page
    "technical": Layout(
        margins=(76, 76, 78, 70),
        family=HELVETICA,
        head_family=HELVETICA,
        size=9.8,
        leading=14.2,
        indented=False,
        colour="#23396b",
        title=(17, "left"),
        headings=((12, "bold"), (10.5, "bold"), (9.6, "italic")),
        quote_indent=18,
        abstract="box",
        furniture="banner",
        rules=True,
    ),
    # a Latin American university journal: two columns, guillemets
    "revista": Layout(
        page=(481.9, 680.3),
        margins=(48, 48, 64, 58),
        columns=2,
        gutter=18,
        size=10.2,
        leading=12.9,
        hyphenated=False,
        head_family=TIMES,
        colour="#5b1a4a",
        title=(17, "center"),
        headings=((11, "bold"), (10, "bolditalic"), (9.8, "italic")),
        quote_indent=12,
        quote_size=9.6,
        abstract="rules",
        furniture="running",
    ),
    # a society's quarterly: two columns, headings on three levels, quotations in italics
    "quarterly": Layout(
        page=(552.8, 751.2),
        margins=(52, 52, 66, 58),
        columns=2,
        gutter=20,
        size=10.4,
        leading=13.2,
        hyphenated=True,
        head_family=HELVETICA,
        colour="#2f5d34",
        title=(19, "left"),
        headings=((11.5, "bold"), (10, "bold"), (9.8, "italic")),
        quote_indent=14,
        quote_italic=True,
        abstract="box",
        furniture="footer",
        rules=True,
    ),
    # a Nordic social-policy series: one column with a wide outer margin, light sans headings
    "nordic": Layout(
        page=(510.2, 737),
        margins=(58, 100, 66, 62),
        family=TIMES,
        head_family=HELVETICA,
        size=10.4,
        leading=13.6,
        colour="#1b3f8b",
        title=(20, "left"),
        headings=((12.5, "plain"), (10.6, "italic"), (10, "italic")),
        quote_indent=26,
        quote_size=9.8,
        tag="line",
        abstract="rules",
        furniture="folio",
        indented=False,
    ),
    # a bulletin of the early nineties, typed and photocopied
    "bulletin": Layout(
        page=(419.5, 595.3),
        margins=(46, 44, 52, 46),
        family=COURIER,
        head_family=COURIER,
        size=8.8,
        leading=11.6,
        justified=False,
        title=(12, "left"),
        headings=((9.6, "caps"), (9, "bold"), (8.8, "italic")),
        quote_indent=18,
        furniture="typed",
    ),
}
