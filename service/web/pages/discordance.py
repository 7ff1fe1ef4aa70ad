"""Passages that may run against each other, each beside the other, and what people say of the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.folder.synthesis import Shown, ToCheck
from thirdorder.service.store import blinding, memos, people
from thirdorder.service.store.values import Memo
from thirdorder.service.web.pages.frame import back
from thirdorder.service.web.pages.theme_evidence import Entries, gathered
from thirdorder.service.web.security import Code, Here
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}")
CHECKS = 12
ODDS = {
    "contradict": "They contradict each other", "qualify": "One holds where the other does not",
    "alike": "They do not run against each other",
}  # fmt: skip
"""How a memo on two passages that may be at odds begins; what follows is why."""


class Side(NamedTuple):
    """One of two passages that may be at odds."""

    text: str
    page: int | None
    cited: str
    href: str


class Against(NamedTuple):
    """A passage that may run against another, and what people said of the two."""

    kind: str
    cue: str
    here: Side
    other: Side
    key: str
    notes: list[tuple[Memo, str]]


@router.post("/odds")
def at_odds(
    here: Code, pair: Annotated[str, Form(max_length=200)],
    verdict: Annotated[str, Form(max_length=20)], why: Annotated[str, Form(max_length=5000)] = "",
    theme: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Say whether two passages run against each other, and why; kept as one's memo on the two."""
    if verdict not in ODDS:
        raise RefusedError("Choose what the two passages are to each other.")
    with here.act() as session:
        if pair not in {d.key for d in gathered(session, here).run.synthesis.to_check}:
            raise NotFoundError("These two passages are not at odds (any more): look at the list again.")
        words = f"{ODDS[verdict]}: {why.strip()}" if why.strip() else ODDS[verdict]
        memos.add_memo(session, here.project, here.who, "theme", pair, words)
    return back(f"/p/{here.project}/{f'themes/{theme}' if theme else 'compare'}#odds")


def all_against(session: Session, here: Here, every: Sequence[ToCheck], entries: Entries) -> list[Against]:
    """Passages that may run against each other: those of which nobody said anything yet first."""
    called = people.names(session)
    said: dict[str, list[tuple[Memo, str]]] = {}
    for m in blinding.visible_memos(session, here.project, here.who, "theme"):
        if m.on_id.startswith("odds:"):
            said.setdefault(m.on_id, []).append((m, called.get(m.author, "")))
    return sorted((_against(d, entries, here, said) for d in every), key=lambda a: bool(a.notes))


def _against(d: ToCheck, entries: Entries, here: Here, said: Mapping[str, list[tuple[Memo, str]]]) -> Against:
    """A passage that may run against another, with both their words."""

    def side(place: Shown) -> Side:
        return Side(
            " ".join(place.quote.split()),
            place.page,
            cited(entries[place.paper]) if place.paper in entries else "",
            f"/p/{here.project}/papers/{place.paper}?start={place.start}&end={place.end}",
        )

    key = d.key
    return Against(d.kind.replace("_", " "), d.cue, side(d.here), side(d.qualifies), key, said.get(key, []))
