"""LaTeX: articles, journals' classes, a thesis and a manuscript, by pdfTeX, XeTeX and LuaTeX."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from thirdorder.evaluation.benchmarks.render import programs
from thirdorder.evaluation.benchmarks.render.citing import recite
from thirdorder.evaluation.benchmarks.render.front import labels
from thirdorder.evaluation.benchmarks.render.source import Block, Runs, Source, plain

SHOWN = ("program", "columns", "numbered", "citation", "quote", "quote_style", "tag", "lines")
LANGUAGES = {"pt": "brazilian", "es": "spanish", "fr": "french", "de": "ngerman"}
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", '"': r"{\char34}", "`": r"\textasciigrave{}",
    "<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}", "−": r"\ensuremath{-}", "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}", "×": r"\ensuremath{\times}", "±": r"\ensuremath{\pm}", "→": r"\ensuremath{\to}",
    "α": r"\ensuremath{\alpha}", "β": r"\ensuremath{\beta}", "κ": r"\ensuremath{\kappa}", "χ": r"\ensuremath{\chi}",
    "μ": r"\ensuremath{\mu}", "µ": r"\ensuremath{\mu}", "•": r"\textbullet{}", "°": r"\textdegree{}", "′": "'",
    "\u2010": "-", "\u2011": "-", "¼": r"\ensuremath{1/4}", "½": r"\ensuremath{1/2}",
}  # fmt: skip
FONTS = {
    "computer modern": "",
    "latin modern": r"\usepackage[T1]{fontenc}\usepackage{lmodern}",
    "times": r"\usepackage[T1]{fontenc}\usepackage{mathptmx}\usepackage[scaled=.9]{helvet}",
    "palatino": r"\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage{mathpazo}",
    "helvetica": r"\usepackage[T1]{fontenc}\usepackage[scaled=.92]{helvet}\renewcommand\familydefault{\sfdefault}",
    "termes": r"\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage{tgtermes}",
    "garamond": r"\usepackage{fontspec}\setmainfont{EB Garamond}[Numbers=OldStyle]",
    "heros": r"\usepackage{fontspec}\setmainfont{Liberation Serif}\setsansfont{Liberation Sans}",
}
COMMON = r"""
\usepackage{textcomp,graphicx,booktabs,longtable,array,rotating,pdflscape,framed,lettrine}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\emergencystretch=2em \hbadness=10000 \vbadness=10000 \providecommand\textless{<}\providecommand\textgreater{>}
"""
HEADINGS = {
    "": "",
    "small capitals": r"""\usepackage{titlesec}
\titleformat{\section}{\normalfont\scshape\centering}{\thesection.}{.6em}{}
\titleformat{\subsection}{\normalfont\itshape}{\thesubsection.}{.6em}{}
\titleformat{\subsubsection}[runin]{\normalfont\itshape}{\thesubsubsection.}{.6em}{}[.]
""",
    "sans": r"""\usepackage{titlesec}
\titleformat{\section}{\normalfont\sffamily\bfseries\large}{\thesection}{.8em}{}
\titleformat{\subsection}{\normalfont\sffamily\bfseries}{\thesubsection}{.8em}{}
\titleformat{\subsubsection}{\normalfont\sffamily\itshape}{\thesubsubsection}{.8em}{}
""",
    "spaced": r"""\usepackage[explicit]{titlesec}
\titleformat{\section}{\normalfont\centering}{\thesection}{.8em}{\textls[120]{\MakeUppercase{#1}}}
\titleformat{\subsection}{\normalfont\bfseries}{\thesubsection}{.8em}{#1}
\titleformat{\subsubsection}{\normalfont\bfseries\itshape}{\thesubsubsection}{.8em}{#1}
""",
}
HEADS = r"""\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}\fancyhead[LE,RO]{\small\thepage}
\fancyhead[LO]{\small\itshape SHORT}\fancyhead[RE]{\small\scshape NAMES}\fancyfoot[C]{\footnotesize JOURNAL}
"""


@dataclass(frozen=True)
class Manner:
    """How a paper is set: class and packages, the way of its front, and what a seed varies."""

    start: str
    front: str = "article"
    program: str = "pdflatex"
    columns: int = 1
    levels: tuple[str, ...] = ("section", "subsection", "subsubsection", "paragraph")
    numbered: bool = False
    citation: str = "as is"
    quote: str = "quote"
    quote_style: str = ""
    tag: str = "same"
    initial: str = ""
    ruling: str = "booktabs"
    turned: bool = False
    longtable: bool = False
    lines: int = 0
    late: bool = False


def _article(rng: random.Random) -> Manner:
    columns = rng.choice((1, 2))
    options = ["twocolumn"] if columns == 2 else []
    options += [rng.choice(("10pt", "11pt")), rng.choice(("a4paper", "letterpaper"))]
    font = rng.choice(("computer modern", "computer modern", "latin modern", "times"))
    micro = rng.choice(("", r"\usepackage{microtype}"))
    head = rng.choice(("", HEADINGS["small capitals"]))
    numbered = rng.random() < 0.7
    return Manner(
        _start("article", options, font, micro + head + rng.choice(("", HEADS))), columns=columns, numbered=numbered,
        initial=rng.choice(("", "lettrine")),
    )  # fmt: skip


def _elsevier(rng: random.Random) -> Manner:
    way = rng.choice((["final", "5p", "times", "twocolumn"], ["final", "3p", "times"], ["preprint", "12pt"]))
    extra = rng.choice(("", r"\usepackage{microtype}"))
    font = rng.choice(("latin modern", "times"))
    return Manner(
        _start("elsarticle", way, font, extra), "elsevier", columns=2 if "5p" in way else 1, numbered=True,
        ruling="booktabs",
    )  # fmt: skip


def _ieee(rng: random.Random) -> Manner:
    return Manner(
        _start("IEEEtran", ["journal" if rng.random() < 0.7 else "conference"], "times", ""), "ieee", columns=2,
        numbered=True, citation="bracket", initial="IEEEPARstart", ruling=rng.choice(("grid", "booktabs")),
    )  # fmt: skip


def _acm(rng: random.Random) -> Manner:
    way = rng.choice(
        (["sigconf", "review"], ["sigconf", "review"], ["manuscript", "review"], ["sigconf"], ["acmsmall"])
    )
    return Manner(
        _start("acmart", [*way, "nonacm"], "computer modern", ""), "acm", columns=2 if "sigconf" in way else 1,
        numbered=True, citation=rng.choice(("bracket", "author year")), late=False,
    )  # fmt: skip


def _thesis(rng: random.Random) -> Manner:
    font = rng.choice(("latin modern", "palatino", "times"))
    extra = HEADS + rng.choice(("", r"\usepackage{setspace}\onehalfspacing"))
    extra += rng.choice(("", r"\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}"))
    kind = rng.choice(("report", "book"))
    return Manner(
        _start(kind, ["11pt", "a4paper", "oneside" if kind == "report" else "twoside"], font, extra), "thesis",
        levels=("chapter", "section", "subsection", "subsubsection"), numbered=rng.random() < 0.8, longtable=True,
        turned=rng.random() < 0.5,
    )  # fmt: skip


def _manuscript(rng: random.Random) -> Manner:
    lines = rng.choice((1, 1, 5))
    extra = (
        rf"\usepackage[margin=1in]{{geometry}}\usepackage{{setspace}}\usepackage{{lineno}}\modulolinenumbers[{lines}]"
    )
    extra += rng.choice((r"\doublespacing", r"\onehalfspacing"))
    font = rng.choice(("computer modern", "times", "latin modern"))
    return Manner(
        _start("article", ["12pt", rng.choice(("a4paper", "letterpaper"))], font, extra), numbered=rng.random() < 0.4,
        lines=lines, late=True, longtable=True,
    )  # fmt: skip


def _koma(rng: random.Random) -> Manner:
    columns = rng.choice((1, 2))
    extra = r"\usepackage{microtype}" + rng.choice(("", HEADINGS["spaced"]))
    options = ["10pt", "DIV=12", rng.choice(("parskip=half", "parskip=off"))] + ["twocolumn"] * (columns - 1)
    return Manner(
        _start("scrartcl", options, rng.choice(("palatino", "termes", "helvetica")), extra), columns=columns,
        numbered=rng.random() < 0.5, initial=rng.choice(("", "lettrine")),
    )  # fmt: skip


def _opentype(rng: random.Random) -> Manner:
    program = rng.choice(("xelatex", "lualatex"))
    columns = rng.choice((1, 2))
    head = HEADINGS[rng.choice(("small capitals", "sans"))]
    options = ["11pt", "a4paper"] + ["twocolumn"] * (columns - 1)
    return Manner(
        _start("article", options, rng.choice(("garamond", "heros")), head + HEADS), program=program, columns=columns,
        numbered=rng.random() < 0.4, initial=rng.choice(("", "lettrine")),
    )  # fmt: skip


def _apa(rng: random.Random) -> Manner:
    way = rng.choice(("jou", "man", "doc"))
    return Manner(
        _start("apa7", [way, "donotrepeattitle", "floatsintext"], "times", ""), "apa", columns=2 if way == "jou" else 1,
        citation="author year",
    )  # fmt: skip


MAKERS: dict[str, Callable[[random.Random], Manner]] = {
    "latex-article": _article,
    "latex-elsevier": _elsevier,
    "latex-ieee": _ieee,
    "latex-acm": _acm,
    "latex-thesis": _thesis,
    "latex-manuscript": _manuscript,
    "latex-koma": _koma,
    "latex-opentype": _opentype,
    "latex-apa": _apa,
}


LAYOUTS = tuple(MAKERS)


def _manner(layout: str, rng: random.Random) -> Manner:
    made = MAKERS[layout](rng)
    return replace(
        made,
        citation=made.citation if made.citation != "as is" else rng.choice(("as is", "super", "bracket")),
        quote=rng.choice(("quote", "quotation")),
        quote_style=rng.choice(("", "", r"\small", r"\itshape", r"\small\itshape")),
        tag=rng.choice(("same", "same", "own", "own right", "before")),
        ruling=made.ruling if made.ruling == "grid" else rng.choice(("booktabs", "booktabs", "grid")),
    )


def set_paper(source: Source, layout: str, rng: random.Random) -> tuple[bytes, dict[str, Any]]:
    """The paper as LaTeX makes it, and how it was set. Raises MissingProgramError and FailedProgramError."""
    made = _manner(layout, rng)
    document = _Setter(recite(source, made.citation), made).document()
    programs.styles(("lettrine.sty", "titlesec.sty", "lmodern.sty", "tgtermes.sty"))
    command = (programs.found((made.program,)), "-no-shell-escape", "-interaction=nonstopmode", "paper.tex")
    return programs.run(command, document, "paper.tex", times=2), {k: getattr(made, k) for k in SHOWN}


def _start(kind: str, options: Sequence[str], font: str, extra: str) -> str:
    return rf"\documentclass[{','.join(options)}]{{{kind}}}" + "\n" + FONTS[font] + COMMON + extra


@dataclass
class _Setter:
    source: Source
    made: Manner
    begun: bool = False

    def document(self) -> str:
        s, made = self.source, self.made
        start = made.start
        if "fontspec" not in start:
            start = start.replace("\n", "\n\\usepackage[utf8]{inputenc}\n", 1)
        babel = LANGUAGES.get(s.language, "english")
        options = ",es-noshorthands" if babel == "spanish" else ""
        start += rf"\usepackage[{babel}{options}]{{babel}}" + "\n"
        surnames = " and ".join(map(self.tex, s.surnames[:2]))
        for key, value in (
            ("SHORT", self.tex(plain(s.title)[:50])),
            ("NAMES", surnames),
            ("JOURNAL", self.tex(s.journal)),
        ):
            start = start.replace(key, value)
        depth = 3 if made.numbered else -2
        late = [b for b in s.blocks if b.kind in ("table", "figure")] if made.late else []
        body = [b for b in s.blocks if not (made.late and b.kind in ("table", "figure"))]
        before = rf"\setcounter{{secnumdepth}}{{{depth}}}" + (r"\linenumbers" if made.lines else "") + r"\sloppy"
        pieces = [start, self.opening(before), *self.blocks(body)]
        back = replace(made, numbered=False)
        pieces += [*_Setter(s, back, begun=True).blocks(s.back, star="*"), self.references()]
        pieces += [r"\clearpage", *self.blocks(late), r"\end{document}"]
        return "\n\n".join(pieces)

    def tex(self, text: str) -> str:
        out = []
        unicode = self.made.program != "pdflatex"
        for char in text.replace("--", "-\u200c-"):
            if char == "\u200c":
                out.append("{}")
            elif char in SPECIAL:
                out.append(SPECIAL[char])
            elif char in "«»" and "T1" not in self.made.start and not unicode:
                out.append("``" if char == "«" else "''")
            else:
                out.append(char if unicode or _western(char) else _nearest(char))
        words = "".join(out).split(" ")
        return " ".join(w.replace("/", r"/\allowbreak{}") if len(w) > 25 else w for w in words)

    def runs(self, runs: Runs, notes: bool = True) -> str:
        out = []
        for run in runs:
            text = self.tex(run.text)
            if text.strip():
                for flag, command in (
                    (run.bold, "textbf"), (run.italic, "emph"), (run.raised, "textsuperscript"),
                    (run.lowered, "textsubscript"),
                ):  # fmt: skip
                    text = rf"\{command}{{{text}}}" if flag else text
            out.append(text)
            if run.note and notes:
                out.append(rf"\footnote{{{self.runs(run.note, notes=False)}}}")
        return "".join(out)

    def opening(self, before: str) -> str:
        """Title, authors, abstract and keywords the way of the class."""
        s, front = self.source, self.made.front
        title, short = self.runs(s.title, notes=False), self.tex(plain(s.title)[:40])
        places = [self.tex(a) for a in s.affiliations] or ["Department of Papers"]
        names = [self.tex(a) for a in s.authors] or ["Anonymous"]
        thanks = rf"\thanks{{Corresponding author: {names[0]}, first.author@example.org}}"
        parts = [
            rf"\textbf{{{self.tex(h)}:}} {self.runs(r, False)}" if h else self.runs(r, False) for h, r in s.abstract
        ]
        abstract = "\n\n".join(parts) or "No abstract."
        word = labels(s)[1]
        words = [self.tex(k) for k in s.keywords]
        begin = r"\begin{document}" + before
        if front == "elsevier":
            authors = "".join(rf"\author{{{name}}}" for name in names) + rf"\address{{{places[0]}}}"
            keys = r" \sep ".join(words)
            return (
                rf"\journal{{{self.tex(s.journal)}}}{begin}\begin{{frontmatter}}\title{{{title}}}{authors}"
                rf"\begin{{abstract}}{abstract}\end{{abstract}}\begin{{keyword}}{keys}\end{{keyword}}\end{{frontmatter}}"
            )
        if front == "ieee":
            authors = ", ".join(names) + rf"\thanks{{The authors are with {places[0]}.}}"
            keys = rf"\begin{{IEEEkeywords}}{', '.join(words)}\end{{IEEEkeywords}}" if words else ""
            return (
                rf"\markboth{{{self.tex(s.journal)}, {s.year}}}{{{short}}}{begin}\title{{{title}}}"
                rf"\author{{{authors}}}\maketitle\begin{{abstract}}{abstract}\end{{abstract}}{keys}"
            )
        if front == "acm":
            people = "".join(
                rf"\author{{{name}}}\affiliation{{\institution{{{places[0]}}}\country{{}}}}" for name in names
            )
            return (
                rf"\acmYear{{{s.year}}}{begin}\title{{{title}}}{people}\renewcommand\shortauthors{{{names[0]} et al.}}"
                rf"\begin{{abstract}}{abstract}\end{{abstract}}\keywords{{{', '.join(words)}}}\maketitle"
            )
        if front == "apa":
            return (
                rf"\shorttitle{{{short}}}\title{{{title}}}\authorsnames{{{', '.join(names[:5])}}}"
                rf"\authorsaffiliations{{{{{places[0]}}}}}\abstract{{{abstract}}}\keywords{{{', '.join(words)}}}"
                rf"\authornote{{Correspondence to {names[0]}.}}{begin}\maketitle"
            )
        authors = r" \and ".join([names[0] + thanks, *names[1:]]) + rf" \\ {places[0]}"
        keys = rf"\par\medskip\noindent\textbf{{{word}:}} {'; '.join(words)}" if words else ""
        if front == "thesis":
            head = rf"\chapter*{{{labels(s)[0]}}}{abstract}{keys}" + r"\tableofcontents"
        else:
            head = rf"\begin{{abstract}}{abstract}{keys}\end{{abstract}}"
        return rf"{begin}\title{{{title}}}\author{{{authors}}}\date{{{s.year}}}\maketitle {head}"

    def blocks(self, blocks: Sequence[Block], star: str = "") -> Iterator[str]:
        for kind, group in groupby(blocks, key=lambda b: b.kind):
            some = list(group)
            if kind == "heading":
                for b in some:
                    command = self.made.levels[min(b.level, 4) - 1]
                    dot = "." if command == "paragraph" else ""
                    yield rf"\{command}{star}{{{self.runs(b.runs, notes=False)}{dot}}}"
            elif kind == "quote":
                inner = "\n\n".join(map(self.quotation, some))
                yield rf"\begin{{{self.made.quote}}}{self.made.quote_style} {inner}\end{{{self.made.quote}}}"
            elif kind == "list":
                items = "\n".join(rf"\item[{self.tex(b.marker)}] {self.runs(b.runs)}" for b in some)
                yield rf"\begin{{itemize}}{items}\end{{itemize}}"
            elif kind == "box":
                inner = "\n\n".join(self.runs(b.runs) for b in some)
                yield rf"\begin{{framed}}\small {inner}\end{{framed}}"
            elif kind in ("table", "figure"):
                for b in some:
                    yield self.table(b) if kind == "table" and b.rows else self.figure(b)
            elif kind == "p":
                for b in some:
                    yield self.paragraph(b)

    def paragraph(self, block: Block) -> str:
        text = self.runs(block.runs)
        first = block.runs[0].text if block.runs else ""
        lead, _, _ = first.partition(" ")
        plain_lead = len(lead) > 1 and lead.isalpha() and not (block.runs[0].bold or block.runs[0].italic)
        if self.made.initial and not self.begun and plain_lead and len(plain(block.runs)) > 300:
            self.begun = True
            opened = self.tex(lead)
            text = rf"\{self.made.initial}{{{opened[0]}}}{{{opened[1:]}}}" + text[len(opened) :]
        return (r"\noindent " if block.continued else "") + text

    def quotation(self, block: Block) -> str:
        text, tag = self.runs(block.runs), self.runs(block.attribution)
        if not tag:
            return text
        own = r"\\" if self.made.tag == "own" else r"\\\hspace*{\fill}" if self.made.tag == "own right" else " "
        return f"{tag}: {text}" if self.made.tag == "before" else f"{text}{own}{tag}"

    def figure(self, block: Block) -> str:
        caption = rf"\caption{{{self.runs(block.runs, notes=False)}}}"
        return rf"\begin{{figure}}[t]\centering\rule{{.6\linewidth}}{{80pt}}{caption}\end{{figure}}"

    def table(self, block: Block) -> str:
        """A table on one page, cut where it would not fit, across pages, or turned."""
        made, count = self.made, max(map(len, block.rows))
        rows = [tuple(self.runs(c, notes=False) for c in row) + ("",) * (count - len(row)) for row in block.rows]
        longest = [max(min(len(row[k]), 300) for row in rows) + 6 for k in range(count)]
        shares = [max(n / sum(longest), 0.5 / count) for n in longest]
        shares = [0.94 * x / sum(shares) - 0.02 for x in shares]
        bar = "|" if made.ruling == "grid" else ""
        columns = bar + bar.join(rf"L{{{max(x, 0.02):.3f}\linewidth}}" for x in shares) + bar
        top, mid, bottom, each = (
            (r"\hline", r"\hline", r"\hline", r"\hline") if bar else (r"\toprule", r"\midrule", r"\bottomrule", "")
        )
        lines = [" & ".join(row) + r"\\" + (each if k < len(rows) - 1 else "") for k, row in enumerate(rows)]
        header = [*lines[: block.header_rows], mid] if block.header_rows and not each else lines[: block.header_rows]
        body = lines[block.header_rows :]
        caption = rf"\caption{{{self.runs(block.runs, notes=False)}}}"
        notes = "".join(rf"\par\footnotesize {self.runs(n, notes=False)}" for n in block.notes)
        if made.longtable and made.columns == 1:
            inner = "\n".join(
                [caption + r"\\", top, *header, r"\endfirsthead", top, *header, r"\endhead", *body, bottom]
            )
            return rf"{{\small\setlength\LTleft{{0pt}}\begin{{longtable}}{{{columns}}}{inner}\end{{longtable}}{notes}}}"
        wide = made.columns == 2 and (count > 3 or sum(map(len, map("".join, rows))) > 900)
        name = ("sidewaystable" if made.turned and count > 4 else "table") + ("*" if wide else "")
        place = "" if name.startswith("side") else "[tp]"
        room = 100 if wide or made.columns == 1 else 50
        parts = _portions(rows[block.header_rows :], body, [x * room for x in shares], 42)
        return "\n\n".join(
            rf"\begin{{{name}}}{place}\footnotesize\centering{caption if not k else r'(continued)'}\par"
            + rf"\begin{{tabular}}{{{columns}}}{top}"
            + "\n".join([*header, *part])
            + rf"{bottom}\end{{tabular}}{notes if k == len(parts) - 1 else ''}\end{{{name}}}"
            for k, part in enumerate(parts)
        )

    def references(self) -> str:
        if not self.source.references:
            return ""
        items = "\n".join(rf"\bibitem{{r{k}}} {self.runs(r.runs)}" for k, r in enumerate(self.source.references))
        return rf"\begin{{thebibliography}}{{99}}{items}\end{{thebibliography}}"


def _portions(
    cells: Sequence[Sequence[str]], lines: Sequence[str], widths: Sequence[float], most: int
) -> list[list[str]]:
    """Rows of a table by the page, going by their letters."""
    parts: list[list[str]] = [[]]
    height = 0.0
    for row, line in zip(cells, lines, strict=True):
        tall = max(1 + len(text) / max(width, 4) for text, width in zip(row, widths, strict=True))
        if parts[-1] and height + tall > most:
            parts.append([])
            height = 0.0
        parts[-1].append(line)
        height += tall
    return parts


def _western(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _nearest(char: str) -> str:
    """The letter without what pdfTeX's fonts lack; a question mark for what they have no letter for."""
    near = "".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii())
    return "".join(SPECIAL.get(c, c) for c in near) if near.strip() else "?" if char.isalnum() else " "
