"""References as people export them (RIS, BibTeX, CSL-JSON), and the papers of a corpus that they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import latexcodec  # noqa: F401 - registers the codec
from pybtex.database import BibliographyDataError, Entry, Person, parse_string
from pybtex.scanner import PybtexError

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import YEAR, PaperName, bare_doi, match_papers, plain
from thirdorder.corpora.ris import Reference, read_ris
from thirdorder.corpora.tables import decode
from thirdorder.nlp.document import Paper

SUFFIXES = (".ris", ".bib", ".json")
FIELDS = ("title", "authors", "year", "doi", "journal")


def read_references(data: bytes, name: str) -> tuple[Reference, ...]:
    """The references of a file, told apart by what it holds. Raises FormatError for one that is none of the three."""
    text = decode(data, name).lstrip("\ufeff \t\r\n")
    if text.startswith(("[", "{")):
        return _csl(text, name)
    if re.match(r"(?:%.*\n|\s)*@\w+\s*[{(]", text):
        return _bibtex(text, name)
    return read_ris(data, name)


def is_csl(data: bytes) -> bool:
    """Whether the beginning of a JSON reads as CSL does: things with a type, a title, and authors or a date."""
    head = data[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    named = b'"type"' in head and b'"title"' in head and (b'"author"' in head or b'"issued"' in head)
    return head.startswith((b"[", b"{")) and named


def match_references(
    references: Sequence[Reference], papers: Sequence[PaperName], titles: Mapping[str, str]
) -> list[tuple[Reference, str]]:
    """Each reference with the id of the paper it is of: by its files, DOI or title, else by authors and year.

    `titles` are by paper id. Empty where none is told for sure.
    """
    titled: dict[str, list[str]] = {}
    for key, title in titles.items():
        titled.setdefault(_words(title), []).append(key)
    out = []
    for reference in references:
        direct = match_papers([k for k in (*reference.files, reference.doi) if k], papers).found
        ids = list(direct.values()) or titled.get(_words(reference.title) or "-", [])
        if not ids and reference.authors and reference.year:
            key = f"{' & '.join(a.partition(',')[0] for a in reference.authors[:2])} {reference.year}"
            ids = list(match_papers([key], papers).found.values())
        out.append((reference, ids[0] if len(set(ids)) == 1 else ""))
    return out


def _words(title: str) -> str:
    return re.sub(r"\W+", " ", plain(title)).strip()


def filled(paper: Paper, reference: Reference) -> tuple[Paper, tuple[str, ...], tuple[str, ...]]:
    """The paper with what its pages do not say; which fields were filled, and in which the two contradict."""
    about = paper.metadata
    empty = tuple(f for f in FIELDS if not getattr(about, f) and getattr(reference, f))
    unlike = tuple(f for f in ("year", "doi") if f not in empty and _differs(getattr(about, f), getattr(reference, f)))
    document = replace(paper.document, metadata=replace(about, **{f: getattr(reference, f) for f in empty}))
    whole = all(getattr(document.metadata, f) for f in ("title", "authors", "year"))
    warnings = tuple(w for w in paper.warnings if w.code != "metadata_unsure" or not whole)
    return replace(paper, document=document, warnings=warnings), empty, unlike


def _differs(said: object, stated: object) -> bool:
    return bool(said and stated) and str(said).casefold() != str(stated).casefold()


def _bibtex(text: str, name: str) -> tuple[Reference, ...]:
    try:
        entries = parse_string(text, "bibtex").entries
    except (PybtexError, BibliographyDataError, UnicodeError) as error:
        raise FormatError(name, f"this BibTeX cannot be read ({error}); export the references again.") from error
    return tuple(_of_bibtex(key, entry) for key, entry in entries.items())


def _of_bibtex(key: str, entry: Entry) -> Reference:
    def field(*names: str) -> str:
        said = next((str(entry.fields[n]) for n in names if entry.fields.get(n)), "")
        return _printed(said)

    year = YEAR.search(field("year", "date"))
    return Reference(
        id=key,
        title=field("title"),
        authors=tuple(_person(p) for p in entry.persons.get("author", ())),
        year=int(year["year"]) if year else None,
        doi=bare_doi(field("doi")),
        journal=field("journal", "journaltitle", "booktitle"),
        files=tuple(_files(str(entry.fields.get("file", "")))),
    )


def _person(person: Person) -> str:
    def said(parts: Sequence[str]) -> str:
        return _printed(" ".join(parts))

    last = said([*person.prelast_names, *person.last_names, *person.lineage_names])
    given = said([*person.first_names, *person.middle_names])
    return f"{last}, {given}" if given else last


def _printed(latex: str) -> str:
    """LaTeX's words as they are printed: accents on their letters, no braces."""
    return " ".join(re.sub(r"[{}]", "", latex.encode().decode("latex+utf8")).split())


def _files(said: str) -> Iterator[str]:
    """The names of files as reference managers write them: "Full Text:files/12/Arden 2019.pdf:application/pdf"."""
    for part in re.split(r";|:", said.replace("\\:", " ").replace("\\;", " ")):
        if re.search(r"\.(?:pdf|xml|nxml|txt|docx|html?)$", part.strip(), re.IGNORECASE):
            yield re.split(r"[/\\]", part.strip())[-1]


def _csl(text: str, name: str) -> tuple[Reference, ...]:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            name, f"this JSON breaks off or is damaged (line {error.lineno}); export it again."
        ) from error
    items = values.get("items", [values]) if isinstance(values, dict) else values
    entries = [i for i in items if isinstance(i, dict) and (i.get("title") or i.get("DOI"))]
    if not entries:
        raise FormatError(name, "there is no reference in this JSON; export the references as CSL-JSON, RIS or BibTeX.")
    return tuple(_of_csl(entry, number) for number, entry in enumerate(entries, 1))


def _of_csl(entry: Mapping[str, Any], number: int) -> Reference:
    issued = entry.get("issued") or {}
    parts = issued.get("date-parts") or [[issued.get("raw") or issued.get("literal") or ""]]
    year = YEAR.search(str(parts[0][0])) if parts[0] else None
    people = [p for p in entry.get("author", ()) if isinstance(p, dict)]
    names = (p.get("literal") or ", ".join(n for n in (p.get("family"), p.get("given")) if n) for p in people)
    return Reference(
        id=str(entry.get("id") or number),
        title=" ".join(re.sub(r"<[^>]+>", "", str(entry.get("title", ""))).split()),
        authors=tuple(n for n in names if n),
        year=int(year["year"]) if year else None,
        doi=bare_doi(str(entry.get("DOI", ""))),
        journal=str(entry.get("container-title", "")),
    )
