"""What each theme would lose without the papers that fail an item of an appraisal. No item is added to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import Theme
from thirdorder.nlp.synthesis.places import spoken

YES = "yes"
NO = "no"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to one item of a form (CASP, JBI or any other) about one paper, by its id."""

    paper: str
    item: str
    answer: str
    note: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What a theme has left, and had: studies, passages and words of participants. `lost` are studies that go."""

    theme: str
    studies: int
    of_studies: int
    passages: int
    of_passages: int
    words: int
    of_words: int
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Without:
    """All themes without the papers of one item whose answer is "no", or (`strict`) anything but "yes"."""

    form: str
    item: str
    strict: bool
    papers: tuple[str, ...]
    themes: tuple[Left, ...]


def without(
    answers: Sequence[Answer], themes: Sequence[Theme], papers: Sequence[Paper], study_of: Mapping[str, str]
) -> tuple[Without, ...]:
    """For each item in the order of first mention, first for "no", then for all but "yes"; only where papers go.

    A paper nobody appraised on an item stays. Themes that lose nothing are left out of an item's list.
    """
    items = list(dict.fromkeys((a.form, a.item) for a in answers))
    words = {p.id: (one.id, _words(one, p)) for one in papers for p in one.findings}
    held = {t.id: [words[m.passage] for m in t.members if m.passage in words] for t in themes}
    found = []
    for form, item in items:
        said = [(a.paper, a.answer.strip().casefold()) for a in answers if (a.form, a.item) == (form, item)]
        failing = frozenset(p for p, answer in said if answer == NO)
        doubtful = frozenset(p for p, answer in said if answer != YES)
        for strict, gone in ((False, failing), (True, doubtful)):
            if gone and not (strict and gone == failing):
                left = (_left(t, held[t.id], gone, study_of) for t in themes)
                lost = tuple(one for one in left if one.passages < one.of_passages)
                found.append(Without(form, item, strict, tuple(sorted(gone)), lost))
    return tuple(found)


def _words(paper: Paper, passage: Passage) -> int:
    """Words of participants in a passage."""
    return sum(len(paper.quote(v).split()) for v in spoken(passage))


def _left(theme: Theme, held: Sequence[tuple[str, int]], gone: frozenset[str], study_of: Mapping[str, str]) -> Left:
    kept = [(p, n) for p, n in held if p not in gone]
    before, after = {study_of[p] for p, _ in held}, {study_of[p] for p, _ in kept}
    return Left(
        theme.id, len(after), len(before), len(kept), len(held),
        sum(n for _, n in kept), sum(n for _, n in held), tuple(sorted(before - after)),
    )  # fmt: skip
