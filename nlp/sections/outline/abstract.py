"""The parts of a structured abstract, told from those of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from thirdorder.nlp.document import Document, Role
from thirdorder.nlp.language.headings import core_role, fold, role_of_title
from thirdorder.nlp.sections.outline.heading import MAIN, Heading

_ABSTRACT_WORDS = 700
_ABSTRACT_PART = 350
_CLOSING = frozenset({"interpretation", "interpretations", "implications", "significance", "originality/value"})


def with_abstract(document: Document, headings: list[Heading]) -> list[Heading]:
    """The abstract's heading on the first level, and those of its parts below it."""
    at = next((i for i, h in enumerate(headings) if core_role(h.title) == "abstract"), None)
    first = 0 if at is None else at + 1
    inside = _abstract_parts(document, headings, first)
    if at is None and not inside:  # "Highlights" and the like, where they are all there is
        at = next((i for i, h in enumerate(headings) if role_of_title(h.title) == "abstract"), None)
    if at is None and not {"methods", "findings"} <= {role_of_title(headings[i].title) for i in inside}:
        return headings
    own = 0 if at is None else 1
    return [
        replace(h, level=own + (i != at), role="abstract") if i in inside or i == at else h
        for i, h in enumerate(headings)
    ]


def _abstract_parts(document: Document, headings: Sequence[Heading], first: int) -> range:
    words = 0
    last = first
    seen: set[Role | None] = {None}
    for i in range(first, len(headings)):
        heading = headings[i]
        end = headings[i + 1].start if i + 1 < len(headings) else len(document.text)
        part = len(document.text[heading.end : end].split())
        role, core = role_of_title(heading.title), core_role(heading.title)
        if first and role == "introduction" and seen & {"methods", "findings"}:
            return range(first, i)
        words += part
        others = (*headings[: max(0, first - 1)], *headings[i + 1 :])
        again = any(core_role(h.title) == core or fold(h.title) == fold(heading.title) for h in others)
        if not part or part > _ABSTRACT_PART or words > _ABSTRACT_WORDS:
            break
        if core == "introduction" and seen - {core, None}:
            break
        seen.add(core)
        # A part that comes again in the paper belongs here, and so do those before it and the conclusion behind it.
        closing = core == "conclusion" or (last == i and (role == "back" or fold(heading.title) in _CLOSING))
        if (core in MAIN and again) or (last > first and closing):
            last = i + 1
    return range(first, last if last > first or first else _unrepeated(document, headings))


def _unrepeated(document: Document, headings: Sequence[Heading]) -> int:
    """How many headings a structured abstract takes that opens a paper none of whose parts are named again.

    Told by its size: from objectives to conclusion it is a small share of the text.
    """
    seen: set[Role | None] = set()
    for i, heading in enumerate(headings):
        end = headings[i + 1].start if i + 1 < len(headings) else len(document.text)
        seen.add(role_of_title(heading.title))
        if len(document.text[heading.end : end].split()) > _ABSTRACT_PART:
            return 0
        if core_role(heading.title) == "conclusion":
            short = len(document.text[headings[0].start : end].split()) < _ABSTRACT_WORDS
            small = 4 * (end - headings[0].start) < len(document.text) - end
            return i + 1 if short and small and "findings" in seen else 0
    return 0
