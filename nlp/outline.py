"""The headings of a document and how deep each stands.

Markup says its levels. A printed page says them by numbering, size, weight, capitals and slope, which are read
together: headings set alike are of one level, stronger settings stand above weaker ones, and a heading that directly
follows another stands below it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from thirdorder.nlp.document import Block, Document, Role, Style
from thirdorder.nlp.headings import fold, number, role_of_title

MAIN: frozenset[Role] = frozenset(
    {"introduction", "methods", "findings", "findings_discussion", "discussion", "conclusion", "references"}
)
_MOST_WORDS = 18
_TAG = re.compile(
    r"""^(?:(?:fig(?:ure)?|table|box|note|nb|source|keywords?|key\ words|e-?mail|doi|citation|correspondence|abbreviations?
        |q(?:uestion)?\s?\d*|a\d*|p(?:articipant)?\s?\d+|r\d+|i(?:nterviewer)?\d*|interviewee\s?\d*|speaker\s?\d*)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it stands, its level from 1, what the markup says it is, and whether it runs into its text."""

    start: int
    end: int
    title: str
    level: int
    role: Role | None = None
    run_in: bool = False
    style: Style | None = None
    marked: bool = False


def find_headings(document: Document) -> list[Heading]:
    """The headings of the running text in order, with levels."""
    headings = [
        Heading(
            block.start,
            block.end,
            _title(document.text[block.start : block.end]),
            block.level or 0,
            block.role,
            style=block.style,
            marked=block.level is not None,
        )
        for block in document.blocks
        if block.kind == "heading" and block.anchor is None
    ]
    if any(not h.marked for h in headings):
        headings = _levelled(document, headings)
    return headings


def _title(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# --- levels from the page ----------------------------------------------------------------------------------------


def _levelled(document: Document, headings: Sequence[Heading]) -> list[Heading]:
    """Headings with levels from numbering where there is any, else from how they are set."""
    ranks = _ranks(document, headings)
    numbered = _numbered(headings)
    levels: list[Heading] = []
    for heading in headings:
        if heading.marked:
            levels.append(heading)
            continue
        depth = numbered.get(heading.start)
        level = depth if depth is not None else ranks[_setting(heading)]
        levels.append(replace(heading, level=level))
    return levels


def _numbered(headings: Sequence[Heading]) -> dict[int, int]:
    """Depths of numbered headings by start, where the numbers are a scheme: at least two main sections, counting up."""
    numbers = {h.start: number(h.title) for h in headings}
    tops = [n[0] for n in numbers.values() if len(n) == 1]
    known = [h for h in headings if role_of_title(h.title) in MAIN and numbers[h.start]]
    if len(known) < 2 or tops != sorted(tops):
        return {}
    return {start: len(n) for start, n in numbers.items() if n}


def _setting(heading: Heading) -> tuple[float, bool, bool, bool]:
    """How a heading is set: strongest first when sorted downwards."""
    style = heading.style or Style(0.0)
    letters = [c for c in heading.title if c.isalpha()]
    caps = style.caps or (len(letters) > 3 and all(c.isupper() for c in letters))
    return (round(style.size * 2) / 2, caps, style.bold, not style.italic)


def _ranks(document: Document, headings: Sequence[Heading]) -> dict[tuple[float, bool, bool, bool], int]:
    """A level for each setting: those of the main sections and all stronger ones 1, the others below in order."""
    settings = Counter(_setting(h) for h in headings)
    main = Counter(_setting(h) for h in headings if role_of_title(h.title) in MAIN)
    order = sorted(settings, reverse=True)
    order = _nested(headings, order)
    top = max(main, key=lambda s: (main[s], -order.index(s)), default=order[0] if order else None)
    first = order.index(top) if top is not None else 0
    return {setting: max(1, i - first + 1) for i, setting in enumerate(order)}


def _nested(
    headings: Sequence[Heading], order: list[tuple[float, bool, bool, bool]]
) -> list[tuple[float, bool, bool, bool]]:
    """The order mended where headings of one setting directly follow those of a weaker one, and never the reverse."""
    follows: Counter[tuple[object, object]] = Counter()
    for above, below in zip(headings, headings[1:], strict=False):
        if below.start - above.end <= 3 and _setting(above) != _setting(below):
            follows[_setting(above), _setting(below)] += 1
    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            if order[i][0] - order[j][0] < 1.5 and follows[order[j], order[i]] > follows[order[i], order[j]]:
                order.insert(i, order.pop(j))
    return order


# --- run-in headings ---------------------------------------------------------------------------------------------


def run_in_headings(document: Document, start: int, end: int, level: int) -> list[Heading]:
    """Run-in headings between two offsets: short emphasised leads that close with a point or colon, at least two."""
    found: dict[str, list[Heading]] = defaultdict(list)
    for block in document.blocks:
        if block.lead is None or block.start < start or block.end > end or block.kind != "paragraph":
            continue
        if (heading := _run_in(document, block, level)) is not None:
            found[_emphasis(document, block)].append(heading)
    return sorted((h for same in found.values() if len(same) > 1 for h in same), key=lambda h: h.start)


def _run_in(document: Document, block: Block, level: int) -> Heading | None:
    assert block.lead is not None
    printed = document.text[block.start : block.lead]
    title = _title(printed).rstrip(".:–—- ")
    words = title.split()
    closed = printed.rstrip().endswith((".", ":", "–", "—")) or not document.text[block.lead : block.end].strip(" .:")
    if not closed or not 1 <= len(words) <= _MOST_WORDS or not title[0].isalnum() or _TAG.match(title):
        return None
    if title[0].islower() or fold(title).isdigit():
        return None
    return Heading(block.start, block.lead, title, level, run_in=True, style=block.style)


def _emphasis(document: Document, block: Block) -> str:
    kinds: Iterable[str] = (
        m.kind
        for m in document.marks
        if m.start <= block.start + 1 and m.end > block.start and m.kind in ("bold", "italic")
    )
    return " ".join(sorted(set(kinds)))
