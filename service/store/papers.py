"""Papers of a project: taken, read, pinned, removed. A pinned text stays what it is until somebody has it read anew."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from thirdorder.corpora.papers import paper_from_dict, paper_to_dict
from thirdorder.nlp.document import Paper, Words, digest
from thirdorder.service.errors import NotFoundError, RefusedError, StoreError
from thirdorder.service.store.blinding import is_open
from thirdorder.service.store.corrections import Correction, corrected, corrections, described, standing
from thirdorder.service.store.files import Files, put
from thirdorder.service.store.people import audit
from thirdorder.service.store.read_again import Replaced, place_again
from thirdorder.service.store.schema import PaperRow, PaperState
from thirdorder.service.store.values import PaperEntry, named, value

Sizes = tuple[tuple[float, float], ...]
"""Width and height of each page as shown, in points; empty where a paper has no pages."""


_ENTRY = tuple(getattr(PaperRow, name) for name in named(PaperEntry))


class Pinned(NamedTuple):
    """A paper as it was read for this project, and the sizes of its pages."""

    paper: Paper
    sizes: Sizes


def papers(session: Session, project: int, *, removed: bool = False) -> tuple[PaperEntry, ...]:
    """The papers of a project by name."""
    query = select(*_ENTRY).where(PaperRow.project == project)
    if not removed:
        query = query.where(PaperRow.state != "removed")
    return tuple(PaperEntry(*row) for row in session.execute(query.order_by(PaperRow.name, PaperRow.id)))


def states_of(session: Session, project: int) -> dict[str, str]:
    """What became of each paper of a project."""
    query = select(PaperRow.id, PaperRow.state).where(PaperRow.project == project, PaperRow.state != "removed")
    return {row.id: row.state for row in session.execute(query)}


def paper(session: Session, project: int, key: str) -> PaperEntry:
    """A paper. Raises `NotFoundError`."""
    row = session.get(PaperRow, (project, key))
    if row is None:
        raise NotFoundError("There is no such paper in this project.")
    return value(PaperEntry, row)


def add_paper(session: Session, project: int, who: int, name: str, sha256: str, media: str, size: int) -> PaperEntry:
    """Note an uploaded file, to be read; one that is there already stays, and is tried again where it was refused."""
    row = session.get(PaperRow, (project, sha256[:16]))
    if row is None:
        row = PaperRow(
            project=project, id=sha256[:16], name=name, sha256=sha256, media=media, size=size, added_by=who,
        )  # fmt: skip
        session.add(row)
        session.flush()
    elif row.sha256 != sha256:
        raise RefusedError(f"{name} cannot be told apart from {row.name}: save it anew.")
    elif row.state in ("refused", "removed"):
        row.state, row.reason = "waiting" if not row.text_sha256 else "read", ""
    audit(session, who, "add paper", row.id, project)
    return value(PaperEntry, row)


def set_state(session: Session, project: int, key: str, state: PaperState, reason: str = "") -> None:
    """Say what became of a paper."""
    session.execute(
        update(PaperRow).where(PaperRow.project == project, PaperRow.id == key).values(state=state, reason=reason)
    )


def set_licence(session: Session, project: int, key: str, who: int, licence: str) -> PaperEntry:
    """Mark what may be done with a paper's text."""
    row = session.get(PaperRow, (project, key))
    if row is None:
        raise NotFoundError("There is no such paper in this project.")
    row.licence = licence
    audit(session, who, "licence", f"{key}: {licence}", project)
    return value(PaperEntry, row)


def remove_paper(session: Session, project: int, key: str, who: int) -> None:
    """Take a paper out; its codings are kept until it is purged."""
    paper(session, project, key)
    set_state(session, project, key, "removed")
    audit(session, who, "remove paper", key, project)


def keep_pinned(files: Files, project: int, paper: Paper, sizes: Sequence[tuple[float, float]]) -> str:
    """Write a paper's text and places; the hash by which the project then names it."""
    text = json.dumps(paper_to_dict(paper), sort_keys=True).encode()
    key = digest(text)
    places, sides = io.BytesIO(), np.array(sizes, dtype=np.float64).reshape(-1, 2)
    if (words := paper.document.words) is None:
        np.savez_compressed(places, sizes=sides)
    else:
        np.savez_compressed(
            places, sizes=sides, start=words.start, end=words.end, page=words.page, box=words.box, line=words.line
        )
    put(files.places(project, key), places.getvalue())
    put(files.text(project, key), text)
    return key


def pin(session: Session, project: int, key: str, paper: Paper, text_sha256: str, reader_version: str) -> None:
    """Say that a paper is read and which text codings stand on from now on."""
    about = paper.metadata
    session.execute(
        update(PaperRow)
        .where(PaperRow.project == project, PaperRow.id == key)
        .values(
            state="read", reason="", title=about.title, authors=list(about.authors), year=about.year, doi=about.doi,
            language=about.language, pages=paper.document.pages, findings=paper.findings_status,
            text_sha256=text_sha256, reader_version=reader_version,
        )
    )  # fmt: skip
    # What people say of a paper outlasts its being read again.
    for one in standing(corrections(session, project, key)):
        described(session.get_one(PaperRow, (project, key), populate_existing=True), one)


def offer(session: Session, project: int, key: str, text_sha256: str, reader_version: str) -> None:
    """Keep a text read anew beside the pinned one, until somebody takes it."""
    row = session.get_one(PaperRow, (project, key))
    row.candidate = text_sha256 if text_sha256 != row.text_sha256 else ""
    row.candidate_version = reader_version


def candidate(session: Session, files: Files, project: int, key: str) -> Paper:
    """A paper as it was read anew. Raises `RefusedError` where it was not, or reads the same."""
    row = session.get(PaperRow, (project, key))
    if row is None:
        raise NotFoundError("There is no such paper in this project.")
    if not row.candidate:
        raise RefusedError("It was not read anew, or reads the same as before.")
    return load_pinned(files.text(project, row.candidate)).paper


def take_candidate(session: Session, files: Files, project: int, key: str, who: int) -> Replaced:
    """Let codings stand on the text read anew: everything is placed again by its words, what finds none is listed."""
    found = candidate(session, files, project, key)
    row = session.get_one(PaperRow, (project, key))
    counted = None if is_open(session, project, key) else who
    done = place_again(session, project, found, keep=True, who=who, counted=counted)
    pin(session, project, key, found, row.candidate, row.candidate_version)
    session.execute(update(PaperRow).where(PaperRow.project == project, PaperRow.id == key).values(candidate=""))
    return done


def pinned(session: Session, files: Files, project: int, key: str) -> Pinned:
    """A paper as it was read and people put it right: the one door for whatever rests on its findings and voices.

    Raises `RefusedError` while it is not read, `StoreError` where its file is damaged.
    """
    row = paper(session, project, key)
    if not row.text_sha256:
        raise RefusedError(row.reason or f"{row.name} is not read yet: wait a little.")
    return put_right(files.text(project, row.text_sha256), standing(corrections(session, project, key)))


def put_right(path: Path, made: tuple[Correction, ...]) -> Pinned:
    """A pinned text with the corrections that stand; made once for the same."""
    return _put_right(path, made) if made else load_pinned(path)


@lru_cache(maxsize=48)
def _put_right(path: Path, made: tuple[Correction, ...]) -> Pinned:
    read = load_pinned(path)
    return Pinned(corrected(read.paper, made), read.sizes)


def forget() -> None:
    """Let go of every text that is held in memory: some of them are to be gone for good."""
    load_pinned.cache_clear()
    _put_right.cache_clear()


@lru_cache(maxsize=48)
def load_pinned(path: Path) -> Pinned:
    """A pinned text by its file, checked against the hash in its name."""
    try:
        data = path.read_bytes()
        with np.load(path.with_suffix(".npz")) as places:
            kept = {name: places[name] for name in places.files}
    except (OSError, ValueError, EOFError) as error:
        raise StoreError(f"The text {path.name} is missing or damaged: restore a backup, or read it anew.") from error
    if digest(data) != path.stem:
        raise StoreError(f"The text {path.name} was altered since it was read: restore a backup, or read it anew.")
    read = paper_from_dict(json.loads(data))
    words = Words(**{n: kept[n] for n in ("start", "end", "page", "box", "line")}) if "start" in kept else None
    placed = replace(read, document=replace(read.document, words=words))
    return Pinned(placed, tuple((float(w), float(h)) for w, h in kept["sizes"]))
