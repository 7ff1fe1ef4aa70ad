"""One paper read in a limited process and pinned: from then on it can be opened and coded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.service.jobs.queue import ask, end, holds
from thirdorder.service.run.cache import code_digest
from thirdorder.service.run.isolation import Warm, allowed_seconds
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import keep_pinned, offer, paper, pin, set_state
from thirdorder.service.store.schema import GivenRow
from thirdorder.service.store.values import Job, PaperEntry

OCR_SECONDS = 600.0
"""Scans take half a minute a page where OCR is installed."""


class Read(NamedTuple):
    """What comes out of the limited process."""

    paper: Paper
    sizes: tuple[tuple[float, float], ...]


Reader = Warm[tuple[str, str], Read]


def reader() -> Reader:
    """A warm process that reads papers."""
    return Warm(read_file)


def do_read(database: Database, files: Files, job: Job, worker: str, read: Reader) -> None:
    """Read a paper and keep its text, or why it cannot be read. A paper with a pinned text is left as it is."""
    with database.writing() as session:
        entry = paper(session, job.project, job.paper)
        if entry.text_sha256 or entry.state == "removed":
            end(session, job.id, worker)
            return
        set_state(session, job.project, job.paper, "reading")
    try:
        found = read_entry(files, job.project, entry, read)
    except ReadingError as error:
        with database.writing() as session:
            if holds(session, job.id, worker):
                set_state(session, job.project, job.paper, "refused", str(error))
                end(session, job.id, worker)
        return
    key = keep_pinned(files, job.project, found.paper, found.sizes)
    with database.writing() as session:
        if holds(session, job.id, worker):
            pin(session, job.project, job.paper, found.paper, key, code_digest())
            end(session, job.id, worker)
            _go_on(session, job)


def do_anew(database: Database, files: Files, job: Job, worker: str, read: Reader) -> None:
    """Read a paper anew beside its pinned text, for a person to look at what would change. Raises `ReadingError`."""
    with database.reading() as session:
        entry = paper(session, job.project, job.paper)
    found = read_entry(files, job.project, entry, read)
    key = keep_pinned(files, job.project, found.paper, found.sizes)
    with database.writing() as session:
        if holds(session, job.id, worker):
            offer(session, job.project, job.paper, key, code_digest())
            end(session, job.id, worker)


def read_entry(files: Files, project: int, entry: PaperEntry, read: Reader) -> Read:
    """A paper's file read in the limited process. Raises `ReadingError`."""
    seconds = allowed_seconds(entry.size) + (OCR_SECONDS if entry.media == "pdf" and _ocr() else 0.0)
    found = read((str(files.paper(project, entry.sha256)), entry.name), name=entry.name, seconds=seconds)
    # The file is called what its uploader called it; its place in the data folder is nobody's business.
    return Read(replace(found.paper, document=replace(found.paper.document, source=entry.name)), found.sizes)


def read_file(task: tuple[str, str]) -> Read:
    """Runs in the limited process."""
    from thirdorder.nlp.pipeline import parse
    from thirdorder.nlp.reading.pdf.opening import open_pdf

    path, name = task
    data = Path(path).read_bytes()
    found = parse(data, name)
    sizes: tuple[tuple[float, float], ...] = ()
    if found.document.format == "pdf":
        document, _ = open_pdf(data, name, None)
        sizes = tuple(document.get_page_size(i) for i in range(len(document)))
        document.close()
    return Read(found, sizes)


def _go_on(session: Session, job: Job) -> None:
    """What a new text makes possible: codings that wait for it are placed, vectors and suggestions are made for it."""
    if session.get(GivenRow, (job.project, "codings")) is not None:
        ask(session, job.project, "codings")
    ask(session, job.project, "learn")


def _ocr() -> bool:
    from thirdorder.nlp.reading.pdf.ocr import available

    return available()
