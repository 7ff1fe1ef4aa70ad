"""Headings that run into the text they head."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from thirdorder.nlp.document import Block, Document, Role
from thirdorder.nlp.language.headings import core_role, fold, number, role_of_title
from thirdorder.nlp.sections.outline.heading import TAG, Heading, one_line

_MOST_WORDS = 18
_OWN_TEXT: frozenset[Role | None] = frozenset({"findings", "findings_discussion", "discussion", "conclusion"})
_DATE = re.compile(r"\s+(?:(?:\w+ )?\d{1,2}\b|\Z)")
_BACK_LEAD = re.compile(r"([A-ZÀ-Ý][^\W\d_][^:.;()“”\d]{4,70}):(?=\s)")
_NUMBERED = re.compile(r"(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s")


def run_in_headings(document: Document) -> list[Heading]:
    """Run-in headings: short leads that close with a point or colon, of one emphasis and at least two in the paper, or
    numbered as parts of a section ("3.2.1").

    Their levels count from 1 among themselves: by their numbers where they bear any.
    """
    found: dict[str, list[Heading]] = defaultdict(list)
    listed = _numbered_leads(document)
    for block in document.blocks:
        wanted = block.kind == "paragraph" or block.start in listed
        if block.lead is not None and wanted and (heading := _run_in(document, block)) is not None:
            found[_emphasis(document, block)].append(heading)
    return sorted((h for same in found.values() for h in same if len(same) > 1 or deep(h)), key=lambda h: h.start)


def deep(heading: Heading) -> bool:
    """Whether a heading bears the number of a part of a section, which no other words do."""
    return len(number(heading.title)) > 1


def back_matter(document: Document, headings: Sequence[Heading]) -> list[Heading]:
    """Openings behind the last part of a paper's own text that say what of its end matter follows ("Funding: …")."""
    ending = (h.start for h in headings if role_of_title(h.title) in ("back", "references"))
    own = (h.start for h in headings if core_role(h.title) in _OWN_TEXT)
    last = max(own, default=min(ending, default=len(document.text)))  # a review may name no part but its end
    found: list[Heading] = []
    for block in document.blocks:
        if block.anchor is not None:
            break
        if block.start <= last or block.kind not in ("paragraph", "quote"):
            continue
        opening = _BACK_LEAD.match(document.text, block.start, block.end)
        title, end = (one_line(opening[1]), opening.end()) if opening else _opening(document, block)
        if title and role_of_title(title) == "back" and not _DATE.match(document.text, end, block.end):
            found.append(Heading(block.start, end, title, 1, run_in=True, style=block.style))
    return found


def _opening(document: Document, block: Block) -> tuple[str, int]:
    """The words set apart that open a block before a sentence, without a colon: "Supplementary information The"."""
    end = block.lead or block.start
    title = one_line(document.text[block.start : end]).rstrip(". ")
    anew = document.text[end : block.end].lstrip()[:1].isupper()
    return (title, end) if anew else ("", end)


def _numbered_leads(document: Document) -> frozenset[int]:
    """Where numbered items begin that head running text ("1) Being needed: …") rather than make up a list: most of
    them are followed by something else than the next item."""
    running = [b for b in document.blocks if b.anchor is None]
    items = [
        (block.start, after.kind in ("paragraph", "quote", "heading"))
        for block, after in pairwise(running)
        if block.kind == "list" and block.lead is not None and _NUMBERED.match(document.text, block.start)
    ]
    return frozenset(start for start, _ in items) if 2 * sum(apart for _, apart in items) > len(items) else frozenset()


def _run_in(document: Document, block: Block) -> Heading | None:
    assert block.lead is not None
    printed = document.text[block.start : block.lead]
    title = one_line(printed).rstrip(".:–—- ")
    words = title.split()
    rest = document.text[block.lead : block.end].strip(" .:")
    # Without a point the sentence after it must begin anew: "Hope for recovery Some participants had heard".
    # A single word may be a name set in italics ("Salmonella Typhimurium"), unless it names a part of a paper.
    sure = len(words) > 1 or role_of_title(title) is not None or "bold" in _emphasis(document, block)
    closed = printed.rstrip().endswith((".", ":", "–", "—")) or not rest or (sure and rest[0].isupper())
    if not closed or not 1 <= len(words) <= _MOST_WORDS or not title[0].isalnum() or TAG.match(printed):
        return None
    if title[0].islower() or fold(title).isdigit():
        return None
    return Heading(block.start, block.lead, title, max(1, len(number(title))), run_in=True, style=block.style)


def _emphasis(document: Document, block: Block) -> str:
    kinds: Iterable[str] = (
        m.kind
        for m in document.marks
        if m.start <= block.start + 1 and m.end > block.start and m.kind in ("bold", "italic")
    )
    return " ".join(sorted(set(kinds)))
