"""Web pages (.html) to a `Document`: the article of the page, without what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from thirdorder.nlp.document import BlockKind, Document, Metadata
from thirdorder.nlp.language.headings import role_of_title
from thirdorder.nlp.reading.errors import DamagedError, EmptyError
from thirdorder.nlp.reading.front import find_without_pages, unsure
from thirdorder.nlp.reading.markup import Run, Writer, plain, tag, write, write_child
from thirdorder.nlp.reading.text import decode

_AROUND = frozenset({
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select", "iframe",
    "svg", "canvas", "video", "audio", "dialog", "input", "textarea", "object", "head",
})  # fmt: skip
_AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"})
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "blockquote", "ul", "ol", "dl", "table", "figure", "h1", "h2", "h3", "h4",
    "h5", "h6", "pre", "header", "li", "dt", "dd", "figcaption", "details", "summary", "address", "center", "hr",
})  # fmt: skip
_INLINE = {"i": "italic", "em": "italic", "b": "bold", "strong": "bold", "br": "break", "del": "del", "s": "del"}
_CITED = re.compile(r"^#.*(?:ref|bib|cit|cr\d|^#b\d)", re.I)
_LEAST = 200
"""Characters an element must hold to be the page's article."""


def read_web_page(data: bytes, name: str) -> Document:
    """Read the article of a web page. Raises `ReadingError` where the page holds no text."""
    declared = re.search(rb"charset", data[:4096], re.I) or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    page, warnings = (data, ()) if declared else decode(data, name)
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(no_network=True, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(name, f"{name} is a damaged web page ({error}): save it anew.") from error
    stated = _stated(root)
    writer = _written(_article(root))
    if not writer.blocks:
        raise EmptyError(name, f"{name} holds no text: save the page when all of it is shown, or save it as PDF.")
    found = find_without_pages(writer.text, writer.blocks)
    metadata = Metadata(
        title=stated.title or found.title,
        authors=stated.authors or found.authors,
        year=stated.year or found.year,
        doi=stated.doi or found.doi,
        journal=stated.journal or found.journal,
        language=found.language,
    )
    return writer.document(data, name, "html", metadata, (*warnings, *unsure(metadata, name)))


def _stated(root: etree._Element) -> Metadata:
    """What the page's own metadata say, in the terms that Google Scholar reads (citation_title, …)."""
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key, value = (meta.get("name") or "").lower(), " ".join((meta.get("content") or "").split())
        if key.startswith("citation_") and value:
            found.setdefault(key.removeprefix("citation_"), []).append(value)
    dates = " ".join(
        v for key in ("publication_date", "date", "online_date", "year", "cover_date") for v in found.get(key, ())
    )
    year = re.search(r"\b(?:19|20)\d\d\b", dates)
    return Metadata(
        title=next(iter(found.get("title", ())), ""),
        authors=tuple(_forwards(a) for a in found.get("author", ())),
        year=int(year.group()) if year else None,
        doi=next(iter(found.get("doi", ())), "").removeprefix("https://doi.org/").removeprefix("doi:").strip(),
        journal=next(iter(found.get("journal_title", ())), ""),
    )


def _forwards(name: str) -> str:
    """ "Last, First" as "First Last"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def _article(root: etree._Element) -> etree._Element:
    """The part of the page that holds the article: the largest <article>, else <main>, else the body."""
    for wanted in ("article", "main"):
        found = [e for e in root.iter() if tag(e) == wanted or (wanted == "main" and e.get("role") == "main")]
        if found:
            largest = max(found, key=lambda e: len(e.text_content()))
            if len(largest.text_content().strip()) >= _LEAST:
                return largest
    body = root.find("body")
    return body if body is not None else root


def _around(element: etree._Element) -> bool:
    """Whether an element is no part of the article."""
    name = tag(element)
    if name == "header":  # an article's own header bears its title
        return not any(tag(e) == "h1" for e in element.iter())
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return not name or name in _AROUND or element.get("role") in _AROUND_ROLES or (hidden and name != "math")


def _written(article: etree._Element) -> Writer:
    for element in article.iter():
        if (name := tag(element)) in _INLINE:
            element.tag = _INLINE[name]
        elif name == "footer" and any(tag(e) == "blockquote" for e in element.iterancestors()):
            element.tag = "p"  # of a quotation it says who spoke
        elif name == "a" and _CITED.search(element.get("href") or ""):
            element.tag = "xref"
            element.set("ref-type", "bibr")
    reader = _Reader()
    reader.content(article)
    for kind, run, place in reader.floats:
        reader.writer.add(kind, run, anchor=place)
    return reader.writer


@dataclass(slots=True)
class _Reader:
    """Walks the article and writes its blocks; tables and captions wait until the running text has ended."""

    writer: Writer = field(default_factory=Writer)
    floats: list[tuple[BlockKind, Run | str, int]] = field(default_factory=list)
    titled: bool = False

    def content(self, element: etree._Element, kind: BlockKind = "paragraph") -> None:
        """Every block below an element, and loose text between blocks as paragraphs."""
        run = Run()
        run.add(element.text)
        for child in element:
            if _around(child):
                pass
            elif tag(child) in _BLOCKS or any(tag(e) in _BLOCKS for e in child.iter()):
                self.writer.add(kind, run)
                run = Run()
                self.block(child, kind)
            else:
                write_child(run, child)
            run.add(child.tail)
        self.writer.add(kind, run)

    def block(self, element: etree._Element, kind: BlockKind) -> None:
        name = tag(element)
        if re.fullmatch(r"h[1-6]", name):
            self.heading(element, int(name[1]))
        elif name == "blockquote":
            self.content(element, "quote")
        elif name in ("li", "dt", "dd"):
            self.content(element, "list" if kind == "paragraph" else kind)
        elif name in ("figcaption", "caption"):
            self.floats.append(("caption", plain(element), self.writer.length))
        elif name == "table":
            self.table(element)
        else:
            self.content(element, kind)

    def heading(self, element: etree._Element, level: int) -> None:
        run = Run()
        write(run, element)
        if level == 1 and not self.titled and role_of_title(run.text) is None:
            self.titled = self.writer.add("title", run)
        else:
            self.writer.add("heading", run, level=level)

    def table(self, element: etree._Element) -> None:
        """A table of data; one that only lays out the page is read like any part of it."""
        if any(tag(e) in ("p", "div", "h1", "h2", "h3", "table") for e in element.iterdescendants()) and not any(
            tag(e) in ("th", "caption") for e in element.iter()
        ):
            self.content(element)
            return
        if (caption := element.find("caption")) is not None:
            self.floats.append(("caption", plain(caption), self.writer.length))
        rows = []
        for row in element.iter("tr"):
            cells = [plain(c) for c in row if tag(c) in ("td", "th")]
            if any(cells):
                rows.append("\t".join(cells).rstrip("\t"))
        self.floats.append(("table", "\n".join(rows), self.writer.length))
