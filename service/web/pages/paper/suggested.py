"""The suggestions beside a paper, each with what one made of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from thirdorder.nlp.review import MACHINE
from thirdorder.service.store import blinding, projects, suggestions
from thirdorder.service.web.pages.paper.opened import Opened
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import likely, plural

_NOTHING_SURE = "Nothing is sure enough to suggest in this paper."
_NONE_YET = "There are no suggestions yet: they are learned from other papers, each time somebody signs one as read."


@dataclass(frozen=True)
class Offer:
    """A code suggested on some words, with what one made of it."""

    code: int
    name: str
    start: int
    end: int
    quote: str
    page: int | None
    groups: str
    likely: str
    by: str
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
    """The suggestions of a paper: behind their key, or shown; `why_none` says why there is nothing sure."""

    shown: bool
    entries: list[Offer]
    why_none: str


def offers_of(session: Session, here: Here, opened: Opened) -> Offers | None:
    """The suggestions of a paper where the project allows any."""
    if not projects.project(session, here.project).machine_allowed:
        return None
    found = suggestions.shown(session, here.project, opened.entry.id, here.who)
    if not found.revealed:
        return Offers(False, [], "")
    decided = {
        (d.code, d.start, d.end): d
        for d in blinding.visible_decisions(session, here.project, here.who, opened.entry.id)
        if d.coder == here.who
    }
    entries = [
        Offer(
            code=one.code, name=one.name, start=e.start, end=e.end, quote=" ".join(opened.paper.quote(e).split()),
            page=e.page, groups=", ".join(e.groups), likely=likely(one.probability) if one.coder == MACHINE else "",
            by=one.coder, because=plural(len(e.because), "coded passage") if e.because else "", reason=e.reason,
            verdict=said.verdict if said is not None else "", why=said.reason if said is not None else "",
        )
        for one in (*found.codes, *suggestions.of_model(session, here.files, here.project, opened.entry.id))
        for e in one.evidence
        for said in (decided.get((one.code, e.start, e.end)),)
    ]  # fmt: skip
    sure = bool(entries) and (not found.abstained or any(e.by != MACHINE for e in entries))
    why = "" if sure else _NONE_YET if not found.learned else _NOTHING_SURE
    return Offers(True, sorted(entries, key=lambda e: bool(e.verdict)), why)
