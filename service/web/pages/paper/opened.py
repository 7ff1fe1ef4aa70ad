"""A paper as it lies open before one reader: text, codes, codings; and its pages laid out."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from thirdorder.nlp.document import Construct, Paper
from thirdorder.service.store import blinding, corrections, papers
from thirdorder.service.store.files import Files
from thirdorder.service.store.values import Code, Coding, PaperEntry
from thirdorder.service.web import page_words
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import color

RECENT = 9
SHORT = 420
LAID = 200
"""Papers that are kept laid out."""


@dataclass(frozen=True, eq=False)
class Laid:
    """A paper laid out: its stretches and the sizes of its pages, and each page's markup packed."""

    reading: page_words.Reading
    drawn: tuple[bytes, ...]

    def pages(self) -> list[tuple[page_words.Sheet, str]]:
        """Each page with its markup: margin lines and transparent words."""
        return [(s, zlib.decompress(p).decode()) for s, p in zip(self.reading.sheets, self.drawn, strict=True)]


@dataclass(frozen=True, eq=False)
class Opened:
    """A paper with everything that its page and panel are made of."""

    entry: PaperEntry
    paper: Paper
    laid: Laid
    codes: Sequence[Code]
    known: Mapping[int, Code]
    codings: Sequence[Coding]
    recent: Sequence[Code]


@dataclass(frozen=True)
class Chip:
    """A code as pages show it."""

    id: str
    name: str
    definition: str
    color: int


@dataclass(frozen=True)
class Named:
    """A construct of the authors, and where they name it; 0 to 0 where they do not."""

    label: str
    start: int
    end: int
    page: int | None

    @property
    def jump(self) -> str:
        """Where it is named, as one word; empty where it is not."""
        return f"{self.start}-{self.end}" if self.end else ""


def open_paper(session: Session, here: Here, key: str) -> Opened:
    """A paper that is read, as whoever asks may see it."""
    entry = papers.paper(session, here.project, key)
    text, sizes = papers.pinned(session, here.files, here.project, key)
    made = corrections.corrections(session, here.project, key)
    laid = _lay(entry.text_sha256, made, text, sizes)
    book = blinding.visible_codebook(session, here.project, here.who)
    usable = {c.id: c for c in book.usable}
    recent = [usable[k] for k in blinding.recent_codes(session, here.project, here.who) if k in usable][:RECENT]
    every = blinding.visible_codings(session, here.project, here.who, key)
    own = [c for c in every if c.code is not None and c.start is not None and not c.unplaced]
    return Opened(entry, text, laid, book.usable, book.by_id, own, recent)


def chip(code: Code) -> Chip:
    """A code with its colour."""
    return Chip(str(code.id), code.name, code.definition, color(code))


def constructs(paper: Paper) -> list[Named]:
    """The authors' own constructs, each where it is first named."""
    return [_named(c, paper) for c in paper.themes_of_authors]


def short(words: str) -> str:
    """Words on one line, cut at a word where they are long."""
    bare = " ".join(words.split())
    return bare if len(bare) <= SHORT else bare[: SHORT - 1].rsplit(" ", 1)[0] + " …"


_laid: dict[tuple[str, int], Laid] = {}
_laying = threading.Lock()


def _lay(text_sha256: str, made: Sequence[corrections.Correction], text: Paper, sizes: papers.Sizes) -> Laid:
    """A paper laid out, made once for the same text and corrections.

    Markup is kept packed, and not the words it is made of: both are ten times as long as the text.
    """
    key = (text_sha256, made[-1].id if made else 0)
    with _laying:
        found = _laid.get(key)
    if found is None:
        whole = page_words.read_pages(text, sizes)
        drawn = tuple(
            zlib.compress((page_words.margin(s) + page_words.layer(whole, s)).encode(), 1) for s in whole.sheets
        )
        found = Laid(replace(whole, sheets=tuple(replace(s, parts=()) for s in whole.sheets)), drawn)
        with _laying:
            while len(_laid) >= LAID:
                _laid.pop(next(iter(_laid)))
            _laid[key] = found
    return found


def lay_ahead(session: Session, files: Files, project: int, entry: PaperEntry) -> None:
    """Lay a paper out before anybody opens it."""
    text, sizes = papers.pinned(session, files, project, entry.id)
    _lay(entry.text_sha256, corrections.corrections(session, project, entry.id), text, sizes)


def _named(construct: Construct, paper: Paper) -> Named:
    place = construct.evidence[0] if construct.evidence else None
    if place is None:
        return Named(construct.label, 0, 0, None)
    return Named(construct.label, place.start, place.end, paper.document.page(place))
