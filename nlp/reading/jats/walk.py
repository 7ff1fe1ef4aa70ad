"""The walk through an article: its parts, sections and blocks in order, floats with the place they were anchored at.

Running text comes first in reading order, then tables, captions and notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from thirdorder.nlp.document import Block, BlockKind, Role
from thirdorder.nlp.reading.jats.entries import cells, reference
from thirdorder.nlp.reading.jats.metadata import abstracts, main_abstract, metadata
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


def child_of(element: etree._Element, *names: str) -> etree._Element | None:
    """The first child of one of these names."""
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
class Reader:
    """Walks an article and writes its blocks; floats wait until the running text has ended."""

    writer: Writer = field(default_factory=Writer)
    floats: list[_Float] = field(default_factory=list)
    cited: dict[str, int] = field(default_factory=dict)
    role: Role | None = None
    body: bool = False

    # --- the three parts of an article -------------------------------------------------------------------------

    def front(self, article: etree._Element) -> None:
        """Title, authors, abstracts, keywords."""
        front = child_of(article, "front", "front-stub")
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
                self.writer.add("paragraph", f"{plain(child_of(group, 'title'))} {words}".strip(), role="front")
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
        if level == 1 and self.role is None and not plain(child_of(element, "title")):
            self.role = role_of(element.get("sec-type"))
        self.heading(element, level)
        self.content(element, level)
        self.role = before

    def heading(self, element: etree._Element, level: int) -> None:
        title = child_of(element, "title")
        if title is None:
            return
        run = Run()
        label = plain(child_of(element, "label"))
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
                if child_of(item, *_PARTING) is None:
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
        label = plain(child_of(element, "label"))
        caption = child_of(element, "caption", "title")
        self.writer.add("paragraph", f"{label} {plain(caption)}".strip(), role=self.role)
        for child in element:
            if tag(child) == "sec":
                self.writer.add("paragraph", plain(child_of(child, "title")), role=self.role)
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
        label, caption = plain(child_of(element, "label")), child_of(element, "caption")
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
