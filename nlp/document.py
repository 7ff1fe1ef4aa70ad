"""Text once, spans over it: the values that every stage shares.

A `Document` holds its text a single time, in reading order. Everything found in it (sections, passages, voices,
constructs) is a half-open (start, end) pair of Unicode character offsets into that text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Role = Literal[
    "abstract", "introduction", "methods", "findings", "discussion", "findings_discussion",
    "conclusion", "references", "front", "back", "other",
]  # fmt: skip
FINDINGS_ROLES: frozenset[Role] = frozenset({"findings", "findings_discussion"})

PassageKind = Literal["paragraph", "quote", "list", "table", "caption", "note"]
RUNNING_KINDS: frozenset[str] = frozenset({"paragraph", "quote", "list"})
FLOAT_KINDS: frozenset[str] = frozenset({"table", "caption", "note"})
BlockKind = Literal["title", "heading", "paragraph", "quote", "list", "table", "caption", "note"]

VoiceName = Literal["participant", "author_reporting", "author_interpreting", "literature", "field_note"]
Order = Literal["first", "second", "mixed"]
FindingsStatus = Literal["found", "merged_with_discussion", "not_found"]
Severity = Literal["info", "warning", "error"]
MarkKind = Literal["italic", "bold", "superscript", "citation"]
GroupSource = Literal["tag", "legend", "sentence", "subject", "study"]
Format = Literal["pdf", "jats", "word", "html", "text"]
EvidenceSource = Literal["heading", "run_in_heading", "statement", "table", "segment"]
ConstructKind = Literal["interpretive_claim", "topic", "framework_domain", "quotation_title"]


class Spanned(Protocol):
    """Anything that stands somewhere in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Placed(Protocol):
    """Anything that may stand somewhere in a text, or have no place there."""

    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF points from the top left of the page as shown; pages count from 1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a reader of the result should know; `code` is stable, `message` is a sentence."""

    code: str
    message: str
    severity: Severity = "warning"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Running heads, page and line numbers, watermarks: printed on the page, no part of the text."""

    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a block is set: size in points (its most common), weight, slope, capitals, font, left indent in points."""

    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    font: str = ""
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A typographic or bibliographic mark inside running text: emphasis, a superscript, a citation."""

    kind: MarkKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the page: a heading, paragraph, quotation, list, table, caption or note.

    `level` and `role` are what the markup itself says (JATS); a PDF says neither, and `style` speaks instead.
    `lead` is where a typographically distinct opening of a paragraph ends (a possible run-in heading).
    `anchor` is set on tables, captions and notes, which stand after the running text: the offset at which
    they stood in it. Table cells are divided by tabs, rows by newlines.
    """

    kind: BlockKind
    start: int
    end: int
    level: int | None = None
    role: Role | None = None
    style: Style | None = None
    lead: int | None = None
    anchor: int | None = None


@dataclass(frozen=True, eq=False)
class Words:
    """Where each word is printed: parallel arrays sorted by `start`, one row a word (or part of a hyphenated one).

    `start` and `end` are int32 offsets, `page` int32 from 1, `box` float32 (n, 4) as x0, y0, x1, y1 in points
    from the top left, `line` int32: words of one printed line share a number.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    page: NDArray[np.int32]
    box: NDArray[np.float32]
    line: NDArray[np.int32]

    def boxes(self, span: Spanned) -> tuple[Box, ...]:
        """One box for each printed line that the span touches, in reading order."""
        first = int(np.searchsorted(self.end, span.start, side="right"))
        last = int(np.searchsorted(self.start, span.end, side="left"))
        boxes: list[Box] = []
        for line in dict.fromkeys(self.line[first:last].tolist()):
            rows = first + np.flatnonzero(self.line[first:last] == line)
            x0, y0 = self.box[rows, :2].min(axis=0)
            x1, y1 = self.box[rows, 2:].max(axis=0)
            page = int(self.page[rows[0]])
            boxes.append(Box(page, *(round(float(v), 2) for v in (x0, y0, x1, y1))))
        return tuple(boxes)


@dataclass(frozen=True, slots=True)
class Found:
    """A fact and the words it was found in (title, year, country, participants, method, …)."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a paper says of itself; empty where it does not say. `language` is an ISO 639-1 code."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    journal: str = ""
    language: str = ""


@dataclass(frozen=True, eq=False)
class Document:
    """What was read from one file: its text once, blocks over it, and where the words stand on the page."""

    sha256: str
    source: str
    format: Format
    text: str
    blocks: tuple[Block, ...]
    pages: int
    metadata: Metadata = Metadata()
    marks: tuple[Mark, ...] = ()
    words: Words | None = None
    furniture: tuple[Furniture, ...] = ()
    warnings: tuple[Warning, ...] = ()

    @property
    def id(self) -> str:
        """The first 16 hex digits of the file's sha256."""
        return self.sha256[:16]

    def quote(self, span: Spanned) -> str:
        """The exact words of a span."""
        return self.text[span.start : span.end]

    def boxes(self, span: Spanned) -> tuple[Box, ...]:
        """Where a span is printed; empty where the format has no pages."""
        return self.words.boxes(span) if self.words is not None else ()

    def page(self, span: Spanned) -> int | None:
        """The page on which a span begins, from 1; None where the format has no pages."""
        if self.words is None:
            return None
        row = int(np.searchsorted(self.words.end, span.start, side="right"))
        return int(self.words.page[row]) if row < len(self.words.page) else None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the tree: its heading and all text up to the next section of its level or above.

    `heading` is the span of the title inside the text, None where the section has none (floats, front matter).
    """

    id: str
    parent: str | None
    level: int
    title: str
    role: Role
    start: int
    end: int
    page: int | None = None
    evidence: str = ""
    confidence: float = 1.0
    heading: Span | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Whose experience a voice tells: a group of people ("midwife"), and the words that say so.

    `told_by` is where they stand, the surest first: the speaker's tag, the paper's legend of its codes (or table of
    participants), the sentence that announces a quotation, the subject of what the authors report, or, where a
    single group took part, what the paper says of its study.
    """

    name: str
    told_by: GroupSource
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a span is. `speaker` is the tag printed beside a quotation ("P12, female, 45"), else empty.

    `group` is None where the paper does not say whose experience it is.
    """

    voice: VoiceName
    start: int
    end: int
    speaker: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, block quotation, list, table, caption or note, with the voices in it."""

    id: str
    section: str
    role: Role
    kind: PassageKind
    start: int
    end: int
    quantitative: bool = False
    voices: tuple[Voice, ...] = ()

    @property
    def order(self) -> Order:
        """First order where participants speak, second where authors do, mixed where both do."""
        participant = any(v.voice == "participant" for v in self.voices)
        author = any(v.voice != "participant" for v in self.voices)
        return "mixed" if participant and author else "first" if participant else "second"

    def groups(self, span: Spanned | None = None) -> tuple[str, ...]:
        """Whose experience the voices of the passage (or of a span in it) tell, each group once, in reading order."""
        within = span or self
        voices = (v for v in self.voices if touch(v, within))
        return tuple(dict.fromkeys(v.group.name for v in voices if v.group is not None))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a paper names a construct, and in what kind of place."""

    source: EvidenceSource
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Construct:
    """One paper's own theme, as its authors put it."""

    id: str
    parent: str | None
    label: str
    kind: ConstructKind
    confidence: float
    evidence: tuple[Evidence, ...]
    claims: tuple[Span, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Paper:
    """A document with its sections, passages and constructs."""

    document: Document
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    constructs: tuple[Construct, ...]
    characteristics: tuple[Found, ...] = ()
    findings_status: FindingsStatus = "not_found"
    warnings: tuple[Warning, ...] = field(default=())

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def metadata(self) -> Metadata:
        return self.document.metadata

    @cached_property
    def findings(self) -> tuple[Passage, ...]:
        """The running passages (paragraphs, quotations, lists) of the findings, in reading order."""
        return tuple(p for p in self.passages if p.role in FINDINGS_ROLES and p.kind in RUNNING_KINDS)

    @cached_property
    def themes_of_authors(self) -> tuple[Construct, ...]:
        """The constructs that hold passages or stand over one that does: not those of statistics alone."""
        over: set[str | None] = set()
        for construct in reversed(self.constructs):  # parents stand before their children
            if construct.passages or construct.id in over:
                over |= {construct.id, construct.parent}
        return tuple(c for c in self.constructs if c.id in over)

    @cached_property
    def passage(self) -> dict[str, Passage]:
        """Passages by id."""
        return {p.id: p for p in self.passages}

    @cached_property
    def section(self) -> dict[str, Section]:
        """Sections by id."""
        return {s.id: s for s in self.sections}

    def quote(self, span: Spanned) -> str:
        """The exact words of a span."""
        return self.document.quote(span)


def digest(data: bytes) -> str:
    """The sha256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def span_id(paper: str, letter: Literal["s", "p", "c"], start: int, end: int) -> str:
    """The stable id of a section, passage or construct: paper, kind and place."""
    return f"{paper}:{letter}{start}-{end}"


def owner(key: str) -> str:
    """The paper's id that the id of a section, passage or construct begins with; any other id is its own."""
    named = re.match(r"(.+?):[a-z]\d", key)
    return named[1] if named is not None else key


def touch(one: Placed, span: Spanned) -> bool:
    """Whether something stands on any character of a span; what has no place touches nothing."""
    return one.start is not None and one.end is not None and one.start < span.end and span.start < one.end


def innermost(sections: Iterable[Section], offset: int) -> Section | None:
    """The deepest section that holds a character."""
    holding = [s for s in sections if s.start <= offset < s.end]
    return max(holding, key=lambda s: (s.level, s.start), default=None)
