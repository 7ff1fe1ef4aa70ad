"""JATS XML (and BMC's older XML) to a `Document`: the publisher's own structure, block by block.

Running text comes first in reading order, then tables, captions and notes, each with the place it was anchored at.
Parsing reads no network, expands no entity and refuses trees of absurd depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from thirdorder.nlp.document import Block, BlockKind, Document, Role, Warning
from thirdorder.nlp.reading.bmc import to_jats
from thirdorder.nlp.reading.errors import DamagedError, UnsupportedError
from thirdorder.nlp.reading.jats_metadata import abstracts, main_abstract, metadata
from thirdorder.nlp.reading.markup import Run, Writer, plain, tag, write, write_child

_ROLES: dict[str, Role] = {
    "intro": "introduction", "introduction": "introduction", "background": "introduction",
    "methods": "methods", "materials": "methods", "subjects": "methods", "cases": "methods",
    "results": "findings", "findings": "findings", "discussion": "discussion",
    "conclusion": "conclusion", "conclusions": "conclusion", "supplementary-material": "back",
    "coi-statement": "back", "data-availability": "back", "funding-information": "back", "trial-registration": "back",
    "ethics-statement": "back", "author-contributions": "back", "acknowledgment": "back", "acknowledgments": "back",
}  # fmt: skip
_PARTING = frozenset({
    "p", "disp-quote", "speech", "list", "def-list", "boxed-text", "statement", "verse-group", "preformat", "glossary",
    "sec",
})  # fmt: skip
_FLOATS = frozenset({"table-wrap", "table-wrap-group", "fig", "fig-group", "fn", "fn-group", "supplementary-material"})


_APART: frozenset[Role | None] = frozenset({"front", "abstract", "references", "back"})


def read_jats(data: bytes, name: str) -> Document:
    """Read an article in JATS or BMC XML. Raises `ReadingError` where the bytes hold no article."""
    root, warnings = _parse(data, name)
    article = _article(root, name)
    if tag(article) == "art":
        article = to_jats(article)
    reader = _Reader()
    reader.front(article)
    body = _child(article, "body")
    if body is not None:
        reader.body = True
        reader.content(body, depth=0)
        reader.body = False
    back = _child(article, "back")
    if back is not None:
        reader.back(back)
    floats = _child(article, "floats-group")
    if floats is not None:
        reader.content(floats, depth=0)
    reader.finish()
    more = len(_articles(root)) - 1
    if more > 0:
        message = (
            f"{name} holds {more} further article{'s' if more > 1 else ''} beside this one, the first: a run reads "
            "each as a paper of its own."
        )
        warnings.append(Warning("further_articles", message, "info"))
    others = sum(1 for e in article if tag(e) in ("sub-article", "response"))
    if others:
        message = f"{name} also holds {others} sub-articles (translations, reviews, letters), which were not read."
        warnings.append(Warning("sub_articles_skipped", message, "info"))
    if body is None:
        warnings.append(Warning("no_body", f"{name} holds no running text: only what stands before the body was read."))
    out = reader.writer
    return out.document(data, name, "jats", metadata(article, out.text), warnings)


def _parse(data: bytes, name: str) -> tuple[etree._Element, list[Warning]]:
    """The tree, mended where it must be; a mended tree carries a warning."""
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        return etree.fromstring(data, etree.XMLParser(**safe)), []
    except etree.XMLSyntaxError as error:
        where = f"line {error.lineno}"
    except ValueError as error:
        raise DamagedError(name, f"{name} is not readable XML ({error}): export it again.") from error
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, **safe))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(name, f"{name} is not readable XML ({error}): export it again.") from error
    if root is None:
        raise DamagedError(name, f"{name} is not readable XML (broken from {where} on): export it again.")
    message = f"{name} is damaged XML (first at {where}): text after that place may be missing or misplaced."
    return root, [Warning("damaged_xml", message)]


def further_articles(data: bytes) -> tuple[bytes, ...]:
    """Every article of a set beyond the first, each as XML of its own; none where the bytes hold one or no article."""
    if len(re.findall(rb"<(?:\w+:)?(?:article|art)[\s>]", data)) < 2:
        return ()
    try:
        root, _ = _parse(data, "")
    except DamagedError:
        return ()
    return tuple(
        etree.tostring(e, encoding="utf-8", xml_declaration=True, with_tail=False) for e in _articles(root)[1:]
    )


def _articles(root: etree._Element) -> list[etree._Element]:
    """The articles of a file; none stands inside another."""
    found = (e for e in root.iter() if tag(e) in ("article", "art"))
    return [e for e in found if not any(tag(a) in ("article", "art") for a in e.iterancestors())]


def _article(root: etree._Element, name: str) -> etree._Element:
    if articles := _articles(root):
        return articles[0]
    raise UnsupportedError(
        name,
        f"{name} is XML, but not of an article: its root is <{tag(root)}> where <article> (JATS) or <art> is needed.",
    )


def _child(element: etree._Element, *names: str) -> etree._Element | None:
    return next((child for child in element if tag(child) in names), None)


def role_of(sec_type: str | None) -> Role | None:
    """What a `sec-type` says; "results|discussion" says both."""
    found = {_ROLES[t] for t in re.split(r"[|,;\s]+", (sec_type or "").lower()) if t in _ROLES}
    if {"findings", "discussion"} <= found:
        return "findings_discussion"
    return found.pop() if len(found) == 1 else None


@dataclass(slots=True)
class _Float:
    kind: BlockKind
    run: Run | str
    anchor: int
    role: Role | None


@dataclass(slots=True)
class _Reader:
    """Walks an article and writes its blocks; floats wait until the running text has ended."""

    writer: Writer = field(default_factory=Writer)
    floats: list[_Float] = field(default_factory=list)
    cited: dict[str, int] = field(default_factory=dict)
    role: Role | None = None
    body: bool = False

    # --- the three parts of an article -------------------------------------------------------------------------

    def front(self, article: etree._Element) -> None:
        """Title, authors, abstracts, keywords."""
        front = _child(article, "front", "front-stub")
        if front is None:
            return
        title, authors = metadata(article).title, metadata(article).authors
        self.writer.add("title", title, role="front")
        self.writer.add("paragraph", ", ".join(authors), role="front")
        own = main_abstract(front)
        for abstract in abstracts(front):
            self.role = "abstract" if abstract is own else "front"
            self.heading(abstract, 1)
            self.content(abstract, 1)
        self.role = "front"
        for group in front.iter():
            if tag(group) == "kwd-group":
                words = "; ".join(w for w in (plain(k) for k in group.iter() if tag(k) == "kwd") if w)
                self.writer.add("paragraph", f"{plain(_child(group, 'title'))} {words}".strip(), role="front")
        self.role = None

    def back(self, back: etree._Element) -> None:
        """Acknowledgements, notes, appendices, references: none of it findings."""
        for child in back:
            name = tag(child)
            self.role = "references" if name == "ref-list" else "back"
            if name == "ref-list":
                self.references(child)
            elif name == "sec" and (role := role_of(child.get("sec-type"))) not in (None, "back"):
                self.role = role
                self.section(child, 1)
            elif name in ("fn-group", "app-group"):
                self.heading(child, 1)
                self.content(child, 1, inside=True)
            elif name:
                self.section(child, 1)
        self.role = None

    def finish(self) -> None:
        """Write the floats, each with the place in the running text it belongs to."""
        if not any(b.kind == "heading" and b.role not in _APART for b in self.writer.blocks):
            self.writer.blocks = [self.promoted(b) for b in self.writer.blocks]
        for item in self.floats:
            self.writer.add(item.kind, item.run, role=item.role, anchor=item.anchor)

    def promoted(self, block: Block) -> Block:
        """In an article without sections, a short paragraph all in bold is its heading."""
        whole = block.kind == "paragraph" and block.lead == block.end and block.role not in _APART
        bold = any(m.kind == "bold" and m.start == block.start for m in self.writer.marks)
        return replace(block, kind="heading", lead=None) if whole and bold else block

    # --- sections and blocks -----------------------------------------------------------------------------------

    def section(self, element: etree._Element, level: int) -> None:
        """A section; what it says of its part goes over to its text where no title can bear it."""
        before = self.role
        if level == 1 and self.role is None and not plain(_child(element, "title")):
            self.role = role_of(element.get("sec-type"))
        self.heading(element, level)
        self.content(element, level)
        self.role = before

    def heading(self, element: etree._Element, level: int) -> None:
        title = _child(element, "title")
        if title is None:
            return
        run = Run()
        label = plain(_child(element, "label"))
        if label and not plain(title).startswith(label):
            run.add(label + " ")
        write(run, title, self.inside)
        self.writer.add("heading", run, role=self.role or role_of(element.get("sec-type")), level=level)

    def content(self, element: etree._Element, depth: int, *, inside: bool = False) -> None:
        """Every block below an element, in order. `inside` a footnote group, notes are running text."""
        for child in element:
            name = tag(child)
            if not name or name in ("title", "label", "sec-meta", "object-id"):
                continue
            if name in ("sec", "ack", "app", "notes", "glossary", "bio"):
                self.section(child, depth + 1)
            elif name == "ref-list":
                self.references(child)
            elif name == "fn" and inside:
                self.content(child, depth)
            else:
                self.block(child)

    def block(self, element: etree._Element) -> bool:
        """Write one block-level element; False where it is none."""
        name = tag(element)
        if name in ("p", "disp-formula", "disp-formula-group", "preformat", "text"):
            self.paragraph(element)
        elif name in ("disp-quote", "speech", "verse-group"):
            self.quote(element)
        elif name == "list":
            self.list(element)
        elif name == "def-list":
            self.definitions(element)
        elif name in ("boxed-text", "statement"):
            self.box(element)
        elif name in _FLOATS:
            self.float(element)
        elif name in ("floats-group", "sec", "glossary", "notes", "app", "ack", "bio"):
            self.content(element, 1)
        elif name not in ("media", "graphic", "x"):
            return self.loose(element)
        return True

    def loose(self, element: etree._Element) -> bool:
        run = Run()
        write(run, element, self.inside)
        return self.writer.add("paragraph", run, role=self.role)

    def inside(self, element: etree._Element) -> bool:
        """Note what an inline element points at, and take floats out of the line."""
        if tag(element) == "xref" and element.get("rid"):
            for rid in str(element.get("rid")).split():
                self.cited.setdefault(rid, self.writer.next)
        if tag(element) in _FLOATS:
            self.float(element)
            return True
        return False

    def paragraph(self, element: etree._Element, kind: BlockKind = "paragraph") -> None:
        """A paragraph; quotations, lists and boxes inside it part it."""
        run = Run()
        run.add(element.text)
        for child in element:
            name = tag(child)
            if name in _PARTING:
                self.writer.add(kind, run, role=self.role)
                run = Run()
                if name == "p":
                    self.paragraph(child, kind)
                else:
                    self.block(child)
            else:
                write_child(run, child, self.inside)
            run.add(child.tail)
        self.writer.add(kind, run, role=self.role)

    def quote(self, element: etree._Element) -> None:
        """A block quotation: one block a paragraph, who speaks before the first, the attribution after the last."""
        parts = [child for child in element if tag(child) and tag(child) != "label"]
        if not any(tag(p) in _PARTING for p in parts):
            self.paragraph(element, "quote")
            return
        run, speaker = Run(), ""
        for part in parts:
            if tag(part) == "attrib":
                write_child(run, part)
            elif tag(part) == "speaker":
                speaker = plain(part).rstrip(" :")
            elif tag(part) in ("p", "verse-group", "title"):
                self.writer.add("quote", run, role=self.role)
                run = Run()
                run.add(f"{speaker}: " if speaker else "")
                speaker = ""
                write(run, part, self.inside)
            else:
                self.writer.add("quote", run, role=self.role)
                run = Run()
                self.block(part)
        self.writer.add("quote", run, role=self.role)

    def list(self, element: etree._Element) -> None:
        for item in element:
            if tag(item) == "list-item":
                for part in item:
                    if tag(part) == "p":
                        self.paragraph(part, "list")
                    elif tag(part) and tag(part) not in ("label", "title"):
                        self.block(part)
                if _child(item, *_PARTING) is None:
                    self.paragraph(item, "list")
            elif tag(item) == "p":
                self.paragraph(item, "list")

    def definitions(self, element: etree._Element) -> None:
        for item in element:
            if tag(item) == "def-item":
                run = Run()
                write(run, item, self.inside)
                self.writer.add("list", run, role=self.role)

    def box(self, element: etree._Element) -> None:
        """A box stands in the running text; its title is no heading of the paper."""
        label = plain(_child(element, "label"))
        caption = _child(element, "caption", "title")
        self.writer.add("paragraph", f"{label} {plain(caption)}".strip(), role=self.role)
        for child in element:
            if tag(child) == "sec":
                self.writer.add("paragraph", plain(_child(child, "title")), role=self.role)
                self.content(child, 9)
            elif tag(child) not in ("", "label", "caption", "title", "object-id"):
                self.block(child)

    def references(self, element: etree._Element, level: int = 1) -> None:
        self.role, before = "references", self.role
        self.heading(element, level)
        for child in element:
            if tag(child) == "ref":
                self.writer.add("paragraph", reference(child), role="references")
            elif tag(child) == "ref-list":
                self.references(child, level + 1)
            elif tag(child) == "p":
                self.paragraph(child)
        self.role = before

    # --- floats ------------------------------------------------------------------------------------------------

    def float(self, element: etree._Element) -> None:
        """Set tables, figures and footnotes aside, with their anchor."""
        name = tag(element)
        place = self.cited.get(element.get("id") or "", self.writer.length)
        if name in ("table-wrap-group", "fig-group", "fn-group"):
            for child in element:
                if tag(child) in _FLOATS:
                    self.float(child)
            return
        if name == "fn":
            self.aside("note", plain(element), place)
            return
        label, caption = plain(_child(element, "label")), _child(element, "caption")
        run = Run()
        run.add(label + (" " if label.endswith((".", ":")) else ". ") if label else "")
        if caption is not None:
            write(run, caption, self.inside)
        self.aside("caption", run, place)
        for table in element.iter():
            if tag(table) == "table":
                self.aside("table", cells(table), place)
            elif tag(table) in ("table-wrap-foot", "attrib"):
                self.aside("note", plain(table), place)

    def aside(self, kind: BlockKind, run: Run | str, anchor: int) -> None:
        self.floats.append(_Float(kind, run, anchor, self.role))


def cells(table: etree._Element) -> str:
    """A table as text: cells divided by tabs, rows by newlines."""
    rows = []
    for row in table.iter():
        if tag(row) == "tr":
            row_cells = [plain(c) for c in row if tag(c) in ("td", "th", "entry")]
            if any(row_cells):
                rows.append("\t".join(row_cells).rstrip("\t"))
    return "\n".join(rows)


def reference(element: etree._Element) -> str:
    """One entry of the reference list, its parts spaced."""
    run = Run()
    for child in element:
        if tag(child) == "label":
            run.add(plain(child) + " ")
        elif tag(child):
            mixed = tag(child) == "mixed-citation" and bool((child.text or "").strip() or _tails(child))
            run.add(plain(child) if mixed else " ".join(_parts(child)))
            run.add(" ")
    return run.text


def _parts(element: etree._Element) -> Iterator[str]:
    """The printed parts of a reference; of a name its parts again."""
    for child in element:
        if tag(child) in ("person-group", "name", "string-name", "aug", "au", "date", "pubdate"):
            yield from _parts(child)
        elif text := plain(child):
            yield text


def _tails(element: etree._Element) -> str:
    return "".join(child.tail or "" for child in element).strip()
