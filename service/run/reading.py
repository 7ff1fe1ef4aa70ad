"""Reading papers and who does it: a task a paper, each in a process of its own, here or on a cluster's workers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from thirdorder.models import Encoder
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.nlp.reading.pdf.broken_files import scanned_pages
from thirdorder.nlp.reading.pdf.ocr import available as ocr
from thirdorder.nlp.vectors import Progress, VectorStore
from thirdorder.service.run.isolation import allowed_seconds, isolated_map
from thirdorder.service.run.sources import Source

Task = tuple[Source, str | None]
"""A paper to read, and the password of encrypted PDFs."""


class Engine(Protocol):
    """Does what can be spread out: reading, and encoding ahead of the pipeline."""

    def read(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Paper | ReadingError]]:
        """Each task's number with its paper, or with why there is none, as they come."""
        ...

    def encode(self, texts: Sequence[str], encoder: Encoder, store: VectorStore, progress: Progress) -> None:
        """Put vectors of texts into the store, where the pipeline looks for them; what is left out it computes."""
        ...


class Embedded:
    """The engine of one machine: a few processes that read; encoding is left to the pipeline."""

    def __init__(self, processes: int = 2) -> None:
        self._processes = processes

    def read(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Paper | ReadingError]]:
        yield from enumerate(isolated_map(read_paper, tasks, workers=self._processes, seconds=seconds, name=name))

    def encode(self, texts: Sequence[str], encoder: Encoder, store: VectorStore, progress: Progress) -> None:
        """Nothing: the pipeline encodes what it finds nowhere."""


def read_paper(task: Task) -> Paper:
    """The paper of a task. Raises `ReadingError`."""
    source, password = task
    pages = (source.pages.load(), source.pages.name) if source.pages is not None else None
    return parse(source.file.load(), source.name, pages=pages, password=password)


def name(task: Task) -> str:
    """What a task is called in messages."""
    return task[0].name


def seconds(task: Task) -> float:
    """How long a task may take. Scanned pages are counted where they can be read at all: OCR takes seconds for each."""
    files = task[0].files
    scanned = sum(scanned_pages(file.load()) for file in files if file.name.lower().endswith(".pdf")) if ocr() else 0
    return allowed_seconds(sum(file.size for file in files), scanned)


def key(task: Task) -> str:
    """What a paper is kept under: its files' bytes; a password is part of the key only as a hash."""
    source, password = task
    secret = hashlib.sha256((password or "").encode()).hexdigest()[:8]
    return "-".join((*(s[:32] for s in source.sha256s), secret))
