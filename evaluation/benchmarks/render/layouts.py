"""Named layouts: each fixes what makes it that kind of journal, and a seed varies the rest."""

from __future__ import annotations

import random
from dataclasses import replace

from thirdorder.evaluation.benchmarks.render.fonts import family
from thirdorder.evaluation.benchmarks.render.lines import BLACK
from thirdorder.evaluation.benchmarks.render.style import A4, B5, BLUE, GREEN, LETTER, RED, TEAL, Head, House, Quotes

SERIFS = ("liberation-serif", "times", "palatino", "century", "dejavu-serif", "bookman")
SANS = ("liberation-sans", "helvetica", "liberation-narrow", "dejavu-sans", "gothic")


def house(layout: str, seed: int) -> House:
    """The house style of a named layout under a seed. Raises ValueError for a name not in LAYOUTS."""
    if layout not in MAKERS:
        raise ValueError(f"no layout is called {layout!r}; there are {', '.join(LAYOUTS)}")
    rng = random.Random(f"{layout}/{seed}")
    style = _varied(House(layout), rng)
    return _odd(MAKERS[layout](style, rng), random.Random(f"odd/{layout}/{seed}"))


def _odd(style: House, rng: random.Random) -> House:
    """What now and then makes a PDF harder to read without changing how it looks."""
    return replace(
        style,
        hyphen=rng.choice(("-", "-", "-", "\u00ad", "\u2010")),
        mode="glyphs" if rng.random() < 0.12 else style.mode,
        column_rule=style.columns > 1 and rng.random() < 0.15,
        order=rng.choice(("",) * 6 + ("columns last first",) * 2 + ("shuffled",)),
    )


def _varied(style: House, rng: random.Random) -> House:
    serif, sans = rng.choice(SERIFS), rng.choice(SANS)
    opaque = rng.random() < 0.3
    body = serif if rng.random() < 0.75 else sans
    spaced = rng.random() < 0.3
    size = rng.choice((9, 9.5, 10))
    return replace(
        style,
        page=rng.choice((A4, A4, LETTER)),
        body=family(body, opaque),
        heads_family=family(rng.choice((body, sans)), opaque),
        size=size,
        leading=size * rng.uniform(1.16, 1.28),
        indent=0 if spaced else rng.choice((9, 12, 16)),
        between=rng.choice((4, 6)) if spaced else 0,
        indent_first=rng.random() < 0.25,
        align="justify" if rng.random() < 0.85 else "left",
        hyphens=rng.random() < 0.85,
        ligatures=rng.random() < 0.7,
        mode=rng.choice(("line", "line", "words", "bare")),
        quotes=_quotes(rng),
        ruling=rng.choice(("booktabs", "booktabs", "grid", "zebra", "open")),
        table_place=rng.choice(("top", "top", "here")),
        table_rotation=rng.choice(("", "", "", "content", "page")),
        figure_place=rng.choice(("top", "here", "bottom")),
        captions=rng.choice(("above", "above", "below")),
        accent=rng.choice((BLUE, TEAL, RED, GREEN, BLACK)),
        citation=rng.choice(("as is", "as is", "super", "bracket")),
        origin=rng.choice(((0, 0), (0, 0), (0, 0), (-20, 36), (100, 50))),
        bleed=rng.choice((0, 0, 0, 24)),
        appendix=rng.random() < 0.3,
        balance=rng.random() < 0.6,
        abstract_heads=rng.choice(("run in", "stacked")),
        folio=rng.choice(("top outer", "bottom outer", "bottom centre")),
        strip="",
    )


def _quotes(rng: random.Random) -> Quotes:
    indented = rng.random() < 0.85
    smaller = rng.choice((0, 0.5, 1.0))
    italic = rng.random() < 0.35 or (not indented and smaller < 1)
    return Quotes(
        left=rng.choice((10, 16, 24)) if indented else 0,
        right=rng.choice((0, 10, 16)) if indented else 0,
        smaller=smaller,
        italic=italic,
        marks=rng.choice(("", "", "“”", "‘’", '""')),
        tag=rng.choice(("same", "same", "own", "own right", "before")),
        space=rng.choice((0, 4, 7)),
    )


def _bmc(s: House, _: random.Random) -> House:
    heads = (
        Head(larger=2, colour=s.accent, before=14),
        Head(larger=0.5, before=9),
        Head(bold=False, italic=True, before=7),
        Head(bold=False, italic=True, run_in=". ", before=3),
    )
    return replace(
        s, heads=heads, abstract="box", running="same", folio="top outer", citation="as is", indent=s.indent or 9,
        between=0, indent_first=False, rules=True,
    )  # fmt: skip


def _elsevier(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=0, before=14, after=8),
        Head(bold=False, italic=True, before=11, after=4),
        Head(bold=False, italic=True, before=9, after=3, run_in=rng.choice(("", ". "))),
        Head(bold=False, italic=True, run_in=". ", before=5),
    )
    return replace(
        s, heads=heads, numbering="arabic.", abstract="side", size=8, leading=9.6, indent=s.indent or 12, between=0,
        running="alternate", folio=rng.choice(("bottom centre", "bottom outer")), rules=True, gutter=16,
        body=family("liberation-serif", rng.random() < 0.6), ligatures=True,
    )  # fmt: skip


def _sage(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=2, before=16, after=5),
        Head(italic=True, larger=1, before=11),
        Head(bold=False, italic=True, run_in=". ", before=6),
        Head(bold=False, italic=True, run_in=". ", before=6),
    )
    return replace(
        s, page=LETTER, heads=heads, abstract="plain wide", running="alternate", folio="top outer", front="footnotes",
        body=family(rng.choice(("liberation-serif", "times"))), heads_family=family("liberation-sans"),
        strip=rng.choice(("", "downloaded")), citation=rng.choice(("as is", "author year", "super")),
        indent=s.indent or 10, between=0,
    )  # fmt: skip


def _plos(s: House, _: random.Random) -> House:
    heads = (Head(larger=7, before=20, after=5), Head(larger=4, before=14, after=3), Head(larger=1, before=10),
             Head(run_in=". ", before=4))  # fmt: skip
    return replace(
        s, page=LETTER, columns=1, inner=180, outer=36, heads=heads, abstract="stacked", abstract_heads="stacked",
        front="sidebar", side=150, size=10, leading=13, running="same", folio="bottom outer", reference_columns=1,
        citation="as is", figure_place="here", table_place="here",
    )  # fmt: skip


def _mdpi(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=0.5, before=12, after=3),
        Head(bold=False, italic=True, before=10, after=3),
        Head(bold=False, before=8, after=3),
        Head(bold=False, italic=True, run_in=". ", before=4),
    )
    side = rng.choice((0, 130))
    return replace(
        s, page=A4, columns=1, inner=side + 36 if side else 72, outer=36 if side else 72, side=side - 20 if side else 0,
        front="sidebar" if side else "classic", heads=heads, numbering="arabic.", abstract="plain wide",
        abstract_heads="run in", body=family("palatino"), heads_family=family("palatino"), size=10, leading=13,
        running="same", folio="top outer", reference_columns=1, citation=rng.choice(("as is", "bracket")), indent=16,
        between=0, rules=True, appendix=rng.random() < 0.6,
    )  # fmt: skip


def _frontiers(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=1.5, case="upper", before=15, after=5),
        Head(larger=1, before=11, after=3),
        Head(bold=True, italic=True, before=8, after=2),
        Head(bold=False, italic=True, run_in=" ", before=5),
    )
    return replace(
        s, heads=heads, front="sidebar page", side=120, abstract="plain wide", running="same", folio="bottom outer",
        citation=rng.choice(("as is", "author year")), heads_family=family(rng.choice(("liberation-sans", "gothic"))),
    )  # fmt: skip


def _wiley(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=1, case="upper", colour=s.accent, before=15, after=6),
        Head(larger=1, before=12, after=4),
        Head(bold=True, italic=True, before=9, after=3),
        Head(bold=False, italic=True, before=6),
    )
    return replace(
        s, heads=heads, numbering="pipe", abstract="columns", running="alternate rule", folio="top outer",
        strip=rng.choice(("", "downloaded", "licence")), rules=True,
    )  # fmt: skip


def _bmj(s: House, rng: random.Random) -> House:
    heads = (
        Head(case=rng.choice(("upper", "")), larger=0.5, colour=s.accent, before=11, after=1),
        Head(before=8, after=1),
        Head(bold=False, italic=True, before=6, after=1),
        Head(bold=False, italic=True, run_in=": ", before=3),
    )
    return replace(
        s, columns=rng.choice((2, 3)), heads=heads, abstract="left column", size=8.5, leading=10.2, running="same",
        folio="bottom outer", strip=rng.choice(("downloaded", "copyright")), reference_columns=3, gutter=14, rules=True,
        page=LETTER if rng.random() < 0.4 else A4,
    )  # fmt: skip


def _manuscript(s: House, rng: random.Random) -> House:
    numbered = rng.choice((0, 1, 1, 5))
    heads = (
        Head(align=rng.choice(("left", "center")), before=0, after=0, case=rng.choice(("", "upper"))),
        Head(before=0, after=0),
        Head(bold=rng.random() < 0.5, italic=True, before=0, after=0),
        Head(bold=False, italic=True, run_in=". ", before=0),
    )
    return replace(
        s, page=rng.choice((A4, LETTER)), columns=1, inner=72, outer=72, top=72, bottom=72, heads=heads,
        body=family("times" if rng.random() < 0.5 else "liberation-serif"), heads_family=family("liberation-serif"),
        size=12, leading=rng.choice((18, 24)), align="left", indent=36 if s.indent else 0,
        hyphens=False, ligatures=False,
        mode="words", quotes=replace(s.quotes, left=36, right=rng.choice((0, 36)), smaller=0, space=0),
        line_numbers=numbered, running=rng.choice(("none", "short")), folio=rng.choice(("top outer", "bottom centre")),
        abstract="page", front="manuscript", table_place="end", figure_place="end", table_rotation="",
        reference_columns=1, citation="as is", bleed=0, origin=(0, 0), balance=False, indent_first=True,
        numbering=rng.choice(("", "", "arabic")),
    )  # fmt: skip


def _repository(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=2, before=14, after=3),
        Head(larger=0.5, before=9, after=2),
        Head(bold=True, run_in=rng.choice(("—", ". ")), before=6),
        Head(bold=False, italic=True, run_in="—", before=6),
    )
    return replace(
        s, page=LETTER, columns=1, inner=100, outer=60, heads=heads, size=11, leading=14.5, strip="author manuscript",
        running="short", folio="top outer", abstract="stacked", front="footnotes", reference_columns=1,
        align="left", hyphens=False, table_place="end", figure_place="end", table_rotation=rng.choice(("", "content")),
        indent=rng.choice((0, 18)), between=6, watermark=rng.choice(("", "ACCEPTED MANUSCRIPT")),
    )  # fmt: skip


def _nursing(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=3, colour=s.accent, before=12, after=2),
        Head(larger=0, colour=s.accent, before=7, after=0),
        Head(bold=True, run_in=" ", before=4),
        Head(bold=False, italic=True, run_in=". ", before=3),
    )
    return replace(
        s, columns=3, gutter=13, size=8.5, leading=10.4, heads=heads, drop=3, abstract="rules", running="alternate",
        folio="bottom outer", pull_quotes=rng.random() < 0.5, align=rng.choice(("left", "justify")),
        reference_columns=3,
        quotes=replace(s.quotes, left=min(s.quotes.left, 8), right=0, italic=True), inner=40, outer=40,
    )  # fmt: skip


def _humanities(s: House, rng: random.Random) -> House:
    heads = (
        Head(bold=False, case="small", larger=1.5, align="center", before=18, after=8),
        Head(bold=False, italic=True, align=rng.choice(("left", "center")), larger=0.5, before=12, after=5),
        Head(bold=False, italic=True, run_in=". ", before=6),
        Head(bold=False, italic=True, run_in=". ", before=6),
    )
    return replace(
        s, page=B5, columns=1, inner=58, outer=58, heads=heads, size=10.5, leading=13.2, citation="footnote",
        abstract="plain wide", running="alternate small", folio="top outer", reference_columns=1, front="footnotes",
        drop=rng.choice((0, 2)), body=family(rng.choice(("palatino", "century", "bookman"))), indent=14, between=0,
        heads_family=family("palatino"), quotes=replace(s.quotes, marks="", left=16), figure_place="top", bleed=0,
        numbering=rng.choice(("", "roman")),
    )  # fmt: skip


def _taylor(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=2, before=16, after=4),
        Head(larger=0.5, italic=True, before=11, after=3),
        Head(bold=False, italic=True, before=8, after=2),
        Head(bold=False, italic=True, run_in=". ", before=5),
    )
    columns = rng.choice((1, 2))
    return replace(
        s, columns=columns, inner=60 if columns == 2 else 84, outer=60 if columns == 2 else 84, heads=heads,
        abstract="rules", front="footnotes", running="alternate small", folio="top outer",
        numbering=rng.choice(("", "arabic.")), reference_columns=columns,
        citation=rng.choice(("as is", "author year", "bracket")), strip=rng.choice(("", "downloaded")),
    )  # fmt: skip


def _scielo(s: House, rng: random.Random) -> House:
    heads = (
        Head(case=rng.choice(("upper", "")), larger=1, align=rng.choice(("left", "center")), before=13, after=4),
        Head(before=9, after=3),
        Head(bold=False, italic=True, before=7, after=2),
        Head(bold=False, italic=True, run_in=": ", before=4),
    )
    return replace(
        s, heads=heads, abstract="box", abstract_heads="run in", running="alternate", folio="bottom outer",
        citation=rng.choice(("super", "as is", "author year")), front="classic", page=A4,
    )  # fmt: skip


def _report(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=8, colour=s.accent, before=24, after=10, rule=True),
        Head(larger=4, colour=s.accent, before=16, after=5),
        Head(larger=1.5, before=10, after=3),
        Head(italic=True, before=8, after=2),
    )
    return replace(
        s, columns=1, inner=90, outer=70, heads=heads, size=10.5, leading=15,
        numbering=rng.choice(("arabic", "arabic.", "")),
        body=family(rng.choice(("liberation-sans", "dejavu-sans", "helvetica"))), indent=0, between=7, abstract="box",
        running="same", folio="bottom outer", reference_columns=1, appendix=True, watermark=rng.choice(("", "DRAFT")),
        align=rng.choice(("left", "justify")), hyphens=False, table_place="here", figure_place="here",
    )  # fmt: skip


def _jmir(s: House, _: random.Random) -> House:
    heads = (
        Head(larger=6, before=18, after=6, tracking=False),
        Head(larger=3, before=13, after=4),
        Head(larger=1, before=10, after=3),
        Head(italic=True, before=7, after=2),
    )
    return replace(
        s, page=LETTER, columns=1, inner=46, outer=46, heads=heads, size=10.5, leading=13.5, indent=0, between=7,
        heads_family=family("liberation-sans"), abstract="stacked", abstract_heads="stacked", running="journal",
        folio="bottom outer", citation="bracket", reference_columns=1, table_place="here", figure_place="here",
        quotes=replace(s.quotes, left=24, right=24), align="left", hyphens=False, rules=True,
    )  # fmt: skip


def _lancet(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=2, colour=s.accent, before=13, after=1),
        Head(larger=0.5, before=9, after=0),
        Head(bold=False, italic=True, before=7, after=0),
        Head(bold=False, italic=True, run_in=" ", before=3),
    )
    return replace(
        s, columns=2, gutter=14, size=9, leading=11, heads=heads, heads_family=family("liberation-sans"), ruling="box",
        captions="below", table_place=rng.choice(("top", "here")), citation="super", abstract="box", running="journal",
        folio="bottom outer", table_rotation="", align="justify", indent=s.indent or 9, between=0, page=A4,
        quotes=replace(s.quotes, left=rng.choice((0, 9)), right=0, smaller=0.5, marks="“”", tag="same", italic=False),
    )  # fmt: skip


def _apa(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=rng.choice((0, 1)), align="center", before=14, after=5),
        Head(larger=0, before=11, after=4),
        Head(italic=True, larger=0, before=9, after=3),
        Head(run_in=". ", before=5),
    )
    columns = rng.choice((1, 2))
    return replace(
        s, page=LETTER, columns=columns, inner=54 if columns == 2 else 90, outer=54 if columns == 2 else 90,
        heads=heads, captions="above split", ruling="booktabs", citation="author year", abstract="plain wide",
        running="short", folio="top outer", reference_columns=columns, body=family(rng.choice(("times", "century"))),
        size=10 if columns == 2 else 11, leading=12.5 if columns == 2 else 14.5, indent=18, between=0,
        quotes=replace(s.quotes, left=18, right=rng.choice((0, 18)), smaller=0, italic=False, marks="", space=4),
        table_rotation=rng.choice(("", "page")),
    )  # fmt: skip


def _word(s: House, rng: random.Random) -> House:
    heads = (
        Head(larger=5, colour=s.accent, before=18, after=6),
        Head(larger=2, colour=s.accent, before=12, after=4),
        Head(larger=1, italic=rng.random() < 0.5, before=10, after=3),
        Head(bold=False, italic=True, before=8, after=2),
    )
    return replace(
        s, columns=1, inner=72, outer=72, top=72, bottom=72, size=11, leading=rng.choice((14, 17, 20)), heads=heads,
        body=family(rng.choice(("liberation-sans", "helvetica", "liberation-serif"))), hyphens=False, ligatures=False,
        numbering=rng.choice(("", "arabic", "arabic.")), ruling="grid", captions=rng.choice(("above", "below")),
        abstract="plain wide", front="classic", running="none", folio="bottom centre", reference_columns=1, indent=0,
        between=rng.choice((6, 8)), align=rng.choice(("left", "justify")), table_place="here", figure_place="here",
        quotes=replace(s.quotes, left=0, right=0, smaller=0, italic=True, tag=rng.choice(("own", "same"))),
        citation=rng.choice(("author year", "bracket")), appendix=True, mode="words",
    )  # fmt: skip


MAKERS = {
    "bmc": _bmc,
    "elsevier": _elsevier,
    "sage": _sage,
    "plos": _plos,
    "mdpi": _mdpi,
    "frontiers": _frontiers,
    "wiley": _wiley,
    "bmj": _bmj,
    "manuscript": _manuscript,
    "repository": _repository,
    "nursing": _nursing,
    "humanities": _humanities,
    "taylor": _taylor,
    "scielo": _scielo,
    "report": _report,
    "jmir": _jmir,
    "lancet": _lancet,
    "apa": _apa,
    "word": _word,
}
LAYOUTS = tuple(MAKERS)
