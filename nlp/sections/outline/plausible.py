"""Lines set like headings that are none: of the title page, of tables, of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from thirdorder.nlp.document import Document, Role
from thirdorder.nlp.language.headings import core_role, fold, number, role_of_title, strip_number
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.sections.outline.heading import MAIN, TAG, Heading
from thirdorder.nlp.sections.outline.levels import Setting, numbered_depths, setting_of

_OPENINGS = "“‘\"'«‹„¿¡"
_LABEL = re.compile(
    rf"^(?:{printed('keywords')}|(?:{printed('table')}|{printed('figure')}|{printed('box')})\.? ?\d|"
    rf"(?:\d{{1,2}} )?{printed('month')},? (?:19|20)\d\d$|"  # the date on a title page
    r"doi:|https?:|e-?mail:)",
    re.IGNORECASE,
)
# Panels that journals print among the text without a frame, and advertisements under it.
_PANEL = re.compile(
    r"research in context|(?:evidence before|added value of) this study|implications of all the available evidence|"
    r"what (?:is|was) (?:already )?known.{0,40}|what(?: does)? this (?:study|paper|article|research) adds?.{0,30}|"
    r"what does this (?:study|paper|article) contribute.{0,60}|how this fits in|how might this impact on .{0,40}|"
    r"submit your (?:next )?manuscript .*|ready to submit your research.*"
)


def plausible(document: Document, headings: Sequence[Heading]) -> list[Heading]:
    """Headings without the title page's lines, table heads and labels that look like them."""
    body = _body_size(document)
    begins = _begins(document, headings)
    smallest = _smallest_numbered(headings)
    settings = Counter(setting_of(h) for h in headings)
    titles = Counter(fold(h.title) for h in headings)
    stacked = _stacked(headings) | _items(document, headings)
    kept = []
    for i, heading in enumerate(headings):
        size = heading.style.size if heading.style is not None else 0.0
        bare = strip_number(heading.title)
        letters = sum(c.isalpha() for c in bare)
        unlikely = (
            (begins is not None and i < begins)
            or 0 < size < body - 1.2
            or (0 < size < smallest and not number(heading.title) and not _deeper(heading, body, settings))
            or letters < max(3, len(bare) / 2)
            or (titles[fold(heading.title)] > 2 and not number(heading.title))
            or not (heading.title[0].isalnum() or heading.title[0] in _OPENINGS)
            or TAG.match(heading.title) is not None
            or (_PANEL.fullmatch(fold(heading.title)) is not None and not number(heading.title))
            or i in stacked
        )
        if not _LABEL.match(heading.title) and (not unlikely or role_of_title(heading.title) not in (None, "front")):
            kept.append(heading)
    return kept


def _deeper(heading: Heading, body: float, settings: Counter[Setting]) -> bool:
    """Whether a heading without a number below the smallest numbered ones is of a level that bears none: at least as
    large as the text, bold or in italics, without the point of one that runs in, and not the only one set so."""
    setting = setting_of(heading)
    if heading.title.endswith("."):
        return False
    return setting.size >= body - 0.3 and (setting.bold or not setting.upright) and settings[setting] >= _LEVEL


_LEVEL = 3
"""Headings set alike that make a level."""


def _begins(document: Document, headings: Sequence[Heading]) -> int | None:
    """The first heading of the paper's own text; None where none is known.

    Where the first that names a part names a late one, the paper's others have names of their own: then the first under
    which text runs.
    """
    named = next((i for i, h in enumerate(headings) if _opens(h, headings)), None)
    if named is None or core_role(headings[named].title) not in _LATE:
        return named
    ends = [h.start for h in headings[1 : named + 1]]
    running = (len(document.text[h.end : e].split()) >= _RUNS for h, e in zip(headings, ends, strict=False))
    return next((i for i, runs in enumerate(running) if runs), named)


_LATE: frozenset[Role | None] = frozenset({"discussion", "conclusion", "references"})
_RUNS = 80
"""Words under a heading of the title page that hardly any but the paper's own text has."""


def _opens(heading: Heading, headings: Sequence[Heading]) -> bool:
    """Whether a heading is of the paper's own text: it names a part of papers, or bears the first of its numbers."""
    if core_role(heading.title.split(":")[0]) in (*MAIN, "abstract"):
        return True
    return number(heading.title) == (1,) and any(number(h.title) == (2,) for h in headings)


def _smallest_numbered(headings: Sequence[Heading]) -> float:
    """The size of the smallest numbered heading in a paper that numbers its sections, else 0."""
    numbered = numbered_depths(headings)
    return min((h.style.size for h in headings if h.start in numbered and h.style is not None), default=0.0)


def _stacked(headings: Sequence[Heading]) -> set[int]:
    """Three or more lines set alike with nothing between them: the head of a table, not headings."""
    stacked: set[int] = set()
    run: list[int] = []
    for i, heading in enumerate(headings):
        before = headings[i - 1] if i else None
        if before is not None and heading.start - before.end <= 3 and setting_of(heading) == setting_of(before):
            run.append(i)
        else:
            run = [i]
        if len(run) > 2:
            stacked.update(run)
    return stacked


def _items(document: Document, headings: Sequence[Heading]) -> set[int]:
    """Short items of a numbered list that look like headings: the block before bears the number before."""
    numbers = {h.start: (i, number(h.title)) for i, h in enumerate(headings)}
    items: set[int] = set()
    for before, block in pairwise(document.blocks):
        i, own = numbers.get(block.start, (0, ()))
        last = number(document.text[before.start : before.start + 12])
        in_list = before.kind == "list" or (before.start in numbers and numbers[before.start][0] in items)
        if len(own) == 1 and last == (own[0] - 1,) and in_list:
            items.add(i)
    return items


def _body_size(document: Document) -> float:
    """The size most characters of paragraphs are set in; 0 where sizes are unknown."""
    sizes: Counter[float] = Counter()
    for block in document.blocks:
        if block.kind == "paragraph" and block.style is not None:
            sizes[block.style.size] += block.end - block.start
    return max(sizes, key=lambda s: (sizes[s], s), default=0.0)
