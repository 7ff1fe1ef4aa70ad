"""The suggestions beside a paper, each with what one made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from thirdorder.nlp.document import Span, touch
from thirdorder.nlp.review import MACHINE, ReasonedEvidence
from thirdorder.service.store import blinding, papers, people, projects, suggestions
from thirdorder.service.store.places import places, put_right
from thirdorder.service.store.values import Coding, Decision
from thirdorder.service.web.pages.paper.opened import Opened, short
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import cited, likely, unlikely

NEAREST = 2
"""Of the words that a suggestion recalls so many are shown."""
_NOTHING_SURE = "Nothing is sure enough to suggest in this paper."
_NONE_YET = "There are no suggestions yet: they are learned from other papers, each time somebody signs one as read."
_ON_ALL = "No coded passage is near by itself: the code's name, its definition and all that carries it speak for it."
_ON_NAME = "No other paper's words carry this code yet: its name and definition alone speak for it."
_BY_OTHERS = "Others coded words near these so, which you will see once the papers are open."


@dataclass(frozen=True)
class Recalled:
    """Words that carry the suggested code and are near those it is suggested for; `by` is who coded them."""

    text: str
    page: int | None
    href: str
    study: str
    by: str
    jump: str = ""


@dataclass(frozen=True)
class Offer:
    """A code suggested on some words, with what one made of it.

    `near` are words coded so that it recalls, as far as one may see them; `because` says what else it rests on.
    """

    code: int
    name: str
    start: int
    end: int
    quote: str
    page: int | None
    groups: str
    likely: str
    by: str
    near: list[Recalled]
    because: str
    reason: str
    verdict: str
    why: str

    @property
    def href(self) -> str:
        return f"?start={self.start}&end={self.end}"

    @property
    def jump(self) -> str:
        return f"{self.start}-{self.end}"


@dataclass(frozen=True)
class Offers:
    """The suggestions of a paper: behind their key, or shown, those called unlikely apart from the others.

    `why_none` says why there is nothing to show, or nothing sure.
    """

    shown: bool
    entries: list[Offer]
    unlikely: list[Offer]
    why_none: str


def offers_of(session: Session, here: Here, opened: Opened) -> Offers | None:
    """The suggestions of a paper where the project allows any."""
    if not projects.project(session, here.project).machine_allowed:
        return None
    found = suggestions.shown(session, here.project, opened.entry.id, here.who)
    of_model = suggestions.of_model(session, here.files, here.project, opened.entry.id)
    if not found.revealed:
        return Offers(False, [], [], "" if found.waiting or of_model else _NONE_YET)
    decided = {
        (d.code, d.start, d.end): d
        for d in blinding.visible_decisions(session, here.project, here.who, opened.entry.id)
        if d.coder == here.who
    }
    recalled = _recalled(session, here, found.codes)
    offers = [
        (one.coder != MACHINE or not (found.abstained or unlikely(one)), _offer(opened, one, e, recalled, decided))
        for one in (*found.codes, *of_model)
        for e in one.evidence
    ]
    offers.sort(key=lambda o: bool(o[1].verdict))
    sure, less = [o for s, o in offers if s], [o for s, o in offers if not s]
    why = "" if sure else _NONE_YET if not found.learned else _NOTHING_SURE
    return Offers(True, sure, less, why)


_Recalled = dict[tuple[int, str], Recalled]
"""The words that carry a code in a passage, by code and passage."""


def _offer(
    opened: Opened, one: suggestions.Suggested, e: ReasonedEvidence, recalled: _Recalled,
    decided: Mapping[tuple[int, int, int], Decision],
) -> Offer:  # fmt: skip
    said = decided.get((one.code, e.start, e.end))
    near = [recalled[one.code, unit] for unit in e.because if (one.code, unit) in recalled]
    machine = one.coder == MACHINE
    return Offer(
        code=one.code, name=one.name, start=e.start, end=e.end, quote=" ".join(opened.paper.quote(e).split()),
        page=e.page, groups=", ".join(e.groups), likely=likely(one.probability) if machine else "", by=one.coder,
        near=near[:NEAREST], because="" if near or not machine else _else(one, e), reason=e.reason,
        verdict=said.verdict if said is not None else "", why=said.reason if said is not None else "",
    )  # fmt: skip


def _else(one: suggestions.Suggested, e: ReasonedEvidence) -> str:
    """What a suggestion rests on where there are no coded words to show."""
    return _BY_OTHERS if e.because else _ON_ALL if one.seen_in else _ON_NAME


def _recalled(session: Session, here: Here, found: Sequence[suggestions.Suggested]) -> _Recalled:
    """The codings one may see in the passages that suggestions recall."""
    units = {(one.code, unit) for one in found for e in one.evidence for unit in e.because}
    entries = {p.id: p for p in papers.papers(session, here.project)}
    where = {unit: spot for _, unit in units if (spot := _passage(unit)) is not None and spot[0] in entries}
    standing: dict[tuple[int | None, str], list[Coding]] = {}
    for c in blinding.visible_codings(
        session, here.project, here.who, codes={code for code, _ in units}, papers={p for p, _ in where.values()}
    ):
        standing.setdefault((c.code, c.paper), []).append(c)
    right, called = put_right(session, here.project), people.names(session)
    out: _Recalled = {}
    for code, unit in units:
        if unit not in where:
            continue
        paper, span = where[unit]
        on = [c for c in standing.get((code, paper), ()) if c.start is not None and touch(c, span)]
        for c in sorted(on, key=lambda c: c.coder != here.who)[:1]:
            start, end = c.start or 0, c.end or 0
            page = places(session, here.files, here.project, entries[paper], right).page(start)
            href = f"/p/{here.project}/papers/{paper}?start={start}&end={end}"
            by = "you" if c.coder == here.who else called.get(c.coder, "")
            out[code, unit] = Recalled(short(c.quote), page, href, cited(entries[paper]), by)
    return out


def _passage(unit: str) -> tuple[str, Span] | None:
    """The paper and the place of a passage by its id; None for what is none."""
    paper, _, place = unit.partition(":p")
    start, _, end = place.partition("-")
    return (paper, Span(int(start), int(end))) if start.isdecimal() and end.isdecimal() else None
