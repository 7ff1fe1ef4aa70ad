"""Web pages printed by a browser: a journal's article page, a preprint server's, a page in columns."""

from __future__ import annotations

import html
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from thirdorder.evaluation.benchmarks.render import programs
from thirdorder.evaluation.benchmarks.render.citing import recite
from thirdorder.evaluation.benchmarks.render.front import labels
from thirdorder.evaluation.benchmarks.render.source import Block, Runs, Source, plain

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
COMMON = """
table{border-collapse:collapse;width:100%;margin:1em 0;font-size:.85em}
td,th{padding:3px 6px;vertical-align:top;text-align:left}
figure{margin:1em 0} figure div{background:#ddd;height:110px} figcaption,caption{font-size:.85em;text-align:left}
.tag{font-size:.95em} sup{font-size:.7em;line-height:0}
section.box{border:1px solid #999;padding:6px 12px;background:#f4f6f8}
nav a,aside a{display:block} a{color:inherit;text-decoration:none}
"""
LOOKS = {
    "web-journal": """@page{margin:MARGIN} body{font:SIZE/1.5 FONT;margin:0} h1{font-size:2em}
h2{font-size:1.5em;border-bottom:1px solid #ccc;color:#20558a} h3{font-size:1.2em} h4{font-size:1em}
aside{float:right;width:31%;font-size:.8em;background:#f2f2f2;padding:8px;margin:0 0 12px 16px}
nav{font-size:.8em;color:#555} tr{border-bottom:1px solid #ccc}""",
    "web-preprint": """@page{margin:MARGIN} 
body{font:SIZE/1.6 FONT;margin:0;display:grid;grid-template-columns:72% 24%;column-gap:4%}
header,footer{grid-column:1/3} main{grid-column:1} aside{grid-column:2;grid-row:2;font-size:.75em;color:#444}
h2{font-size:1.25em;text-transform:uppercase;letter-spacing:.06em} h3{font-size:1.1em}
h4{font-size:1em;font-style:italic;font-weight:400} th,td{border:1px solid #aaa}""",
    "web-columns": """@page{margin:MARGIN} 
body{font:SIZE/1.35 FONT;margin:0;text-align:justify;hyphens:auto} main{column-count:2;column-gap:22px}
h1{font-size:1.7em;text-align:left} h2,h3,h4{break-after:avoid;text-align:left} h2{font-size:1.2em}
h3{font-size:1em} h4{font-size:1em;font-weight:400;font-style:italic} p+p{text-indent:1.2em}
p{margin:0 0 .1em} table{column-span:WIDE} tr:first-child,tr:last-child{border-bottom:1px solid #000}""",
}
FONTS = ("Liberation Serif, serif", "Liberation Sans, sans-serif", "DejaVu Serif, serif", "Carlito, sans-serif")
QUOTES = (
    "margin:1em 2.5em",
    "margin:1em 0;padding-left:1em;border-left:3px solid #bbb",
    "margin:.8em 2em;font-style:italic",
    "margin:.8em 1.5em;font-size:.92em",
)


@dataclass(frozen=True)
class Manner:
    """A look and what a seed varies: style sheet, citations, speakers' places, whether the browser adds its heads."""

    sheet: str
    citation: str
    tag: str
    numbered: bool
    heads: bool
    drop: bool


LAYOUTS = tuple(LOOKS)


def _manner(layout: str, rng: random.Random) -> Manner:
    sheet = COMMON + LOOKS[layout] + f"blockquote{{{rng.choice(QUOTES)}}}"
    sheet = sheet.replace("FONT", rng.choice(FONTS)).replace("WIDE", rng.choice(("all", "none")))
    sheet = sheet.replace("SIZE", rng.choice(("10pt", "11pt", "12pt", "16px")))
    sheet = sheet.replace("MARGIN", rng.choice(("10mm", "0.4in", "18mm 15mm", "1in")))
    if rng.random() < 0.5:
        sheet = sheet.replace("margin:MARGIN", "size:letter;margin:0.5in")
    return Manner(
        sheet, rng.choice(("as is", "bracket", "super")), rng.choice(("same", "own", "before", "own right")),
        rng.random() < 0.3, rng.random() < 0.75, rng.random() < 0.25,
    )  # fmt: skip


def set_paper(source: Source, layout: str, rng: random.Random) -> tuple[bytes, dict[str, Any]]:
    """The paper as a browser prints it, and how; dates and addresses in its heads are those of the day and the folder.

    Raises MissingProgramError and FailedProgramError.
    """
    made = _manner(layout, rng)
    command = [
        programs.found(PROGRAMS), "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir={folder}/profile",
        "--print-to-pdf={folder}/paper.pdf", *([] if made.heads else ["--no-pdf-header-footer"]), "paper.html",
    ]  # fmt: skip
    pdf = programs.run(command, _page(recite(source, made.citation), made), "paper.html")
    return pdf, {k: v for k, v in asdict(made).items() if k != "sheet"}


def _page(source: Source, made: Manner) -> str:
    names = labels(source)
    title, e = _runs(source.title), html.escape
    sheet = made.sheet + (
        ".first::first-letter{font-size:3.4em;float:left;line-height:.8;padding-right:3px}" if made.drop else ""
    )
    abstract = "".join(f"<p>{f'<b>{e(h)}:</b> ' if h else ''}{_runs(r)}</p>" for h, r in source.abstract)
    blocks = list(_blocks(source.blocks, made, first="first"))
    heads = [plain(b.runs) for b in source.blocks if b.kind == "heading" and b.level == 1]
    listed = "".join(f"<a href='#'>{e(t)}</a>" for t in ["Abstract", *heads, names[2]])
    references = "".join(f"<li>{_runs(r.runs)}</li>" for r in source.references)
    front = (
        f"<nav>Home / Articles / {e(source.journal)}</nav><p>{e(source.journal)}. {source.year}; {e(source.volume)}. "
        f"doi: {e(source.doi)}</p><h1>{title}</h1><p>{e(', '.join(source.authors))}</p>"
        + "".join(f"<p class='tag'>{e(a)}</p>" for a in source.affiliations)
    )
    aside = f"<aside><b>On this page</b>{listed}<p>Share</p><p>Cite this article</p><p>View metrics</p></aside>"
    return (
        f"<!doctype html><html lang='{source.language}'><head><meta charset='utf-8'>"
        f"<title>{e(plain(source.title)[:60])} - "
        f"{e(source.journal)}</title><style>{sheet}</style></head><body><header>{front}</header>{aside}<main><h2>{names[0]}</h2>"
        f"{abstract}<p><b>{names[1]}:</b> {e(', '.join(source.keywords))}</p>{''.join(blocks)}"
        f"{''.join(_blocks(source.back, made))}<h2>{names[2]}</h2><ol>{references}</ol></main></body></html>"
    )


def _blocks(blocks: Sequence[Block], made: Manner, first: str = "") -> Iterator[str]:
    counts = [0] * 8
    for kind, group in groupby(blocks, key=lambda b: b.kind):
        some = list(group)
        if kind == "heading":
            for b in some:
                level = min(b.level, 4)
                counts[level:] = [counts[level] + 1] + [0] * (7 - level)
                number = ".".join(map(str, counts[1 : level + 1])) + ". " if made.numbered and first is not None else ""
                yield f"<h{level + 1}>{number if b.sec_type != 'back' else ''}{_runs(b.runs)}</h{level + 1}>"
        elif kind == "quote":
            yield "<blockquote>" + "".join(f"<p>{_quotation(b, made)}</p>" for b in some) + "</blockquote>"
        elif kind == "list":
            yield "<ul>" + "".join(f"<li>{_runs(b.runs)}</li>" for b in some) + "</ul>"
        elif kind == "box":
            yield "<section class='box'>" + "".join(f"<p>{_runs(b.runs)}</p>" for b in some) + "</section>"
        elif kind in ("table", "figure"):
            yield from map(_float, some)
        elif kind == "p":
            for b in some:
                yield f"<p class='{first}'>{_runs(b.runs)}</p>"
                first = ""


def _quotation(block: Block, made: Manner) -> str:
    text, tag = _runs(block.runs), _runs(block.attribution)
    if not tag:
        return text
    if made.tag == "before":
        return f"{tag}: {text}"
    own = {"same": " <span class='tag'>", "own": "<br><span class='tag'>"}.get(
        made.tag, "<span class='tag' style='display:block;text-align:right'>"
    )
    return f"{text}{own}{tag}</span>"


def _float(block: Block) -> str:
    caption = f"<b>{html.escape(block.label)}</b> {_runs(block.runs)}"
    notes = "".join(f"<p class='tag'>{_runs(n)}</p>" for n in block.notes)
    if block.kind == "figure" or not block.rows:
        return f"<figure><div></div><figcaption>{caption}</figcaption></figure>"
    rows = ""
    for k, row in enumerate(block.rows):
        cell = "th" if k < block.header_rows else "td"
        rows += "<tr>" + "".join(f"<{cell}>{_runs(c)}</{cell}>" for c in row) + "</tr>"
    return f"<table><caption>{caption}</caption>{rows}</table>{notes}"


def _runs(runs: Runs) -> str:
    out = []
    for run in runs:
        text = html.escape(run.text)
        for flag, tag in ((run.bold, "b"), (run.italic, "i"), (run.raised, "sup"), (run.lowered, "sub")):
            text = f"<{tag}>{text}</{tag}>" if flag and text else text
        out.append(f"<a href='#r'>{text}</a>" if run.cites else text)
    return "".join(out)
