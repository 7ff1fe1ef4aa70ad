"""Where in a paper words stand: whose voices, on which page. Kept small, since a code's page asks it of every paper."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper, Span, Voice, touch
from thirdorder.service.store.corrections import corrected, corrections
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import load_pinned
from thirdorder.service.store.schema import CorrectionRow
from thirdorder.service.store.values import PaperEntry


class Places(NamedTuple):
    """The voices of a paper in order, and where its printed words end and on which page."""

    voices: tuple[Voice, ...]
    ends: NDArray[np.int32]
    pages: NDArray[np.int16]

    def voices_of(self, start: int, end: int) -> list[Voice]:
        """Whose words a span holds."""
        return [v for v in self.voices if touch(v, Span(start, end))]

    def page(self, start: int) -> int | None:
        """The page on which a span begins; None where the paper has no pages."""
        row = int(np.searchsorted(self.ends, start, side="right"))
        return int(self.pages[row]) if row < len(self.pages) else None


def put_right(session: Session, project: int) -> frozenset[str]:
    """The papers of a project in which somebody put something right."""
    return frozenset(session.scalars(select(CorrectionRow.paper).where(CorrectionRow.project == project).distinct()))


def places(session: Session, files: Files, project: int, entry: PaperEntry, right: frozenset[str]) -> Places:
    """The places of a paper that is read, as people put them right."""
    path = files.text(project, entry.text_sha256)
    if entry.id not in right:
        return _places(path)
    return _of(corrected(load_pinned(path).paper, corrections(session, project, entry.id)))


def find_words(text: str, words: str) -> tuple[int, int] | None:
    """Where words first stand in a text, white space taken as it comes; in time that grows with the text alone."""
    parts = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    plain = " ".join(text[start:end] for start, end in parts)
    wanted = " ".join(words.split())
    at = plain.find(wanted) if wanted else -1
    if at < 0:
        return None
    shift = list(accumulate((end - start + 1 for start, end in parts), initial=0))

    def original(place: int) -> int:
        row = bisect_right(shift, place) - 1
        return parts[row][0] + place - shift[row]

    return original(at), original(at + len(wanted) - 1) + 1


def read_ahead(path: Path) -> None:
    """Gather a text's places before anybody asks."""
    _places(path)


def forget() -> None:
    """Let go of what is held in memory."""
    _places.cache_clear()


@lru_cache(maxsize=1024)
def _places(path: Path) -> Places:
    return _of(load_pinned(path).paper)


def _of(paper: Paper) -> Places:
    words = paper.document.words
    ends = words.end if words is not None else np.array([])
    pages = words.page if words is not None else np.array([])
    voices = tuple(v for p in paper.passages for v in p.voices)
    return Places(voices, ends.astype(np.int32), pages.astype(np.int16))
