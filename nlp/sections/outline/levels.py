"""How deep headings stand that no markup levels: by numbers, else by how they are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from thirdorder.nlp.document import Role, Style
from thirdorder.nlp.language.headings import core_role, first_word, number, role_of_title
from thirdorder.nlp.sections.outline.heading import MAIN, Heading

_OWN: frozenset[Role | None] = frozenset({"abstract", "findings", "findings_discussion", "references", "front"})
"""Parts that a heading names by any of their names; words for the others ("Participants") also head parts of them."""


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """How a heading is set. Order is strength: larger, in capitals, bolder, upright."""

    size: float
    caps: bool
    bold: bool
    upright: bool
    font: str


def levelled(headings: Sequence[Heading]) -> list[Heading]:
    """Headings with levels from numbering where there is any, else from how they are set."""
    body = [h for h in headings if not h.marked and h.role != "abstract"]
    ranks, numbered = _ranks(body), numbered_depths(body) | _chapters(body)
    levelled: list[Heading] = []
    last = max((h.start for h in body if core_role(h.title) in MAIN), default=0)
    for heading in headings:
        if not heading.marked and heading.role != "abstract":
            level = _level(heading, ranks, numbered, levelled, ended=heading.start > last)
            heading = replace(heading, level=level, numbered=heading.start in numbered)
        levelled.append(heading)
    return levelled


def _level(
    heading: Heading,
    ranks: dict[Setting, int],
    numbered: dict[int, int],
    before: Sequence[Heading],
    *,
    ended: bool,
) -> int:
    """The level of one heading; `ended` says that no heading of a main part is still to come."""
    if heading.start in numbered:
        return numbered[heading.start]
    core = core_role(heading.title) in (*MAIN, "abstract") or (core_role(heading.title) is not None and ended)
    if numbered:
        # In a numbered paper, what bears no number stands below the last that does, unless it is a part of the paper.
        last = next((h.level for h in reversed(before) if h.start in numbered), 0)
        return 1 if core or not last or role_of_title(heading.title) == "back" else last + 1
    if heading.style is None:
        # Plain text has no typography: what names no part of a paper stands below what does. So does a statement on
        # ethics or funding before the last part.
        role = role_of_title(heading.title)
        named = role in MAIN and core_role(first_word(heading.title)) == role  # "Discussion and limitations"
        own = core or named or role in _OWN or (role == "back" and ended) or heading.title.isupper()
        return 1 if own else 2
    return ranks[setting_of(heading)]


def numbered_depths(headings: Sequence[Heading]) -> dict[int, int]:
    """Depths of numbered headings by start, where the numbers are a scheme: at least two main sections bear one, and a
    third of all."""
    numbers = {h.start: number(h.title) for h in headings}
    main = [h for h in headings if core_role(h.title) in MAIN and core_role(h.title) != "references"]
    known = sum(bool(numbers[h.start]) for h in main)
    if known < 2 or 3 * known < len(main):
        return {}
    return {start: len(n) for start, n in numbers.items() if n}


def _chapters(headings: Sequence[Heading]) -> dict[int, int]:
    """The titles of chapters, all on the first level, where the sections below them are numbered by chapter ("4.1") and
    their own number stands elsewhere on the page: they are larger than any section's."""
    numbers = {h.start: number(h.title) for h in headings}
    depths = [len(n) for n in numbers.values() if n]
    if 1 in depths or len({n[0] for n in numbers.values() if n}) < 2:
        return {}
    largest = max(setting_of(h).size for h in headings if numbers[h.start])
    return {h.start: 1 for h in headings if not numbers[h.start] and setting_of(h).size > 1.1 * largest > 0}


def setting_of(heading: Heading) -> Setting:
    """How a heading is set, comparable with others."""
    style = heading.style or Style(0.0)
    letters = [c for c in heading.title if c.isalpha()]
    caps = style.caps or (len(letters) > 3 and all(c.isupper() for c in letters))
    return Setting(round(style.size * 2) / 2, caps, style.bold, not style.italic, style.font)


def _ranks(headings: Sequence[Heading]) -> dict[Setting, int]:
    """A level for each setting: 1 for those of the main sections, the others below in order of strength.

    Size alone does not raise a setting above the main sections': some journals set these in small capitals.
    """
    count = Counter(setting_of(h) for h in headings)
    main = Counter(setting_of(h) for h in headings if core_role(h.title) in MAIN)
    top = {s for s in main if main[s] >= 2 or main[s] * 3 >= count[s]}
    largest = max(top, default=None)
    if largest is not None:
        chapters = {core_role(h.title) for h in headings if setting_of(h) == largest} & MAIN
        if len(chapters) >= _CHAPTERS:  # sections of chapters bear the names of main parts too
            top = {s for s in top if s.size > _SMALLER * largest.size}
    order = sorted(
        (s for s in count if s not in top), key=lambda s: (s.size, s.caps, s.bold, s.upright, count[s]), reverse=True
    )
    below = {setting: level for level, setting in enumerate(_nested(headings, order), start=2 if top else 1)}
    return dict.fromkeys(top, 1) | below


_CHAPTERS, _SMALLER = 4, 0.85
"""Main parts that are chapters, and of their size what is too small for another."""


def _nested(headings: Sequence[Heading], order: list[Setting]) -> list[Setting]:
    """The order mended where headings of one setting directly follow those of a weaker one, and never the reverse."""
    follows: Counter[tuple[Setting, Setting]] = Counter()
    for above, below in pairwise(headings):
        if below.start - above.end <= 3:
            follows[setting_of(above), setting_of(below)] += 1
    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            if order[i].size - order[j].size < 1.5 and follows[order[j], order[i]] > follows[order[i], order[j]]:
                order.insert(i, order.pop(j))
    return order
