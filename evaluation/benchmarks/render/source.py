"""A JATS paper as a typesetter's manuscript: front matter, blocks in order, references.

This walk shares nothing with the reader that the rendered pages test, so that its gold is independent of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

BLOCKS = {
    "sec",
    "p",
    "disp-quote",
    "list",
    "boxed-text",
    "table-wrap",
    "fig",
    "def-list",
    "fig-group",
    "table-wrap-group",
}
PASSED_OVER = {
    "label",
    "graphic",
    "media",
    "object-id",
    "alt-text",
    "alternatives",
    "supplementary-material",
    "inline-graphic",
    "institution-id",
}


@dataclass(frozen=True)
class Run:
    """Text in one style; `cites` names the references it points to, `note` holds a footnote called here."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    lowered: bool = False
    cites: tuple[str, ...] = ()
    note: tuple[Run, ...] = ()


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """One thing to set: heading, p, quote, list, box, table or figure."""

    kind: str
    runs: Runs = ()
    level: int = 0
    sec_type: str = ""
    marker: str = ""
    attribution: Runs = ()
    rows: tuple[tuple[Runs, ...], ...] = ()
    header_rows: int = 0
    label: str = ""
    notes: tuple[Runs, ...] = ()
    continued: bool = False


@dataclass(frozen=True)
class Reference:
    key: str
    runs: Runs
    short: str


@dataclass(frozen=True)
class Source:
    """A paper ready to be set."""

    id: str
    title: Runs
    authors: tuple[str, ...]
    surnames: tuple[str, ...]
    affiliations: tuple[str, ...]
    abstract: tuple[tuple[str, Runs], ...]
    keywords: tuple[str, ...]
    journal: str
    year: str
    volume: str
    doi: str
    language: str
    blocks: tuple[Block, ...]
    back: tuple[Block, ...]
    references: tuple[Reference, ...]


def plain(runs: Runs) -> str:
    """The text of runs with white space collapsed, footnotes left out."""
    return " ".join("".join(run.text for run in runs).split())


def read_source(xml: bytes, name: str) -> Source:
    """Walk a JATS article; `name` becomes its id. Raises ValueError when there is no `<article>` with a body."""
    parser = etree.XMLParser(recover=True, load_dtd=False, no_network=True, resolve_entities=False, huge_tree=True)
    root = etree.fromstring(xml, parser)
    if root is None or root.tag != "article" or root.find("body") is None:
        raise ValueError(f"{name}: not a JATS article with a body, so there is nothing to set")
    meta = root.find("front/article-meta")
    meta = meta if meta is not None else etree.Element("article-meta")
    notes = {fn.get("id"): _runs(fn) for fn in root.iterfind("back//fn") if fn.get("id")}
    back = root.find("back")
    return Source(
        id=name,
        title=_first_runs(meta, "title-group/article-title"),
        authors=tuple(_names(meta, full=True)),
        surnames=tuple(_names(meta, full=False)),
        affiliations=tuple(_affiliation(aff) for aff in meta.iter("aff")),
        abstract=_abstract(meta),
        keywords=tuple(" ".join("".join(k.itertext()).split()) for k in meta.iterfind("kwd-group[1]/kwd")),
        journal=_first_text(root, "front/journal-meta//journal-title") or "Journal of Rendered Papers",
        year=_first_text(meta, "pub-date/year"),
        volume=_first_text(meta, "volume"),
        doi=_first_text(meta, "article-id[@pub-id-type='doi']"),
        language=(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "en")[:2].lower(),
        blocks=tuple(_Walk(notes).blocks(root.find("body"), 0)),
        back=tuple(_back(back, notes)) if back is not None else (),
        references=tuple(_reference(ref, i) for i, ref in enumerate(root.iterfind("back//ref"), 1)),
    )


@dataclass
class _Walk:
    notes: dict[str, Runs] = field(default_factory=dict)

    def blocks(self, node: etree._Element, level: int) -> Iterator[Block]:
        for child in node:
            yield from self.block(child, level)

    def block(self, node: etree._Element, level: int) -> Iterator[Block]:
        tag = node.tag
        if not isinstance(tag, str) or tag in PASSED_OVER:
            return
        if tag == "sec":
            title = node.find("title")
            if title is not None and plain(_runs(title)):
                yield Block("heading", _runs(title), level=level + 1, sec_type=node.get("sec-type") or "")
            yield from self.blocks(node, level + 1)
        elif tag == "p":
            yield from self.paragraph(node, level)
        elif tag == "disp-quote":
            yield from self.quote(node)
        elif tag == "list":
            yield from self.items(node, level)
        elif tag == "def-list":
            for item in node.iterfind("def-item"):
                yield Block("list", _runs(item))
        elif tag == "boxed-text":
            yield from self.box(node, level)
        elif tag in ("table-wrap", "fig"):
            yield _float(node)
        elif tag in ("fig-group", "table-wrap-group", "speech", "statement"):
            yield from self.blocks(node, level)

    def paragraph(self, node: etree._Element, level: int, kind: str = "p") -> Iterator[Block]:
        """A paragraph may hold quotations and lists; its own words before and after them are blocks of their own."""
        pieces: list[Run] = []
        first = True
        for item in _inline_or_block(node, Run(""), self.notes):
            if isinstance(item, Run):
                pieces.append(item)
                continue
            if plain(tuple(pieces)):
                yield Block(kind, _trim(pieces), continued=not first)
            pieces, first = [], False
            yield from self.block(item, level)
        if plain(tuple(pieces)):
            yield Block(kind, _trim(pieces), continued=not first)

    def quote(self, node: etree._Element) -> Iterator[Block]:
        paragraphs = [b for child in node if child.tag == "p" for b in self.paragraph(child, 0, "quote")]
        if not paragraphs:
            paragraphs = [Block("quote", _runs(node))]
        attribution = node.find("attrib")
        if attribution is not None:
            paragraphs[-1] = replace(paragraphs[-1], attribution=_runs(attribution))
        yield from paragraphs

    def items(self, node: etree._Element, level: int) -> Iterator[Block]:
        ordered = node.get("list-type") in ("order", "arabic", "alpha-lower", "roman-lower")
        for number, item in enumerate(node.iterfind("list-item"), 1):
            marker = f"{number}." if ordered else "•"
            for child in item:
                if child.tag == "p":
                    for block in self.paragraph(child, level, "list"):
                        yield replace(block, marker=marker) if block.kind == "list" else block
                        marker = ""
                elif child.tag == "list":
                    yield from self.items(child, level)

    def box(self, node: etree._Element, level: int) -> Iterator[Block]:
        title = node.find("caption")
        inner = [b for b in self.blocks(node, level) if b.kind in ("p", "quote", "list", "heading")]
        heading = _trim(list(_runs(title))) if title is not None else ()
        yield Block("boxtop", heading)
        for block in inner:
            yield replace(block, kind="box", runs=(*block.runs, *_spaced(block.attribution)), attribution=())
        yield Block("boxend")


def _inline_or_block(node: etree._Element, style: Run, notes: dict[str, Runs]) -> Iterator[Run | etree._Element]:
    if node.text:
        yield replace(style, text=_clean(node.text))
    for child in node:
        tag = child.tag
        if tag in BLOCKS:
            yield child
        elif isinstance(tag, str) and tag not in PASSED_OVER:
            yield from _inline(child, style, notes)
        if child.tail:
            yield replace(style, text=_clean(child.tail))


def _inline(node: etree._Element, style: Run, notes: dict[str, Runs]) -> Iterator[Run | etree._Element]:
    tag = node.tag
    if tag in ("bold", "b"):
        style = replace(style, bold=True)
    elif tag in ("italic", "i"):
        style = replace(style, italic=True)
    elif tag == "sup":
        style = replace(style, raised=True)
    elif tag == "sub":
        style = replace(style, lowered=True)
    elif tag == "break":
        yield replace(style, text=" ")
    elif tag == "fn":
        yield replace(style, text="", note=_runs(node))
        return
    elif tag == "xref" and node.get("ref-type") == "bibr":
        style = replace(style, cites=tuple((node.get("rid") or "").split()))
    elif tag == "xref" and node.get("ref-type") == "fn" and node.get("rid") in notes:
        yield replace(style, text="", note=notes[node.get("rid") or ""])
        return
    elif tag in ("tex-math", "annotation"):
        return
    yield from _inline_or_block(node, style, notes)


def _runs(node: etree._Element) -> Runs:
    """All inline text below a node, nested blocks joined by spaces."""
    found: list[Run] = []
    for item in _inline_or_block(node, Run(""), {}):
        found.extend((item,) if isinstance(item, Run) else (Run(" "), *_runs(item), Run(" ")))
    return _trim(found)


def _trim(runs: list[Run]) -> Runs:
    """Collapse white space across run borders; drop what is empty and calls no note."""
    out: list[Run] = []
    space = True
    for run in runs:
        text = re.sub(r"\s+", " ", run.text)
        if space:
            text = text.lstrip(" ")
        if text or run.note:
            out.append(replace(run, text=text))
        if text:
            space = text.endswith(" ")
    while out and not out[-1].note and not out[-1].text.strip():
        out.pop()
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(out)


def _spaced(runs: Runs) -> Runs:
    return (Run(" "), *runs) if runs else ()


def _clean(text: str) -> str:
    return re.sub(r"[\u200b\u00ad\ufeff]", "", re.sub(r"[\u00a0\u2002-\u200a\u202f]", " ", text))


def _float(node: etree._Element) -> Block:
    caption = node.find("caption")
    label = node.find("label")
    rows, header = _rows(node)
    return Block(
        kind="table" if node.tag == "table-wrap" else "figure",
        runs=_runs(caption) if caption is not None else (),
        label=plain(_runs(label)) if label is not None else "",
        rows=rows,
        header_rows=header,
        notes=tuple(_runs(p) for foot in node.iterfind("table-wrap-foot") for p in foot.iter("p")),
    )


def _rows(node: etree._Element) -> tuple[tuple[tuple[Runs, ...], ...], int]:
    rows = list(node.iter("tr"))
    header = sum(tr.getparent() is not None and tr.getparent().tag == "thead" for tr in rows)
    cells = []
    for tr in rows:
        line: list[Runs] = []
        for cell in tr:
            if cell.tag in ("td", "th"):
                line.append(_runs(cell))
                line.extend(() for _ in range(int(cell.get("colspan") or "1") - 1))
        cells.append(tuple(line))
    return tuple(c for c in cells if any(plain(x) for x in c)), header


def _abstract(meta: etree._Element) -> tuple[tuple[str, Runs], ...]:
    found = [a for a in meta.iterfind("abstract") if a.get("abstract-type") in (None, "", "structured")]
    if not found:
        return ()
    parts: list[tuple[str, Runs]] = []
    for section in found[0].iterfind("sec"):
        title = section.find("title")
        heading = plain(_runs(title)) if title is not None else ""
        for paragraph in section.iter("p"):
            parts.append((heading.rstrip(".: "), _runs(paragraph)))
            heading = ""
    return tuple(parts) or tuple(("", _runs(p)) for p in found[0].iter("p"))


def _back(back: etree._Element, notes: dict[str, Runs]) -> Iterator[Block]:
    walk = _Walk(notes)
    for child in back:
        if child.tag in ("ack", "notes", "app-group", "app", "sec", "glossary"):
            for part in child.iterfind("app") if child.tag == "app-group" else (child,):
                title = part.find("title")
                default = "Acknowledgements" if child.tag == "ack" else ""
                heading = plain(_runs(title)) if title is not None else default
                if heading:
                    yield Block("heading", (Run(heading),), level=1, sec_type="back")
                yield from walk.blocks(part, 1)


def _names(meta: etree._Element, full: bool) -> Iterator[str]:
    for contrib in meta.iterfind("contrib-group/contrib"):
        surname = _first_text(contrib, ".//surname")
        given = _first_text(contrib, ".//given-names")
        if surname:
            yield f"{given} {surname}".strip() if full else surname


def _affiliation(aff: etree._Element) -> str:
    return plain(tuple(run for run in _runs(aff) if not run.raised)).lstrip("0123456789 ")


def _reference(ref: etree._Element, number: int) -> Reference:
    surnames = [plain(_runs(s)) for s in ref.iter("surname")]
    year = next(("".join(y.itertext()).strip()[:4] for y in ref.iter("year")), "n.d.")
    lead = (surnames or ["Anonymous"])[0] + (
        " et al." if len(surnames) > 2 else f" and {surnames[1]}" if len(surnames) == 2 else ""
    )
    citation = next((c for c in ref.iter("mixed-citation", "element-citation", "citation", "nlm-citation")), ref)
    words = [" ".join(t.split()) for t in citation.itertext() if t.strip()]
    text = " ".join("".join(citation.itertext()).split()) if citation.tag == "mixed-citation" else ", ".join(words)
    return Reference(ref.get("id") or f"ref{number}", (Run(_clean(text)),), f"{lead}, {year}")


def _first_runs(node: etree._Element, path: str) -> Runs:
    found = node.find(path)
    return _runs(found) if found is not None else ()


def _first_text(node: etree._Element, path: str) -> str:
    found = node.find(path)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""
