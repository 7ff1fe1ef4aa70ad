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
from itertools import pairwise

from thirdorder.nlp.document import Block, Document, Role, Style
from thirdorder.nlp.headings import core_role, fold, number, role_of_title, strip_number

MAIN: frozenset[Role] = frozenset(
    {"introduction", "methods", "findings", "findings_discussion", "discussion", "conclusion", "references"}
)
_OWN: frozenset[Role | None] = frozenset({"abstract", "findings", "findings_discussion", "references", "front"})
"""Parts that a heading names by any of their names; words for the others ("Participants") also head parts of them."""
_MOST_WORDS = 18
# Labels of figures, notes and speakers, which open a line as headings do.
_TAG = re.compile(
    r"""^(?:
        (?:fig(?:ure)?|table|box)\.?\s?\d
        | (?:notes?|nb|source|key\s?words?|e-?mail|doi|citation|correspondence|abbreviations?)\s*[:.]
        | (?:participant|interviewee|interviewer|respondent|informant|speaker|question|patient)\s?\d+
        | (?:[qapri]|fgd?|int)\s?\d+\b | (?:[qapri]|interviewer|participant|respondent)\s*:
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it stands, its level from 1, what the markup says it is, and whether it runs into its text.

    `marked` and `numbered` say that its level is certain: by markup, or by the paper's own numbering.
    """

    start: int
    end: int
    title: str
    level: int
    role: Role | None = None
    run_in: bool = False
    style: Style | None = None
    marked: bool = False
    numbered: bool = False


def find_headings(document: Document) -> list[Heading]:
    """The headings of the running text in order, with levels. Lines set like headings that are none are passed over."""
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
        headings = [part for h in headings for part in _split(document, h)]
        headings = _plausible(document, headings)
        headings = _levelled(_with_abstract(document, headings))
    return headings


def _title(text: str) -> str:
    """A heading on one line; the bar that some publishers set between number and title is dropped."""
    return re.sub(r"^(\d+(?:\.\d+)*\.?)\s*[|│]\s*", r"\1 ", re.sub(r"\s+", " ", text).strip())


def _split(document: Document, heading: Heading) -> list[Heading]:
    """A heading and the first one below it, where they were read as one line: "2 Methods 2.1 Design"."""
    outer = number(heading.title)
    text = document.text[heading.start : heading.end]
    for found in _SECOND.finditer(text) if outer else ():
        if number(found.group()) == (*outer, 1):
            cut = heading.start + found.start()
            first = replace(heading, end=cut, title=_title(text[: found.start()]))
            return [first, replace(heading, start=cut, title=_title(text[found.start() :]))]
    return [heading]


_SECOND = re.compile(r"(?<=\s)\d+(?:\.\d+)+\.?\s+(?=[^\W\d])")


# --- what is no heading ------------------------------------------------------------------------------------------

_OPENINGS = "“‘\"'«‹„¿¡"
_LABEL = re.compile(
    r"^(?:key ?words?|palavras[- ]chave|palabras[- ]clave|descri(?:ptors?|tores|ptores)|mots[- ]cl[eé]s|"
    r"schl[uü]sselw[oö]rter|fig(?:ure)?\.? ?\d|table ?\d|tab(?:ela|la|elle)\.? ?\d|box ?\d|doi:|https?:|e-?mail:)",
    re.IGNORECASE,
)


# Panels that journals print among the text without a frame, and advertisements under it.
_PANEL = re.compile(
    r"research in context|(?:evidence before|added value of) this study|implications of all the available evidence|"
    r"what (?:is|was) (?:already )?known.{0,40}|what(?: does)? this (?:study|paper|article|research) adds?.{0,30}|"
    r"what does this (?:study|paper|article) contribute.{0,60}|how this fits in|how might this impact on .{0,40}|"
    r"submit your (?:next )?manuscript .*|ready to submit your research.*"
)


def _plausible(document: Document, headings: Sequence[Heading]) -> list[Heading]:
    """Headings without the title page's lines, table heads and labels that look like them."""
    body = _body_size(document)
    begins = next((i for i, h in enumerate(headings) if core_role(h.title) in (*MAIN, "abstract")), None)
    smallest = _smallest_numbered(headings)
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
            or (0 < size < smallest and not number(heading.title))
            or letters < max(3, len(bare) / 2)
            or (titles[fold(heading.title)] > 2 and not number(heading.title))
            or not (heading.title[0].isalnum() or heading.title[0] in _OPENINGS)
            or _TAG.match(heading.title) is not None
            or _PANEL.fullmatch(fold(heading.title)) is not None
            or i in stacked
        )
        if not _LABEL.match(heading.title) and (not unlikely or role_of_title(heading.title) not in (None, "front")):
            kept.append(heading)
    return kept


def _smallest_numbered(headings: Sequence[Heading]) -> float:
    """The size of the smallest numbered heading in a paper that numbers its sections, else 0."""
    numbered = _numbered(headings)
    return min((h.style.size for h in headings if h.start in numbered and h.style is not None), default=0.0)


def _stacked(headings: Sequence[Heading]) -> set[int]:
    """Three or more lines set alike with nothing between them: the head of a table, not headings."""
    stacked: set[int] = set()
    run: list[int] = []
    for i, heading in enumerate(headings):
        before = headings[i - 1] if i else None
        if before is not None and heading.start - before.end <= 3 and _setting(heading) == _setting(before):
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


# --- levels from the page ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Setting:
    """How a heading is set. Order is strength: larger, in capitals, bolder, upright."""

    size: float
    caps: bool
    bold: bool
    upright: bool
    font: str


def _levelled(headings: Sequence[Heading]) -> list[Heading]:
    """Headings with levels from numbering where there is any, else from how they are set."""
    body = [h for h in headings if not h.marked and h.role != "abstract"]
    ranks, numbered = _ranks(body), _numbered(body)
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
    ranks: dict[_Setting, int],
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
        own = core or role in _OWN or (role == "back" and ended) or heading.title.isupper()
        return 1 if own else 2
    return ranks[_setting(heading)]


def _numbered(headings: Sequence[Heading]) -> dict[int, int]:
    """Depths of numbered headings by start, where the numbers are a scheme: at least two main sections bear one."""
    numbers = {h.start: number(h.title) for h in headings}
    known = [h for h in headings if core_role(h.title) in MAIN and numbers[h.start]]
    if len(known) < 2:
        return {}
    return {start: len(n) for start, n in numbers.items() if n}


def _setting(heading: Heading) -> _Setting:
    style = heading.style or Style(0.0)
    letters = [c for c in heading.title if c.isalpha()]
    caps = style.caps or (len(letters) > 3 and all(c.isupper() for c in letters))
    return _Setting(round(style.size * 2) / 2, caps, style.bold, not style.italic, style.font)


def _ranks(headings: Sequence[Heading]) -> dict[_Setting, int]:
    """A level for each setting: 1 for those of the main sections, the others below in order of strength.

    Size alone does not raise a setting above the main sections': some journals set these in small capitals.
    """
    count = Counter(_setting(h) for h in headings)
    main = Counter(_setting(h) for h in headings if core_role(h.title) in MAIN)
    top = {s for s in main if main[s] >= 2 or main[s] * 3 >= count[s]}
    order = sorted(
        (s for s in count if s not in top), key=lambda s: (s.size, s.caps, s.bold, s.upright, count[s]), reverse=True
    )
    below = {setting: level for level, setting in enumerate(_nested(headings, order), start=2 if top else 1)}
    return dict.fromkeys(top, 1) | below


def _nested(headings: Sequence[Heading], order: list[_Setting]) -> list[_Setting]:
    """The order mended where headings of one setting directly follow those of a weaker one, and never the reverse."""
    follows: Counter[tuple[_Setting, _Setting]] = Counter()
    for above, below in pairwise(headings):
        if below.start - above.end <= 3:
            follows[_setting(above), _setting(below)] += 1
    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            if order[i].size - order[j].size < 1.5 and follows[order[j], order[i]] > follows[order[i], order[j]]:
                order.insert(i, order.pop(j))
    return order


# --- the abstract ------------------------------------------------------------------------------------------------

_ABSTRACT_WORDS = 700
_ABSTRACT_PART = 350
_CLOSING = frozenset({"interpretation", "interpretations", "implications", "significance", "originality/value"})


def _with_abstract(document: Document, headings: list[Heading]) -> list[Heading]:
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
        words += part
        role, core = role_of_title(heading.title), core_role(heading.title)
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


# --- run-in headings ---------------------------------------------------------------------------------------------


def run_in_headings(document: Document) -> list[Heading]:
    """Run-in headings: short leads that close with a point or colon, of one emphasis and at least two in the paper.

    Their levels count from 1 among themselves: by their numbers where they bear any.
    """
    found: dict[str, list[Heading]] = defaultdict(list)
    for block in document.blocks:
        if block.lead is not None and block.kind == "paragraph" and (heading := _run_in(document, block)) is not None:
            found[_emphasis(document, block)].append(heading)
    return sorted((h for same in found.values() if len(same) > 1 for h in same), key=lambda h: h.start)


def _run_in(document: Document, block: Block) -> Heading | None:
    assert block.lead is not None
    printed = document.text[block.start : block.lead]
    title = _title(printed).rstrip(".:–—- ")
    words = title.split()
    rest = document.text[block.lead : block.end].strip(" .:")
    # Without a point the sentence after it must begin anew: "Hope for recovery Some participants had heard".
    # A single word may be a name set in italics ("Salmonella Typhimurium"), unless it names a part of a paper.
    sure = len(words) > 1 or role_of_title(title) is not None or "bold" in _emphasis(document, block)
    closed = printed.rstrip().endswith((".", ":", "–", "—")) or not rest or (sure and rest[0].isupper())
    if not closed or not 1 <= len(words) <= _MOST_WORDS or not title[0].isalnum() or _TAG.match(printed):
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
