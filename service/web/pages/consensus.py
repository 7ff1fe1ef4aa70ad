"""Consensus: where people differ, one by one beside the words; what they agree on is kept beside the first codings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.nlp.document import touch
from thirdorder.service.store import blinding, codes, comparing, papers, people, projects
from thirdorder.service.store.comparing import Agreed, Difference
from thirdorder.service.store.row_numbers import MOST
from thirdorder.service.store.schema import Settled
from thirdorder.service.store.values import Code as CodeValue
from thirdorder.service.store.values import Coding, Memo
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, Here, See
from thirdorder.service.web.words import cited, color

router = APIRouter(prefix="/p/{project}/consensus")


@dataclass(frozen=True)
class Shown:
    """A difference as the page shows it: the words, who put the code there, who did not, and what they put instead.

    `apart` are codes put instead that those who put this one use nowhere: perhaps the same by another name.
    """

    one: Difference
    cited: str
    text: str
    page: int | None
    color: int
    by: list[tuple[str, Coding]]
    not_by: list[str]
    instead: dict[str, list[CodeValue]]
    apart: list[CodeValue]
    memos: list[tuple[str, Memo]]
    href: str
    agreed: Agreed | None
    decided_by: str


@router.get("")
def page(request: Request, here: See, at: str = "", show_all: str = "") -> HTMLResponse:
    """The differences that are left, one at a time, with what each coder chose and wrote."""
    with here.look() as session:
        found = comparing.differences(session, here.files, here.project, here.who)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        called = people.names(session)
        memos = blinding.visible_memos(session, here.project, here.who, "span")
        signed = [r for r in blinding.progress(session, here.project) if r.state == "done"]
        about = projects.project(session, here.project)
        opened = blinding.open_papers(session, here.project)
        left = [d for d in found if d.agreed is None or d.agreed.value == "undecided"]
        one = next((d for d in found if d.key == at), left[0] if left else found[0] if found and show_all else None)
        shown = None
        if one is not None:
            text = papers.pinned(session, here.files, here.project, one.paper).paper
            instead = _instead(session, here, one, called)
            every = blinding.visible_codings(session, here.project, here.who)
            theirs = {c.code for c in every if c.coder in one.coded_by}
            shown = Shown(
                one=one, cited=cited(entries[one.paper]), text=text.quote(one), page=text.document.page(one),
                color=color(one.code), by=[(called.get(c.coder, ""), c) for c in one.codings],
                not_by=[called.get(c, "") for c in one.not_by], instead=instead,
                apart=[c for c in {c.id: c for own in instead.values() for c in own}.values() if c.id not in theirs],
                memos=[(called.get(m.author, ""), m) for m in memos if m.on_id == one.paper and touch(m, one)],
                href=f"/p/{here.project}/papers/{one.paper}?start={one.start}&end={one.end}",
                agreed=one.agreed, decided_by=called.get(one.agreed.decided_by, "") if one.agreed else "",
            )  # fmt: skip
        twice = {p for p in {r.paper for r in signed} if sum(r.paper == p for r in signed) > 1}
        return show(
            request, "consensus.html", here, here="consensus", shown=shown, left=left, found=found, entries=entries,
            settled=len(found) - len(left), cited=cited, about=about, twice=len(twice), waiting=[
                entries[p] for p in sorted(twice - opened) if p in entries
            ], papers=sum(p.state == "read" for p in entries.values()), following=_next(left, one), names=called,
        )  # fmt: skip


@router.post("/alike")
def alike(
    here: Code,
    code: Annotated[int, Form(ge=1, le=MOST)],
    other: Annotated[int, Form(ge=1, le=MOST)],
    at: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Make two codes one that two people made apart: what differs in name alone differs no more."""
    with here.act() as session:
        blinding.need_open(session, here.project)
        codes.merge(session, here.project, here.who, other, code)
    return back(f"/p/{here.project}/consensus" + (f"?at={at}" if at else ""))


@router.post("")
def decide(
    here: Code,
    paper: Annotated[str, Form(pattern="^[0-9a-f]{16}$")],
    start: Annotated[int, Form(ge=0, le=2**31 - 1)],
    end: Annotated[int, Form(ge=0, le=2**31 - 1)],
    code: Annotated[int, Form(ge=1, le=MOST)],
    value: Annotated[Settled, Form()],
    memo: Annotated[str, Form(max_length=50_000)] = "",
    following: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Keep what was agreed on and go to the next difference."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        comparing.decide(session, here.project, here.who, text, start, end, code, value, memo)
    return back(f"/p/{here.project}/consensus" + (f"?at={following}" if following else ""))


def _instead(session: Session, here: Here, one: Difference, called: dict[int, str]) -> dict[str, list[CodeValue]]:
    """What those who did not put a code on a passage put there: perhaps the same by another name."""
    book = blinding.visible_codebook(session, here.project, here.who).by_id
    out: dict[str, list[CodeValue]] = {}
    for c in blinding.visible_codings(session, here.project, here.who, one.paper):
        if c.coder in one.not_by and c.code in book and touch(c, one):
            own = out.setdefault(called.get(c.coder, ""), [])
            if book[c.code] not in own:
                own.append(book[c.code])
    return out


def _next(left: Sequence[Difference], one: Difference | None) -> str:
    """The key of the difference after this one."""
    keys = [d.key for d in left]
    if one is None or one.key not in keys:
        return keys[0] if keys else ""
    at = keys.index(one.key)
    return keys[at + 1] if at + 1 < len(keys) else ""
