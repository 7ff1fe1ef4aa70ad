"""What a paper says of itself on its first pages: title, authors, year, DOI, journal; what is not sure stays empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Block, Furniture, Metadata, Warning
from thirdorder.nlp.reading.front.authors import authors_of
from thirdorder.nlp.reading.front.doi import doi_of
from thirdorder.nlp.reading.front.journal import journal_of
from thirdorder.nlp.reading.front.title import title_of
from thirdorder.nlp.reading.front.year import year_of
from thirdorder.nlp.reading.language import detect_language

_ENOUGH = 4000  # letters that tell a language; more only take time
_BEGINNING = 3000  # letters of a text without headings


def find_metadata(
    text: str, blocks: Sequence[Block], furniture: Sequence[Furniture], info: Mapping[str, str], first_page_ends: int
) -> Metadata:
    """What a paper says of itself; `first_page_ends` is an offset, `info` the file's own properties."""
    head = text[:first_page_ends]
    front = [b for b in blocks if b.start < first_page_ends and b.anchor is None]
    aside = [text[b.start : b.end] for b in blocks if b.anchor is not None and b.anchor <= first_page_ends]
    margins = [f.text for f in furniture]
    printed = [text[b.start : b.end] for b in front]
    title = title_of(text, front, (*printed[:30], *aside, *(f.text for f in furniture if f.page <= 2)), info)
    names, byline = authors_of(text, front, printed, aside, info)
    journal = journal_of(furniture, head, info)
    return Metadata(
        title=title,
        authors=names,
        year=year_of(byline, printed, aside, margins, [f.text for f in furniture if f.page == 1]),
        doi=doi_of(title, printed, aside, furniture, text, info),
        journal="" if journal and byline.startswith(journal) else journal,
        language=detect_language(text[len(text) // 4 : len(text) // 4 + _ENOUGH] if len(text) > 2 * _ENOUGH else text),
    )


def find_without_pages(text: str, blocks: Sequence[Block]) -> Metadata:
    """The same for a text without pages: what stands before its first heading, or at its beginning."""
    front = next((b.start for b in blocks if b.kind == "heading"), min(len(text), _BEGINNING))
    return find_metadata(text, blocks, (), {}, front)


def unsure(metadata: Metadata, name: str) -> tuple[Warning, ...]:
    """A word on what the first pages do not say for sure."""
    missing = [
        said
        for said, value in (("title", metadata.title), ("authors", metadata.authors), ("year", metadata.year))
        if not value
    ]
    if not missing:
        return ()
    listed = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
    message = f"{name}: the first pages do not say for sure the {listed}; a file of references (RIS) can."
    return (Warning("metadata_unsure", message, "info"),)
