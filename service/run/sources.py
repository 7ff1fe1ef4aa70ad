"""What there is to read: a folder searched for papers, a passages file, or the packaged example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from thirdorder.nlp.document import digest
from thirdorder.nlp.reading.jats import further_articles
from thirdorder.service.errors import CorpusError

SUFFIXES = (".pdf", ".xml", ".nxml", ".txt")
PAPER_LIKE = (".docx", ".doc", ".odt", ".rtf", ".html", ".htm", ".epub")
"""Files that may hold a paper in a form that is not read."""
Prefer = Literal["xml", "pdf"]


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

    `names` are all the paths under which these bytes were found.
    """

    names: tuple[str, ...]
    file: File
    pages: File | None = None

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

    Files with one stem in one folder are one paper. Other file types are passed over. Raises `CorpusError` where
    nothing was found.
    """
    if folder.is_file():
        paths = [folder] if folder.suffix.lower() in SUFFIXES else []
        root = folder.parent
    else:
        root = folder
        paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not paths:
        raise CorpusError(
            f"{folder} holds no papers: give a folder with {', '.join(SUFFIXES)} files, or a passages .csv."
        )
    return group((File(p.relative_to(root).as_posix(), digest(p.read_bytes()), p) for p in paths), prefer=prefer)


def passed_over(folder: Path) -> tuple[str, ...]:
    """A sentence for each file of a folder that looks like a paper and is of a kind that is not read."""
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PAPER_LIKE and p.is_file())
    return tuple(
        f"{p.relative_to(folder).as_posix()} was passed over: {p.suffix.lower()} files are not read; save it as PDF."
        for p in found
    )


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
        {".pdf": 0, ".nxml": 1, ".xml": 2, ".txt": 3}
        if prefer == "pdf"
        else {".nxml": 0, ".xml": 1, ".pdf": 2, ".txt": 3}
    )
    ordered = sorted(members, key=lambda f: (rank[PurePosixPath(f.name).suffix.lower()], f.name))
    first = ordered[0]
    is_xml = PurePosixPath(first.name).suffix.lower() in (".xml", ".nxml")
    pdfs = [f for f in ordered if f.name.lower().endswith(".pdf")]
    return Source(tuple(f.name for f in ordered), first, pdfs[0] if is_xml and pdfs else None)
