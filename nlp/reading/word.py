"""Word files (.docx) to a `Document`: paragraphs by their styles, and by their look where no style says what they are.

Insertions count, deletions and comments do not; tables, captions and notes come after the running text, with their
place in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from zipfile import BadZipFile

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun
from lxml import etree

from thirdorder.nlp.document import Block, BlockKind, Document, Mark, MarkKind
from thirdorder.nlp.language.headings import role_of_title
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.errors import DamagedError, EmptyError
from thirdorder.nlp.reading.front import find_without_pages, unsure
from thirdorder.nlp.reading.markup import Run, Writer
from thirdorder.nlp.reading.text import title_among

_QUOTE = re.compile(r"quot|block ?text|zitat|cita[tçc]|cita\b", re.I)
_CAPTION = re.compile(rf"(?:{printed('table')}|{printed('figure')}|{printed('box')})\s*\d", re.I)
_QUOTE_INDENT = 200_000
"""By how much (in EMU, 914,400 an inch) a block quotation stands further in than the text around it."""
_LONGEST_HEADING, _LONGEST_NAMED = 170, 60
_NOTES = ("footnotes", "endnotes")


def read_word(data: bytes, name: str) -> Document:
    """Read a Word file. Raises `ReadingError` where it cannot be opened or holds no text."""
    try:
        file = docx.Document(io.BytesIO(data))
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise DamagedError(name, f"{name} is a damaged Word file ({error}): open it and save it anew.") from error
    reader = _Reader(file)
    reader.content(file.element.body)
    writer = reader.written()
    if not writer.blocks:
        raise EmptyError(name, f"{name} holds no text.")
    metadata = find_without_pages(writer.text, writer.blocks)
    return writer.document(data, name, "word", metadata, unsure(metadata, name))


@dataclass(frozen=True)
class _Piece:
    """One paragraph or table: what it is, its text, and how far it stands in (EMU)."""

    kind: BlockKind
    run: Run
    level: int | None = None
    indent: int = 0
    bold: bool = False
    plain: bool = True
    """Whether nothing but its look says what it is."""


@dataclass
class _Reader:
    """Walks a file's body and gathers its pieces in order."""

    file: WordFile
    pieces: list[_Piece] = field(default_factory=list)

    def content(self, element: etree._Element) -> None:
        """Every paragraph and table below an element, content controls opened."""
        for child in element:
            if child.tag == qn("w:p"):
                self.paragraph(Paragraph(child, self.file))
            elif child.tag == qn("w:tbl"):
                self.table(Table(child, self.file))
            elif child.tag == qn("w:sdt") and (inner := child.find(qn("w:sdtContent"))) is not None:
                self.content(inner)
            elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
                self.content(child)

    def paragraph(self, paragraph: Paragraph) -> None:
        """One paragraph, and after it what stands in text boxes anchored there."""
        styles = tuple(_styles(paragraph))
        run, bold = _text(paragraph, styles)
        kind, level = _kind(paragraph, styles)
        if kind == "paragraph" and _CAPTION.match(run.text):
            kind = "caption"
        self.pieces.append(_Piece(kind, run, level, _indent(paragraph, styles), bold, kind == "paragraph"))
        for box in paragraph._p.iter(qn("w:txbxContent")):
            if not any(a.tag.endswith("}Fallback") for a in box.iterancestors()):
                self.content(box)

    def table(self, table: Table) -> None:
        """A table: cells divided by tabs, rows by newlines; a merged cell once."""
        rows = []
        for row in table.rows:
            cells = list({id(c._tc): " ".join(c.text.split()) for c in row.cells}.values())
            if any(cells):
                rows.append("\t".join(cells).rstrip("\t"))
        run = Run()
        run.pieces.append("\n".join(rows))
        self.pieces.append(_Piece("table", run, plain=False))

    def written(self) -> Writer:
        """All pieces as blocks: running text first, then tables, captions and notes at their anchors."""
        pieces = [p for p in self.pieces if p.run.text.strip()]
        texts = [[p.run.text] for p in pieces]
        named = any(p.kind == "title" for p in pieces)
        begins = next((i for i, p in enumerate(pieces) if _opens(p)), 0)
        title = None if named else title_among(texts[: begins + 1])
        usual = median([p.indent for p in pieces if p.plain] or [0])
        writer, aside = Writer(), []
        for i, piece in enumerate(pieces):
            kind = piece.kind
            if i == title:
                kind = "title"
            elif piece.plain and i >= begins and _is_heading(piece):
                kind = "heading"
            elif piece.plain and i > begins and piece.indent >= usual + _QUOTE_INDENT:
                kind = "quote"
            if kind in ("table", "caption"):
                aside.append((kind, piece.run, writer.length))
            else:
                writer.add(kind, piece.run, level=piece.level)
        for kind, run, place in aside:
            writer.add(kind, run, anchor=place)
        for note in self.notes():
            writer.add("note", note, anchor=writer.length)
        writer.blocks = [_without_lead(b) for b in writer.blocks]
        return writer

    def notes(self) -> Iterator[str]:
        """Footnotes and endnotes, in their order."""
        for related in self.file.part.rels.values():
            if related.reltype in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES) and not related.is_external:
                root = etree.fromstring(related.target_part.blob, etree.XMLParser(resolve_entities=False))
                for note in root:
                    if note.get(qn("w:type")) is None:
                        yield " ".join("".join(t.text or "" for t in note.iter(qn("w:t"))).split())


def _styles(paragraph: Paragraph) -> Iterator[ParagraphStyle]:
    """A paragraph's style and those it rests on."""
    style = paragraph.style
    seen: set[str] = set()
    while style is not None and style.style_id not in seen and style.type == WD_STYLE_TYPE.PARAGRAPH:
        seen.add(style.style_id)
        yield style
        style = style.base_style


def _kind(paragraph: Paragraph, styles: tuple[ParagraphStyle, ...]) -> tuple[BlockKind, int | None]:
    """What a paragraph's style, outline level and numbering say it is."""
    names = [s.name or "" for s in styles]
    if any(n.lower() == "title" for n in names):
        return "title", None
    for properties in (paragraph._p.pPr, *(s.element.pPr for s in styles)):
        level = properties.find(qn("w:outlineLvl")) if properties is not None else None
        if level is not None and level.get(qn("w:val"), "9") != "9":
            return "heading", int(level.get(qn("w:val"))) + 1
    for name in names:
        if found := re.fullmatch(r"heading (\d)", name.lower()):
            return "heading", int(found.group(1))
        if _QUOTE.search(name):
            return "quote", None
        if name.lower() == "caption":
            return "caption", None
    numbered = any(p is not None and p.find(qn("w:numPr")) is not None for p in (paragraph._p.pPr, *(
        s.element.pPr for s in styles)))  # fmt: skip
    return ("list" if numbered or any(n.lower().startswith("list") for n in names) else "paragraph"), None


def _indent(paragraph: Paragraph, styles: tuple[ParagraphStyle, ...]) -> int:
    """How far a paragraph stands in from the left; none for hanging ones, as references are set."""
    formats = [paragraph.paragraph_format, *(s.paragraph_format for s in styles)]
    first = next((f.first_line_indent for f in formats if f.first_line_indent is not None), 0)
    left = next((f.left_indent for f in formats if f.left_indent is not None), 0)
    return 0 if first < 0 else int(left)


def _text(paragraph: Paragraph, styles: tuple[ParagraphStyle, ...]) -> tuple[Run, bool]:
    """The words of a paragraph with their emphasis, and whether all of them are bold."""
    out = Run()
    bold = True
    for element in _runs(paragraph._p):
        run = WordRun(element, paragraph)
        start = out.length
        for part in element:
            if part.tag == qn("w:t"):
                out.add(part.text)
            elif part.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
                out.add(" ")
            elif part.tag == qn("w:noBreakHyphen"):
                out.add("-")
        if out.length == start:
            continue
        faces: list[tuple[MarkKind, bool]] = [
            ("bold", _is(run.bold, [s.font.bold for s in styles])),
            ("italic", _is(run.italic, [s.font.italic for s in styles])),
            ("superscript", bool(run.font.superscript)),
        ]
        bold &= faces[0][1] or not out.text[start:].strip()
        for kind, on in faces:
            _mark(out, kind, start, on)
    return out, bold and bool(out.text.strip())


def _mark(out: Run, kind: MarkKind, start: int, on: bool) -> None:
    """Note an emphasis; one that goes on from the run before is one with it."""
    if not on:
        return
    last = next((i for i in range(len(out.marks) - 1, -1, -1) if out.marks[i].kind == kind), None)
    if last is not None and out.marks[last].end == start:
        out.marks[last] = Mark(kind, out.marks[last].start, out.length)
    else:
        out.marks.append(Mark(kind, start, out.length))


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph as it reads with all changes accepted."""
    for child in element:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in (qn("w:del"), qn("w:moveFrom"), qn("w:pPr")):
            yield from _runs(child)


def _is(own: bool | None, inherited: list[bool | None]) -> bool:
    return next((v for v in (own, *inherited) if v is not None), False)


def _opens(piece: _Piece) -> bool:
    return len(piece.run.text) <= _LONGEST_NAMED and role_of_title(piece.run.text) in ("abstract", "introduction")


def _is_heading(piece: _Piece) -> bool:
    """Whether a paragraph without a heading's style is set like one, or bears the name of a part of a paper."""
    text = piece.run.text.strip()
    if len(text) <= _LONGEST_NAMED and role_of_title(text) is not None and not text.endswith((".", ",", ";")):
        return True
    return (
        piece.bold and len(text) <= _LONGEST_HEADING and any(map(str.isalpha, text)) and not text.endswith((".", ","))
    )


def _without_lead(block: Block) -> Block:
    """A paragraph that is emphasised to its end opens nothing."""
    return replace(block, lead=None) if block.lead == block.end else block
