"""What there is to read: a folder searched for papers, a passages file, or the packaged example."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from thirdorder.nlp.document import digest
from thirdorder.nlp.reading.jats import further_articles
from thirdorder.service.errors import CorpusError

SUFFIXES = (".pdf", ".xml", ".nxml", ".docx", ".html", ".htm", ".txt")
PAPER_LIKE = (".doc", ".odt", ".rtf", ".epub", ".mhtml", ".pages")
"""Files that may hold a paper in a form that is not read."""
Prefer = Literal["xml", "pdf"]


class UnreadKindError(OSError):
    """A file of a kind that is not read."""


@dataclass(frozen=True)
class File:
    """One file of a corpus: its path inside it, its hash, and where its bytes are, on disk or in memory."""

    name: str
    sha256: str
    place: Path | bytes

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.place) if isinstance(self.place, bytes) else self.place.stat().st_size

    def load(self) -> bytes:
        """Its bytes, read when they are wanted."""
        return self.place if isinstance(self.place, bytes) else self.place.read_bytes()


@dataclass(frozen=True)
class Source:
    """One paper of a corpus: the file that gives the structure and, where there is one, the PDF that gives the places.

    `names` are all the paths under which these bytes were found; `problem` says why they cannot be read at all.
    """

    names: tuple[str, ...]
    file: File
    pages: File | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def sha256s(self) -> tuple[str, ...]:
        return (self.file.sha256,) if self.pages is None else (self.file.sha256, self.pages.sha256)

    @property
    def files(self) -> tuple[File, ...]:
        return (self.file,) if self.pages is None else (self.file, self.pages)


def find_sources(folder: Path, prefer: Prefer = "xml") -> tuple[Source, ...]:
    """The papers of a folder, searched recursively, or of a single file; sorted by path.

    Files with one stem in one folder are one paper. What looks like a paper and cannot be read is a source with a
    problem; other files are passed over. Raises `CorpusError` where nothing was found.
    """
    root = folder if folder.is_dir() else folder.parent
    paths = folder.rglob("*") if folder.is_dir() else [folder]
    files, problems = [], []
    for path in sorted(p for p in paths if p.suffix.lower() in (*SUFFIXES, *PAPER_LIKE)):
        name = readable(path.relative_to(root).as_posix())
        try:
            files.append(File(name, digest(_bytes(path)), path))
        except OSError as error:
            problems.append(Source((name,), File(name, "", path), problem=f"{name} {_why(path, error)}."))
    if not files and not problems:
        raise CorpusError(
            f"{folder} holds no papers: give a folder with {', '.join(SUFFIXES)} files, or a passages .csv."
        )
    return tuple(sorted((*group(files, prefer=prefer), *problems), key=lambda s: s.name))


def readable(name: str) -> str:
    """A path as it can be printed and stored: bytes that are no UTF-8 are taken for Windows-1252, control characters
    become spaces."""
    data = os.fsencode(name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return "".join(c if c.isprintable() else " " for c in text)


def _bytes(path: Path) -> bytes:
    """The bytes of a file of a kind that is read. Raises `OSError`."""
    if path.suffix.lower() in PAPER_LIKE:
        raise UnreadKindError
    if not path.is_file():
        path.stat()  # a link that leads nowhere says so
        raise IsADirectoryError
    return path.read_bytes()


def _why(path: Path, error: OSError) -> str:
    """What is wrong with something that is named like a paper, and what to do."""
    if isinstance(error, UnreadKindError):
        return f"was passed over: {path.suffix.lower()} files are not read; save it as .docx or PDF"
    if isinstance(error, IsADirectoryError):
        kind = "a folder; papers inside it are read by their own names" if path.is_dir() else "no regular file"
        return f"is named like a paper and is {kind}"
    if path.is_symlink():
        return f"is a link that leads nowhere ({error.strerror}): mend the link or remove it"
    return f"could not be opened ({error.strerror}): check its permissions, or copy it anew"


def from_bytes(files: Mapping[str, bytes], prefer: Prefer = "xml") -> tuple[Source, ...]:
    """The papers among files that are already in memory, by name."""
    wanted = ((n, d) for n, d in sorted(files.items()) if PurePosixPath(n).suffix.lower() in SUFFIXES)
    return group((File(n, digest(d), d) for n, d in wanted), prefer=prefer)


def group(files: Iterable[File], prefer: Prefer) -> tuple[Source, ...]:
    """Files to papers: one stem in one folder is one paper, and identical bytes are one paper with several names."""
    stems: defaultdict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files:
        path = PurePosixPath(file.name)
        stems[str(path.parent), path.stem].append(file)
    papers: dict[tuple[str, ...], Source] = {}
    for members in stems.values():
        source = _source(members, prefer)
        known = papers.get(source.sha256s)
        names = (*known.names, *source.names) if known is not None else source.names
        papers[source.sha256s] = Source(names, source.file, source.pages)
        for file in _further(source):
            papers.setdefault((file.sha256,), Source((file.name,), file))
    return tuple(sorted(papers.values(), key=lambda s: s.name))


def _further(source: Source) -> Iterator[File]:
    """The articles of an XML file beyond the first, each a file of its own: "set.xml#2"."""
    if PurePosixPath(source.file.name).suffix.lower() in (".xml", ".nxml"):
        for number, data in enumerate(further_articles(source.file.load()), 2):
            yield File(f"{source.file.name}#{number}", digest(data), data)


def _source(members: list[File], prefer: Prefer) -> Source:
    rank = (
        (".pdf", ".nxml", ".xml", ".html", ".htm", ".docx", ".txt")
        if prefer == "pdf"
        else (".nxml", ".xml", ".pdf", ".html", ".htm", ".docx", ".txt")
    )
    ordered = sorted(members, key=lambda f: (rank.index(PurePosixPath(f.name).suffix.lower()), f.name))
    first = ordered[0]
    is_xml = PurePosixPath(first.name).suffix.lower() in (".xml", ".nxml")
    pdfs = [f for f in ordered if f.name.lower().endswith(".pdf")]
    return Source(tuple(f.name for f in ordered), first, pdfs[0] if is_xml and pdfs else None)
