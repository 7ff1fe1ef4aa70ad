"""Passages that mean the like of some words: the words are encoded in a warm process, passages' vectors are stored.

The web process never loads a model. It holds a project's vectors as one matrix, made once for the same texts.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from thirdorder.models import Encoder
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.nlp.vectors import content_key
from thirdorder.service.errors import RefusedError
from thirdorder.service.run.isolation import Warm
from thirdorder.service.run.vectors import VectorCache
from thirdorder.service.store.files import Files
from thirdorder.service.store.search import Found, Index, index

log = logging.getLogger("thirdorder.meaning")
MEMORY = 8 << 30
"""A model's libraries reserve far more than they use."""
SECONDS = 30.0
PROBE = "staying"


class Encoded(NamedTuple):
    """The vector of some words, and which model made it."""

    revision: str
    vector: NDArray[np.float32]


class Nearest(NamedTuple):
    """The passages nearest in meaning, the nearest first; `waiting` are passages whose vectors are not made yet."""

    found: tuple[Found, ...]
    waiting: int


@dataclass(frozen=True)
class _Encode:
    """What runs in the encoder's process: the model is loaded with the first words."""

    model: str

    def __call__(self, words: str) -> Encoded:
        encoder = _encoder(self.model)
        return Encoded(encoder.revision, encoder.encode([words])[0])


class Meaning:
    """The encoder's process and the vectors of the projects that were searched last. Asked from any thread."""

    def __init__(self, model: str) -> None:
        self._warm: Warm[str, Encoded] = Warm(_Encode(model), seconds=SECONDS, memory=MEMORY)
        self._turn = threading.Lock()
        self._begun = False

    def warm(self) -> None:
        """Begin to load the model, without waiting for it: for pages on which somebody is about to ask."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._first, name="meaning", daemon=True).start()

    def nearest(
        self, session: Session, files: Files, project: int, text: str, *, leave_out: str = "", most: int = 20
    ) -> Nearest:
        """The findings passages of a project nearest in meaning to some words, those of one paper left out.

        Raises `RefusedError` where the words cannot be encoded now.
        """
        self._begun = True
        asked = self._encoded(text)
        return nearest_to(index(session, files, project), files.cache(project), asked, leave_out, most)

    def beside(self, session: Session, files: Files, project: int, passage: str, *, most: int = 20) -> Nearest:
        """The passages of other papers nearest to one whose vector is stored: no model is asked."""
        known = index(session, files, project)
        row, cache = known.row_of.get(passage), files.cache(project)
        if row is None:
            return Nearest((), 0)
        db = cache / "vectors.db"
        for revision in _revisions(db, _stamp(db)):
            rows = _rows(known, db, revision)
            if rows.known[row]:
                asked = Encoded(revision, rows.matrix[row])
                return nearest_to(known, cache, asked, known.papers[row], most)
        return Nearest((), 1)

    def stop(self) -> None:
        """End the encoder's process."""
        self._warm.stop()

    def _encoded(self, text: str) -> Encoded:
        with self._turn:
            try:
                return self._warm(" ".join(text.split()), name="The search")
            except (ReadingError, RuntimeError) as error:
                log.warning("words could not be encoded: %s", error)
                raise RefusedError("Meaning cannot be asked for now: search by words, or try again.") from error

    def _first(self) -> None:
        try:
            self._encoded(PROBE)
        except RefusedError:
            self._begun = False


class _Rows(NamedTuple):
    """The vectors of an index by row; `stamp` is the state of the file in which they were looked up."""

    passages: Index
    matrix: NDArray[np.float32]
    known: NDArray[np.bool_]
    waiting: int
    stamp: _Stamp


def nearest_to(passages: Index, cache: Path, asked: Encoded, leave_out: str, most: int) -> Nearest:
    """The rows of an index nearest to a vector by cosine."""
    rows = _rows(passages, cache / "vectors.db", asked.revision)
    if not rows.known.any():
        return Nearest((), rows.waiting)
    scores = np.where(rows.known, rows.matrix @ asked.vector, -np.inf)
    found: list[Found] = []
    for row in np.argsort(-scores, kind="stable").tolist():
        if len(found) >= most or not np.isfinite(scores[row]):
            break
        if passages.papers[row] != leave_out:
            one = Found(
                passages.papers[row], passages.passages[row], passages.texts[row], passages.pages[row],
                float(scores[row]),
            )  # fmt: skip
            found.append(one)
    return Nearest(tuple(found), rows.waiting)


_kept: dict[tuple[Path, str], _Rows] = {}
_keeping = threading.Lock()
PROJECTS = 4


def _rows(passages: Index, db: Path, revision: str) -> _Rows:
    """The vectors of an index's findings passages, a row each; looked up again where some were missing and the file
    was written to since."""
    with _keeping:
        before = _kept.get((db, revision))
    stamp = _stamp(db)
    if before is not None and before.passages is passages and (not before.waiting or before.stamp == stamp):
        return before
    wanted = [i for i, p in enumerate(passages.passages) if p.role in FINDINGS_ROLES and p.kind in RUNNING_KINDS]
    keys = {i: content_key(passages.texts[i]) for i in wanted}
    store = VectorCache(db)
    try:
        found = store.get(revision, list(dict.fromkeys(keys.values())))
    finally:
        store.close()
    wide = len(next(iter(found.values()))) if found else 1
    matrix = np.zeros((len(passages.texts), wide), dtype=np.float32)
    known = np.zeros(len(passages.texts), dtype=bool)
    for i, key in keys.items():
        if key in found:
            matrix[i], known[i] = found[key], True
    made = _Rows(passages, matrix, known, len(wanted) - int(known.sum()), stamp)
    with _keeping:
        while len(_kept) >= PROJECTS and (db, revision) not in _kept:
            _kept.pop(next(iter(_kept)))
        _kept[db, revision] = made
    return made


_Stamp = tuple[tuple[int, int], ...]


def _stamp(db: Path) -> _Stamp:
    """When a database file and its log were last written, and how long they are."""
    found = []
    for path in (db, db.with_name(f"{db.name}-wal")):
        try:
            said = path.stat()
            found.append((said.st_mtime_ns, said.st_size))
        except FileNotFoundError:
            found.append((0, 0))
    return tuple(found)


@lru_cache(maxsize=64)
def _revisions(db: Path, stamp: _Stamp) -> tuple[str, ...]:  # noqa: ARG001 - the file as it was then
    """The models whose vectors a project holds."""
    if not db.is_file():
        return ()
    store = VectorCache(db)
    try:
        return store.revisions()
    finally:
        store.close()


@lru_cache(maxsize=1)
def _encoder(model: str) -> Encoder:
    from thirdorder.models import load_encoder

    return load_encoder(model)
