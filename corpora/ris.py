"""References as RIS, read and written with rispy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rispy

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import YEAR, PaperName, bare_doi
from thirdorder.corpora.tables import decode


@dataclass(frozen=True, slots=True)
class Reference:
    """What a bibliography says of one paper; empty where it does not say. `files` are the names of its files."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    journal: str = ""
    files: tuple[str, ...] = ()

    @property
    def name(self) -> PaperName:
        """What the paper may be called by."""
        return PaperName(self.id, self.doi, (), self.authors, self.year)


def read_ris(data: bytes, name: str) -> tuple[Reference, ...]:
    """Read a RIS file; a reference without an id is called by its number in the file."""
    try:
        entries = rispy.loads(decode(data, name).lstrip("\ufeff"))
    except (OSError, ValueError, KeyError, rispy.parser.ParseError) as error:
        raise FormatError(name, f"this is no RIS file ({error}); export the references again as RIS.") from error
    if not entries:
        raise FormatError(name, "there is no reference in it; each must begin with 'TY  - ' and end with 'ER  - '.")
    return tuple(_reference(entry, number) for number, entry in enumerate(entries, 1))


def write_ris(references: Sequence[Reference]) -> bytes:
    """References as RIS journal articles."""
    entries = [
        {
            "type_of_reference": "JOUR",
            "id": r.id,
            "title": r.title,
            "authors": list(r.authors),
            **({"year": str(r.year)} if r.year else {}),
            **({"doi": r.doi} if r.doi else {}),
            **({"secondary_title": r.journal} if r.journal else {}),
        }
        for r in references
    ]
    return str(rispy.dumps(entries)).encode("utf-8")


def _reference(entry: dict[str, object], number: int) -> Reference:
    def text(*fields: str) -> str:
        return next((str(entry[f]).strip() for f in fields if entry.get(f)), "")

    authors = entry.get("authors") or entry.get("first_authors") or []
    year = YEAR.search(text("year", "publication_year", "date"))
    return Reference(
        id=text("id") or str(number),
        title=text("title", "primary_title"),
        authors=tuple(str(a).strip() for a in authors) if isinstance(authors, list) else (),
        year=int(year["year"]) if year else None,
        doi=bare_doi(text("doi")),
        files=tuple(_files(entry)),
        journal=text("journal_name", "secondary_title", "alternate_title3", "alternate_title1"),
    )


def _files(entry: dict[str, object]) -> Iterator[str]:
    """The names of the files that a reference manager attached."""
    for field in ("file_attachments1", "file_attachments2", "urls"):
        said = entry.get(field) or ()
        for path in [said] if isinstance(said, str) else said if isinstance(said, list) else ():
            if re.search(r"\.(?:pdf|xml|nxml|txt|docx|html?)$", str(path).strip(), re.IGNORECASE):
                yield re.split(r"[/\\]", str(path).strip())[-1]
