"""A run on disk, a property a file: read when it is first asked for, written when it is set."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, overload

import numpy as np
from msgspec import Struct

from thirdorder.corpora.codebooks import read_codebook, write_codebook
from thirdorder.corpora.codec import CodecError, from_json, line, plain, pretty, value_of
from thirdorder.corpora.codings import read_codings, write_codings
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.grid import Grid, read_grid, write_grid
from thirdorder.corpora.papers import PaperError, paper_from_dict, paper_to_dict
from thirdorder.corpora.tables import read_table, write_csv
from thirdorder.nlp.changes import Event, Replayed, replay
from thirdorder.nlp.document import Paper, Passage, owner
from thirdorder.nlp.review import Changes, Codebook, Coding, Study, Theme, study_of
from thirdorder.nlp.vectors import Vectors
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.events import about_themes, read_events
from thirdorder.service.folder.interpretation import Reading
from thirdorder.service.folder.shapes import Failure, Grouped, Head, PassageRow, SuggestionRow
from thirdorder.service.folder.synthesis import Evidence

T = TypeVar("T")
Json = Mapping[str, Any]
R = TypeVar("R", bound=Struct)
PIECE = 4096
"""Vectors written at once."""


class File(Generic[T]):
    """One file of a run as a property; None takes the file away.

    Raises `RunFolderError` where it is damaged or missing, unless `absent` stands for what is missing.
    """

    def __init__(
        self, name: str, read: Callable[[bytes], T], write: Callable[[T], bytes | Iterable[bytes]], *absent: T
    ) -> None:  # fmt: skip
        self.name, self._read, self._write, self._absent = name, read, write, absent

    @overload
    def __get__(self, folder: None, owner: type[Folder]) -> File[T]: ...
    @overload
    def __get__(self, folder: Folder, owner: type[Folder]) -> T: ...
    def __get__(self, folder: Folder | None, owner: type[Folder]) -> T | File[T]:
        if folder is None:
            return self
        if self.name not in folder.kept:
            folder.kept[self.name] = self._load(folder.path)
        return cast(T, folder.kept[self.name])

    def __set__(self, folder: Folder, value: T) -> None:
        folder.path.mkdir(parents=True, exist_ok=True)
        path = folder.path / self.name
        if value is None:
            path.unlink(missing_ok=True)
        else:
            written = self._write(value)
            with path.open("wb") as file:
                file.writelines((written,) if isinstance(written, bytes) else written)
        folder.kept.pop(self.name, None)

    def _load(self, folder: Path) -> T:
        path = folder / self.name
        if not path.is_file():
            if self._absent:
                return self._absent[0]
            raise RunFolderError(
                f"{folder} is not a finished run: it has no {self.name}. Make one with thirdorder run CORPUS --out"
                f" {folder}."
            )
        try:
            return self._read(path.read_bytes())
        except (CodecError, PaperError, FormatError, ValueError) as error:
            raise RunFolderError(f"{path} is damaged ({error}): run the job again into this folder.") from error


def _json(kind: type[T], name: str, *absent: T) -> File[T]:
    """A JSON file; figures in it are rounded where its shape says so."""
    return File(name, lambda data: from_json(kind, data), lambda value: (pretty(value) + "\n").encode(), *absent)


def _one(kind: type[R], name: str) -> File[R | None]:
    """A JSON file that a run may lack."""
    return File[R | None](name, lambda data: from_json(kind, data), lambda value: (pretty(value) + "\n").encode(), None)


def _figures(kind: type[T], name: str) -> File[T]:
    """A JSON file in which figures have four places."""
    return File(
        name, lambda data: from_json(kind, data), lambda value: (pretty(_rounded(plain(value))) + "\n").encode()
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return [_rounded(v) for v in value] if isinstance(value, list) else value


def _read_papers(data: bytes) -> Mapping[str, Paper]:
    papers = (paper_from_dict(json.loads(one)) for one in data.splitlines())
    return {p.id: p for p in papers}


def _write_papers(papers: Mapping[str, Paper]) -> Iterable[bytes]:
    return (f"{line(paper_to_dict(p))}\n".encode() for p in papers.values())


def _write_vectors(vectors: Vectors) -> Iterator[bytes]:
    """An .npy file piece by piece: many vectors are not copied as a whole."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(vectors))
    yield head.getvalue()
    for start in range(0, len(vectors), PIECE):
        yield np.ascontiguousarray(vectors[start : start + PIECE]).tobytes()


class VectorFile(File[Vectors]):
    """The vectors, mapped and not loaded: what is looked at comes from the disk."""

    def __init__(self, name: str) -> None:
        super().__init__(name, lambda data: np.load(io.BytesIO(data), allow_pickle=False), _write_vectors)

    def _load(self, folder: Path) -> Vectors:
        path = folder / self.name
        if os.name != "posix":  # elsewhere a mapped file cannot be put in its place anew
            return super()._load(folder)
        try:
            mapped: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):  # said as for every other file; an empty array cannot be mapped
            return super()._load(folder)
        return mapped


def _table(kind: type[R], name: str) -> File[tuple[R, ...]]:
    """A table for people, a column a field; an empty cell is a field's default."""

    def read(data: bytes) -> tuple[R, ...]:
        cells = ({c: v for c, v in row.cells.items() if v} for row in read_table(data, name).rows)
        return tuple(value_of(kind, one, strict=False) for one in cells)

    def write(rows: tuple[R, ...]) -> bytes:
        cells = ([int(v) if isinstance(v, bool) else v for v in plain(row).values()] for row in rows)
        return write_csv(kind.__struct_fields__, cells)

    return File(name, read, write)


class Folder:
    """A run folder. What a file holds is kept once read: a folder written anew is another `Folder` (see `finished`)."""

    head = _json(Head, "run.json")
    papers = File("papers.jsonl", _read_papers, _write_papers)
    vectors = VectorFile("vectors.npy")
    table = _table(PassageRow, "passages.csv")
    failures = _table(Failure, "failures.csv")
    grouped = _json(Grouped, "themes.json")
    lineage = _json(Changes, "changes.json")
    overlap: File[Json] = _json(dict, "overlap.json")
    agreement: File[Json] = _json(dict, "agreement.json")
    codebook = File[Codebook | None](
        "codebook.csv", lambda data: read_codebook(data, "codebook.csv"),
        lambda book: write_codebook(cast(Codebook, book)), None,
    )  # fmt: skip
    codings = File[tuple[Coding, ...]]("codings.csv", lambda data: read_codings(data, "codings.csv"), write_codings, ())
    suggestions = _json(tuple[SuggestionRow, ...], "suggestions.json")
    synthesis = _figures(Evidence, "synthesis.json")
    interpretation = _one(Reading, "interpretation.json")
    machine_codings = File[tuple[Coding, ...] | None](
        "machine_codings.csv", lambda data: read_codings(data, "machine_codings.csv"),
        lambda codings: write_codings(codings or ()), None,
    )  # fmt: skip
    grid = File[Grid]("grid.xlsx", lambda data: read_grid(data, "grid.xlsx"), write_grid)
    report = File[str]("report.html", bytes.decode, str.encode)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, object] = {}

    @cached_property
    def passages(self) -> Mapping[str, tuple[Paper, Passage]]:
        """The findings passages, each with its paper, by id."""
        return {passage.id: (paper, passage) for paper in self.papers.values() for passage in paper.findings}

    @cached_property
    def vector_of(self) -> Mapping[str, Vectors]:
        """The vector of each findings passage, by id."""
        return dict(zip(self.passages, self.vectors, strict=True))

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        return tuple(Study(s.id, s.papers, review=s.review, contexts=s.contexts) for s in self.head.studies)

    @cached_property
    def study_of(self) -> Mapping[str, str]:
        """The study of each paper, by ids."""
        return study_of(self.studies)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """How each paper is cited, by id."""
        return {p.id: p.title for p in self.head.papers}

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The machine's candidate themes."""
        return tuple(row.theme for row in self.grouped.themes)

    def words(self, construct: str, start: int, end: int) -> str:
        """The words of a claim, on one line."""
        return " ".join(self.papers[owner(construct)].document.text[start:end].split())

    def events(self) -> tuple[Event, ...]:
        """What people changed so far, in order; read anew each time, since it grows."""
        return about_themes(read_events(self.path))

    def people(self, *further: Event) -> Replayed:
        """The themes as people see them now, and with `further` events."""
        events = (*self.events(), *further)
        return replay(self.themes, events, self.studies, (passage for _, passage in self.passages.values()))

    def log(self, event: str, **values: object) -> None:
        """Add a dated line to log.jsonl, the one file outside the promise of same bytes."""
        self.path.mkdir(parents=True, exist_ok=True)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        with (self.path / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line({"when": when, "event": event, **values}) + "\n")


def finished(path: Path) -> Folder:
    """The run in a folder, kept while it is the same run. Raises `RunFolderError` where there is none."""
    head = path / "run.json"
    return _kept(path, head.stat().st_mtime_ns if head.is_file() else 0)


@lru_cache(maxsize=2)
def _kept(path: Path, changed: int) -> Folder:  # noqa: ARG001 - `changed` is part of the key
    folder = Folder(path)
    _ = folder.head
    return folder
