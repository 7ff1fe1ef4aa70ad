"""Running text out of XML: white space collapsed, emphasis and citations kept as marks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from thirdorder.nlp.document import Block, BlockKind, Document, Format, Mark, MarkKind, Metadata, Role, Warning, digest

_MARKS: dict[str, MarkKind] = {"italic": "italic", "bold": "bold", "sup": "superscript"}
_DROPPED = frozenset({
    "tex-math", "graphic", "inline-graphic", "media", "object-id", "alt-text", "long-desc", "email", "index-term",
    "annotation", "processing-meta", "del",
})  # fmt: skip
_SPACED = frozenset({
    "break", "td", "th", "p", "list-item", "title", "tr", "label", "name", "string-name", "disp-formula",
    "verse-line", "speaker", "attrib", "def", "term",
})  # fmt: skip
_LEAD_LENGTH = 150


@dataclass(slots=True)
class Run:
    """A piece of running text under construction: white space is collapsed as it comes in."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    spaced: bool = True

    def add(self, text: str | None) -> None:
        """Append text; white space next to white space, and at the very beginning, is dropped."""
        if not text:
            return
        text = re.sub(r"\s+", " ", text)
        if self.spaced:
            text = text.removeprefix(" ")
        if text:
            self.pieces.append(text)
            self.length += len(text)
            self.spaced = text.endswith(" ")

    @property
    def text(self) -> str:
        return "".join(self.pieces).rstrip()


def tag(element: etree._Element) -> str:
    """The local name of an element, empty for comments, instructions and entities."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def write(run: Run, element: etree._Element, block: Callable[[etree._Element], bool] | None = None) -> None:
    """Append an element's content to a run. `block` may take a child over (and write it elsewhere), saying so."""
    run.add(element.text)
    for child in element:
        write_child(run, child, block)
        run.add(child.tail)


def write_child(run: Run, child: etree._Element, block: Callable[[etree._Element], bool] | None = None) -> None:
    """Append one inline element without what follows it."""
    name = tag(child)
    if child.tag is etree.Entity:
        run.add(html.unescape(child.text or ""))
        return
    if not name or name in _DROPPED or (block is not None and block(child)):
        return
    if name == "alternatives":
        options = [c for c in child if tag(c) not in _DROPPED]
        if options:
            write_child(run, options[0], block)
        return
    if name in _SPACED:
        run.add(" ")
    start, inner = run.length, len(run.marks)
    write(run, child, block)
    kind = "citation" if name == "xref" and child.get("ref-type") == "bibr" else _MARKS.get(name)
    if kind is not None and run.length > start:
        run.marks.insert(inner, Mark(kind, start, run.length))
    if name in _SPACED:
        run.add(" ")


def plain(element: etree._Element | None) -> str:
    """The text of an element on one line; empty for None."""
    if element is None:
        return ""
    run = Run()
    write(run, element)
    return run.text


@dataclass(slots=True)
class Writer:
    """Collects blocks into one text, a blank line between them."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def next(self) -> int:
        """Where the next block will begin."""
        return self.length + (2 if self.parts else 0)

    def add(
        self,
        kind: BlockKind,
        run: Run | str,
        *,
        role: Role | None = None,
        level: int | None = None,
        anchor: int | None = None,
    ) -> bool:
        """Append a block; an empty one is passed over. Says whether anything was written."""
        text = run if isinstance(run, str) else run.text
        if not text.strip():
            return False
        start = self.next
        if self.parts:
            self.parts.append("\n\n")
        self.parts.append(text)
        self.length = start + len(text)
        marks = [] if isinstance(run, str) else list(_trimmed(run.marks, len(text)))
        lead = _lead(text, marks) if kind in ("paragraph", "list") else None
        self.marks += [Mark(m.kind, start + m.start, start + m.end) for m in marks]
        self.blocks.append(Block(kind, start, self.length, level, role, lead=lead and start + lead, anchor=anchor))
        return True

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def document(
        self, data: bytes, name: str, kind: Format, metadata: Metadata, warnings: Sequence[Warning] = ()
    ) -> Document:
        """What was written as the document of a file without pages."""
        marks = sorted(self.marks, key=lambda m: (m.start, -m.end))
        return Document(
            digest(data),
            name,
            kind,
            self.text,
            tuple(self.blocks),
            0,
            metadata,
            tuple(marks),
            warnings=tuple(warnings),
        )


def _trimmed(marks: list[Mark], length: int) -> Iterator[Mark]:
    for mark in marks:
        if mark.start < length:
            yield Mark(mark.kind, mark.start, min(mark.end, length))


def _lead(text: str, marks: list[Mark]) -> int | None:
    """Where the emphasised opening of a paragraph ends, with the point or colon that closes it."""
    end = 0
    for mark in marks:
        if mark.kind in ("bold", "italic") and not text[end : mark.start].strip(" .:–—-") and mark.end > end:
            if end and text[:end].rstrip().endswith((".", ":")):
                break
            end = mark.end
        elif mark.start > end:
            break
    if not end or end > _LEAD_LENGTH:
        return None
    if end < len(text) and text[end] in ".:":
        end += 1
    return len(text[:end].rstrip())
