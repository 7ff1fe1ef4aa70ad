"""Which paper does a cell of somebody's table mean?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from thirdorder.nlp.document import Paper

FILE_SUFFIXES = (".pdf", ".xml", ".nxml", ".docx", ".html", ".htm", ".txt")
YEAR = re.compile(r"\b(?P<year>(?:19|20)\d\d)[a-z]?\b")


@dataclass(frozen=True, slots=True)
class PaperName:
    """All that a paper may be called by: its id, DOI, paths inside the corpus, authors and year."""

    id: str
    doi: str = ""
    paths: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """What each key was found to mean, what matched nothing, and what could mean several papers."""

    found: Mapping[str, str]
    missing: tuple[str, ...] = ()
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def paper_name(paper: Paper, paths: Iterable[str] = ()) -> PaperName:
    """The names of a parsed paper; `paths` are the places of its files inside the corpus."""
    about = paper.metadata
    return PaperName(paper.id, about.doi, tuple(paths) or (paper.document.source,), about.authors, about.year)


def match_papers(keys: Iterable[str], papers: Sequence[PaperName]) -> Matches:
    """Paper ids of keys, by id, DOI, relative path, folder, unique file name, unique author and year, in this order.

    A step that fits several papers decides nothing; the next is tried. What fits no paper is `missing`, and what
    only ever fits several is `ambiguous`.
    """
    steps = [_index(papers, names) for names in (_ids, _dois, _paths, _bare_paths, _folders, _files, _bare_files)]
    found: dict[str, str] = {}
    missing: list[str] = []
    ambiguous: dict[str, tuple[str, ...]] = {}
    for key in dict.fromkeys(k for k in keys if k.strip()):
        candidates = [step.get(form, ()) for step in steps for form in _forms(key)]
        if not any(len(c) == 1 for c in candidates):
            candidates.append(_by_author(key, papers))
        match = next((c[0] for c in candidates if len(c) == 1), None)
        several = next((c for c in candidates if c), ())
        if match is not None:
            found[key] = match
        elif several:
            ambiguous[key] = several
        else:
            missing.append(key)
    return Matches(found, tuple(missing), ambiguous)


def bare_doi(text: str) -> str:
    """A DOI without its resolver or prefix, in lower case."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE).casefold()


def _index(papers: Sequence[PaperName], names: Callable[[PaperName], Iterable[str]]) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for paper in papers:
        for name in names(paper):
            if name:
                index.setdefault(name, {})[paper.id] = None
    return {name: tuple(ids) for name, ids in index.items()}


def _forms(key: str) -> tuple[str, ...]:
    """A key as an id or path and as a DOI would be written."""
    return tuple(dict.fromkeys((_path(key), bare_doi(key))))


def _path(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip().replace("\\", "/").removeprefix("./").rstrip("/")).casefold()


def _ids(paper: PaperName) -> tuple[str, ...]:
    return (paper.id.casefold(),)


def _dois(paper: PaperName) -> tuple[str, ...]:
    return (bare_doi(paper.doi),)


def _paths(paper: PaperName) -> tuple[str, ...]:
    return tuple(_path(p) for p in paper.paths)


def _bare_paths(paper: PaperName) -> tuple[str, ...]:
    return tuple(_bare(p) for p in _paths(paper))


def _folders(paper: PaperName) -> tuple[str, ...]:
    folders = [PurePosixPath(p).parent for p in _paths(paper)]
    return tuple(f.name for f in folders) + tuple(str(f) for f in folders if f.name)


def _files(paper: PaperName) -> tuple[str, ...]:
    return tuple(PurePosixPath(p).name for p in _paths(paper))


def _bare_files(paper: PaperName) -> tuple[str, ...]:
    return tuple(_bare(p) for p in _files(paper))


def _bare(path: str) -> str:
    """A path without its ending, if that is one of a file and no part of a name ("P1.2")."""
    return next((path.removesuffix(s) for s in FILE_SUFFIXES if path.endswith(s)), path)


def _by_author(key: str, papers: Sequence[PaperName]) -> tuple[str, ...]:
    """Papers whose year and first author (and second, where the key joins two) the key names."""
    year = YEAR.search(key)
    if year is None:
        return ()
    words = plain(key[: year.start()])
    names = [plain(part) for part in re.split(r"\s*(?:&|,|;|\band\b|\bet al\b)\s*", key[: year.start()])]
    surnames = [n for n in names if n and n not in ("et al", "et al.")]
    if not surnames:
        return ()
    fitting = [p for p in papers if p.year == int(year["year"]) and p.authors and _names(p.authors[0], surnames[0])]
    if len(fitting) > 1 and len(surnames) > 1 and "et al" not in words:
        fitting = [p for p in fitting if len(p.authors) > 1 and _names(p.authors[1], surnames[1])]
    return tuple(p.id for p in fitting)


def _names(author: str, key: str) -> bool:
    """Whether a key ("Aiken", "Aiken A", "van der Berg") names an author ("Aiken, Ann", "Ann Aiken", "Aiken A")."""
    words, wanted = plain(author).split(), key.split()
    surname = [w for w in wanted if len(w) > 2] or wanted
    return bool(surname) and all(w in words for w in surname)


def plain(text: str) -> str:
    """Text as names and titles are compared: no accents, capitals or punctuation."""
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[^\w\s&'-]", " ", bare).split())
