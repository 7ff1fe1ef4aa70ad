"""Which paper or passage does each coding mean, and do its quoted words stand where it says?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from thirdorder.corpora.anchoring import place_quote
from thirdorder.corpora.folding import unit_key
from thirdorder.corpora.paper_names import match_papers, paper_name
from thirdorder.nlp.document import Paper, Span
from thirdorder.nlp.review import Coding, Study


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A coding that could not be placed, and why."""

    coder: str
    unit: str
    code: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Codings whose unit is the id of a paper or passage, and those that found no place.

    Offsets count from the start of the unit's text; `moved` is how many of them the quote has corrected.
    """

    codings: tuple[Coding, ...]
    unplaced: tuple[Unplaced, ...] = ()
    moved: int = 0


@dataclass(frozen=True, slots=True)
class _Unit:
    id: str
    paper: Paper
    start: int
    end: int


def place_codings(
    codings: Sequence[Coding],
    papers: Sequence[Paper],
    names: Mapping[str, tuple[str, ...]],
    studies: Iterable[Study] = (),
) -> Placed:
    """Find the paper or passage of each coding, and its span by offsets or, where the quote is elsewhere, by the quote.

    A unit is a passage id in any spelling (`folding.unit_key`),
    anything `match_papers` takes for a paper, or a study (then each of its papers is meant).
    """
    units = _units({c.unit for c in codings}, papers, names, studies)
    placed: list[Coding] = []
    unplaced: list[Unplaced] = []
    moved = 0
    for coding in codings:
        homes = units.get(coding.unit, ())
        anchored = [a for home in homes if (a := _anchor(coding, home)) is not None]
        if not anchored:
            reason = (
                "its words are not in that unit" if homes else "the unit is no paper, passage or study of this corpus"
            )
            unplaced.append(Unplaced(coding.coder, coding.unit, coding.code, coding.quote, reason))
        moved += sum(coding.start not in (None, a.start) for a in anchored)
        placed += anchored
    return Placed(tuple(placed), tuple(unplaced), moved)


def _units(
    keys: Iterable[str], papers: Sequence[Paper], names: Mapping[str, tuple[str, ...]], studies: Iterable[Study]
) -> dict[str, tuple[_Unit, ...]]:
    whole = {p.id: _Unit(p.id, p, 0, len(p.document.text)) for p in papers}
    passages = {p.id: _Unit(p.id, paper, p.start, p.end) for paper in papers for p in paper.passages}
    of_study = {s.id: tuple(whole[p] for p in s.papers if p in whole) for s in studies}
    matches = match_papers(sorted(keys), [paper_name(p, names.get(p.id, ())) for p in papers]).found
    nearly = {unit_key(key): unit for key, unit in reversed(passages.items())}
    found: dict[str, tuple[_Unit, ...]] = {}
    for key in keys:
        if key in passages or unit_key(key) in nearly:
            found[key] = (passages.get(key) or nearly[unit_key(key)],)
        elif key in matches:
            found[key] = (whole[matches[key]],)
        elif key in of_study:
            found[key] = of_study[key]
    return found


def _anchor(coding: Coding, unit: _Unit) -> Coding | None:
    """The coding in its unit: by offsets from the unit's start, else from the paper's, else by the quote."""
    text = unit.paper.document.text
    start, end = coding.start, coding.end
    if start is None or end is None:
        if not coding.quote:
            return replace(coding, unit=unit.id)
        found = place_quote(text, coding.quote, start=unit.start, end=unit.end)
    else:
        own, of_paper = Span(unit.start + start, unit.start + end), Span(start, end)
        fitting = [s for s in (own, of_paper) if unit.start <= s.start and s.end <= unit.end]
        if not coding.quote:
            found = fitting[0] if fitting else None
        else:
            spoken = [s for s in fitting if _alike(text[s.start : s.end], coding.quote)]
            near = own.start
            found = spoken[0] if spoken else place_quote(text, coding.quote, near=near, start=unit.start, end=unit.end)
    if found is None:
        return None
    return replace(
        coding,
        unit=unit.id,
        start=found.start - unit.start,
        end=found.end - unit.start,
        quote=text[found.start : found.end],
    )


def _alike(words: str, quote: str) -> bool:
    return words.split() == quote.split()
