"""A word processor's pages: an author's manuscript, a working paper, a journal's template, by LibreOffice Writer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from thirdorder.evaluation.benchmarks.render import programs
from thirdorder.evaluation.benchmarks.render.citing import recite
from thirdorder.evaluation.benchmarks.render.front import labels
from thirdorder.evaluation.benchmarks.render.source import Block, Runs, Source, plain

LAYOUTS = ("writer-manuscript", "writer-working", "writer-template")
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}"'
    for name, rest in (
        ("office", "office:1.0"), ("style", "style:1.0"), ("text", "text:1.0"), ("table", "table:1.0"),
        ("fo", "xsl-fo-compatible:1.0"), ("svg", "svg-compatible:1.0"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Manner:
    """How a paper is typed. `heads` are the properties of the letters of four levels of headings; lengths as in ODF."""

    font: str = "Liberation Serif"
    size: float = 12
    spacing: str = "200%"
    align: str = "start"
    indent: str = "1.27cm"
    after: str = "0cm"
    page: tuple[str, str] = ("21cm", "29.7cm")
    columns: int = 1
    heads: tuple[str, ...] = ()
    numbered: bool = False
    lines: int = 0
    late: bool = False
    hyphens: bool = False
    running: bool = True
    quote: str = 'fo:margin-left="1.27cm"'
    quote_letters: str = ""
    tag: str = "same"
    citation: str = "as is"


BOLD, SLANT = 'fo:font-weight="bold"', 'fo:font-style="italic"'


def _manner(layout: str, rng: random.Random) -> Manner:
    quote = rng.choice(
        ('fo:margin-left="1.27cm"', 'fo:margin-left="1cm" fo:margin-right="1cm"', 'fo:margin-left="0.8cm"')
    )
    letters = rng.choice(("", "", SLANT))
    tag = rng.choice(("same", "same", "own", "before"))
    citation = rng.choice(("as is", "author year", "bracket", "super"))
    page = rng.choice((("21cm", "29.7cm"), ("21.59cm", "27.94cm")))
    if layout == "writer-manuscript":
        spaced = 'fo:letter-spacing="0.08cm" fo:text-transform="uppercase"'
        heads = (rng.choice((BOLD, spaced, f'{BOLD} fo:text-transform="uppercase"')), BOLD, f"{BOLD} {SLANT}", SLANT)
        return Manner(
            page=page, heads=heads, lines=rng.choice((0, 1, 1, 5)), late=True, spacing=rng.choice(("200%", "150%")),
            quote=quote, quote_letters=letters, tag=tag, citation=citation, numbered=rng.random() < 0.2,
        )  # fmt: skip
    if layout == "writer-working":
        heads = (BOLD, BOLD, f"{BOLD} {SLANT}", SLANT)
        return Manner(
            rng.choice(("Carlito", "Liberation Sans", "Liberation Serif")), 11, "115%",
            rng.choice(("start", "justify")), "0cm", "0.25cm", page, heads=heads, quote=rng.choice((quote, "")),
            quote_letters=SLANT,
            running=rng.random() < 0.5, tag=tag, citation=citation, numbered=rng.random() < 0.4,
        )  # fmt: skip
    heads = (
        f'{BOLD} fo:font-size="13pt" fo:color="#1f3864" ' + rng.choice(("", 'fo:font-variant="small-caps"')),
        f'{BOLD} fo:font-size="11pt"', f"{BOLD} {SLANT}", SLANT,
    )  # fmt: skip
    return Manner(
        "Liberation Serif", 10, "100%", "justify", "0.5cm", "0cm", page, 2, heads, rng.random() < 0.6, hyphens=True,
        quote='fo:margin-left="0.5cm" fo:margin-right="0.5cm"', quote_letters=rng.choice(('fo:font-size="9pt"', SLANT)),
        tag=tag, citation=citation,
    )  # fmt: skip


def set_paper(source: Source, layout: str, rng: random.Random) -> tuple[bytes, dict[str, Any]]:
    """The paper as a word processor prints it, and how it was typed.

    Raises MissingProgramError and FailedProgramError.
    """
    made = _manner(layout, rng)
    command = (
        programs.found(("soffice", "libreoffice")), "-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", "pdf", "paper.fodt",
    )  # fmt: skip
    pdf = programs.run(command, _document(recite(source, made.citation), made), "paper.fodt")
    return pdf, {k: v for k, v in asdict(made).items() if k in ("font", "size", "columns", "lines", "tag", "citation")}


def _document(source: Source, made: Manner) -> str:
    late = [b for b in source.blocks if made.late and b.kind in ("table", "figure")]
    body = [b for b in source.blocks if not (made.late and b.kind in ("table", "figure"))]
    names = labels(source)
    text = [
        _p("Title", _runs(source.title)), _p("Centred", escape(", ".join(source.authors))),
        *(_p("Centred", escape(a)) for a in source.affiliations), _p("NewPage" if made.late else "H1", names[0]),
        *(_p("Body", (_span("b", f"{escape(h)}:") + " " if h else "") + _runs(r)) for h, r in source.abstract),
        _p("Body", escape(f"{names[1]}: {', '.join(source.keywords)}")),
        '<text:section text:style-name="S" text:name="body">',
        *_blocks(body, made), *_blocks(source.back, made, numbered=False),
    ]  # fmt: skip
    if source.references:
        text += [
            _p("H1", names[2]),
            *(_p("Reference", f"{k}. {_runs(r.runs)}") for k, r in enumerate(source.references, 1)),
        ]
    text += ["</text:section>", *_blocks(late, made)]
    lines = (
        f'<text:linenumbering-configuration text:number-lines="{"true" if made.lines else "false"}" '
        f'text:increment="{made.lines or 1}" text:offset="0.5cm" style:num-format="1" text:number-position="left" '
        'text:count-empty-lines="false" text:restart-on-page="false"/>'
    )
    page = "<text:page-number/>"
    title = escape(plain(source.title)[:55].upper())
    head = f"<style:header>{_p('Running', f'{title}<text:tab/>Page {page}')}</style:header>"
    running = head if made.running else f"<style:footer>{_p('Running', page)}</style:footer>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{_styles(source, made)}{lines}</office:styles>"
        f"<office:automatic-styles>{_automatic(made)}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">'
        f"{running}</style:master-page></office:master-styles>"
        f"<office:body><office:text>{''.join(text)}</office:text></office:body></office:document>"
    )


def _styles(source: Source, made: Manner) -> str:
    def style(name: str, paragraph: str, letters: str = "", parent: str = "Standard") -> str:
        return (
            f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}">'
            f"<style:paragraph-properties {paragraph}/><style:text-properties {letters}/></style:style>"
        )

    country = {"pt": "BR", "es": "ES", "fr": "FR", "de": "DE"}.get(source.language, "GB")
    language = source.language if country != "GB" else "en"
    first = (
        f'<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties '
        f'fo:line-height="{made.spacing}" fo:margin-bottom="{made.after}" text:number-lines="true" fo:orphans="2" '
        f'fo:widows="2"/><style:text-properties style:font-name="{made.font}" fo:font-family="{made.font}" '
        f'fo:font-size="{made.size}pt" fo:language="{language}" fo:country="{country}" '
        f'fo:hyphenate="{"true" if made.hyphens else "false"}"/></style:style>'
    )
    small = f'fo:font-size="{min(made.size, 10)}pt"'
    left = 'fo:text-align="start" fo:keep-with-next="always"'
    heads = [style(f"H{k}", f'{left} fo:margin-top="0.3cm"', h) for k, h in enumerate(made.heads, 1)]
    return first + "".join(
        (
            style("Title", 'fo:text-align="center"', f'{BOLD} fo:font-size="{made.size + 3}pt"'),
            style("Centred", 'fo:text-align="center"'), style("NewPage", f'{left} fo:break-before="page"', BOLD),
            style("Body", f'fo:text-align="{made.align}" fo:text-indent="{made.indent}"'),
            style("Flush", f'fo:text-align="{made.align}"'),
            style("Quote", f'{made.quote} fo:text-align="{made.align}" fo:margin-bottom="0.2cm"', made.quote_letters),
            style("Item", 'fo:margin-left="1cm" fo:text-indent="-0.5cm"'),
            style("Boxed", 'fo:border="0.5pt solid #000000" fo:padding="0.1cm"', 'fo:font-size="9pt"'),
            style("Cell", 'fo:line-height="100%" fo:margin-bottom="0cm"', small),
            style("Caption", f'{left} fo:line-height="100%" fo:margin-top="0.3cm"', small),
            style("Reference", 'fo:margin-left="0.8cm" fo:text-indent="-0.8cm"'),
            style("Running", 'text:number-lines="false"', 'fo:font-size="9pt"'),
        )
    ) + "".join(heads)  # fmt: skip


def _automatic(made: Manner) -> str:
    letters = {
        "b": BOLD, "i": SLANT, "bi": f"{BOLD} {SLANT}", "sup": 'style:text-position="super 58%"',
        "sub": 'style:text-position="sub 58%"',
    }  # fmt: skip
    spans = "".join(
        f'<style:style style:name="{n}" style:family="text"><style:text-properties {p}/></style:style>'
        for n, p in letters.items()
    )
    cell = (
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties '
        'fo:border="0.5pt solid #000000" fo:padding="0.08cm"/></style:style>'
    )
    width, height = made.page
    margin = "2.54cm" if made.columns == 1 else "1.8cm"
    page = (
        f'<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{width}" '
        f'fo:page-height="{height}" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="{margin}" '
        f'fo:margin-right="{margin}"/><style:header-style>'
        '<style:header-footer-properties fo:margin-bottom="0.5cm"/></style:header-style></style:page-layout>'
    )
    columns = (
        f'<style:style style:name="S" style:family="section"><style:section-properties><style:columns fo:column-count='
        f'"{made.columns}" fo:column-gap="0.6cm"/></style:section-properties></style:style>'
    )
    return spans + cell + page + columns


def _p(style: str, inner: str) -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def _span(style: str, inner: str) -> str:
    return f'<text:span text:style-name="{style}">{inner}</text:span>'


def _blocks(blocks: Sequence[Block], made: Manner, numbered: bool = True) -> Iterator[str]:
    counts = [0] * 8
    for kind, group in groupby(blocks, key=lambda b: b.kind):
        for b in group:
            if kind == "heading":
                level = min(b.level, 4)
                counts[level:] = [counts[level] + 1] + [0] * (7 - level)
                number = ".".join(map(str, counts[1 : level + 1])) + " " if made.numbered and numbered else ""
                inner = number + _runs(b.runs)
                yield f'<text:h text:style-name="H{level}" text:outline-level="{level}">{inner}</text:h>'
            elif kind == "quote":
                yield _p("Quote", _quotation(b, made))
            elif kind == "list":
                yield _p("Item", f"{escape(b.marker)} {_runs(b.runs)}")
            elif kind == "box":
                yield _p("Boxed", _runs(b.runs))
            elif kind in ("table", "figure"):
                yield from _float(b)
            elif kind == "p":
                yield _p("Flush" if b.continued else "Body", _runs(b.runs))


def _quotation(block: Block, made: Manner) -> str:
    text, tag = _runs(block.runs), _runs(block.attribution)
    if not tag:
        return text
    if made.tag == "before":
        return f"{tag}: {text}"
    return f"{text}{'<text:line-break/>' if made.tag == 'own' else ' '}{tag}"


def _float(block: Block) -> Iterator[str]:
    yield _p("Caption", f"{_span('b', escape(block.label) + '.')} {_runs(block.runs)}")
    if not block.rows:
        return
    count = max(map(len, block.rows))
    yield f'<table:table><table:table-column table:number-columns-repeated="{count}"/>'
    for row in block.rows:
        cells = [*row, *[()] * (count - len(row))]
        yield "<table:table-row>"
        yield from (f'<table:table-cell table:style-name="C">{_p("Cell", _runs(c))}</table:table-cell>' for c in cells)
        yield "</table:table-row>"
    yield "</table:table>"
    yield from (_p("Caption", _runs(n)) for n in block.notes)


def _runs(runs: Runs) -> str:
    out = []
    for run in runs:
        style = "sup" if run.raised else "sub" if run.lowered else "b" * run.bold + "i" * run.italic
        text = escape(run.text)
        out.append(_span(style, text) if style and text else text)
        if run.note:
            out.append('<text:note text:note-class="footnote"><text:note-citation>*</text:note-citation>')
            out.append(f"<text:note-body>{_p('Cell', _runs(run.note))}</text:note-body></text:note>")
    return "".join(out)
