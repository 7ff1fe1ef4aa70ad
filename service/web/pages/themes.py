"""Themes: gathered over studies, judged, named and put right by people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.nlp.changes import standing
from thirdorder.service.errors import RefusedError
from thirdorder.service.folder.theme_changes import judge, merge, move, rename, split
from thirdorder.service.folder.theme_changes import undo as undo_change
from thirdorder.service.jobs import queue
from thirdorder.service.jobs.what_is_asked import in_a_sentence
from thirdorder.service.language_model.endpoint import named_for_service
from thirdorder.service.store import blinding, corrections, memos, papers, people, projects, theme_changes
from thirdorder.service.web.api.shapes import PathId
from thirdorder.service.web.pages.discordance import CHECKS, ODDS, all_against
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.pages.theme_evidence import by_study, cells, claims, gathered, overlap, theme_row, voices
from thirdorder.service.web.security import Code, Here, See
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}")
Line = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=50_000)]


@router.get("/themes")
def page(
    request: Request, here: See, by: Annotated[str, Query(pattern="^(themes|studies)$")] = "themes"
) -> HTMLResponse:
    """All themes, studies and quotations first, with what was changed so far; or each study's part in each theme."""
    with here.look() as session:
        now = theme_changes.themes(session, here.files, here.project)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        read = sum(p.state == "read" for p in entries.values())
        job = queue.newest(session, here.project, "themes")
        jobs = [job] if job is not None else []
        if now is None:
            takes = _takes(session, here)
            return show(request, "themes.html", here, here="themes", now=None, read=read, jobs=jobs, takes=takes)
        stands = {e.seq for e in standing(now.events)}
        studies = {s.id: "; ".join(cited(entries[p]) for p in s.papers if p in entries) for s in now.run.studies}
        takes = _takes(session, here)
        newer = sum(p not in now.run.papers for p, e in entries.items() if e.state == "read")
        rows = [theme_row(now, t, entries, here) for t in now.leaves] if by == "themes" else []
        return show(
            request, "themes.html", here, here="themes", now=now, read=read, jobs=jobs, newer=newer, takes=takes,
            over=[r for r in rows if len(r.studies) > 1], of_one_study=[r for r in rows if len(r.studies) < 2],
            studies=studies, by=by, cells=cells(now, entries, here) if by == "studies" else [], total=len(now.leaves),
            history=[(e, e.change.told(), e.seq in stands) for e in reversed(now.events)],
            accepted=now.people.accepted, rejected=now.people.rejected, put_right=_put_right(session, here),
        )  # fmt: skip


@router.post("/themes/gather")
def gather(here: Code) -> Response:
    """Gather anew; what people decided stays with the passages it was decided on."""
    with here.act() as session:
        queue.ask_themes(session, here.project, here.who)
    return back(f"/p/{here.project}/themes")


@router.post("/themes/undo/{seq}")
def undo(seq: PathId, here: Code) -> Response:
    """Take back a change."""
    with here.act() as session:
        undo_change(theme_changes.ledger(session, here.files, here.project, here.who), seq)
    return back(f"/p/{here.project}/themes#history")


@router.get("/themes/{theme}")
def one(request: Request, theme: str, here: See) -> HTMLResponse:
    """One theme: claims, quotations by study, who says it, what it would lose, what runs against it."""
    with here.look() as session:
        now = gathered(session, here)
        found = now.theme(theme)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        called = people.names(session)
        notes = blinding.visible_memos(session, here.project, here.who, "theme", theme)
        groups = by_study(now, found, entries, here)
        near = [t for t in now.leaves if t.id in found.merge_candidates]
        against = [d for d in now.run.synthesis.to_check if d.theme == theme][:CHECKS]
        return show(
            request, "theme.html", here, here="themes", theme=found, now=now, groups=groups, near=near,
            others=[t for t in now.leaves if t.id != theme and t not in near], claims=claims(now, found, entries),
            accepted=theme in now.people.accepted, rejected=theme in now.people.rejected, odds=ODDS,
            against=all_against(session, here, against, entries), voices=voices(groups),
            memos=[(m, called.get(m.author, "")) for m in notes], overlap=overlap(session, here, now, found),
        )  # fmt: skip


@router.post("/themes/{theme}")
def change(
    theme: str, here: Code, act: Annotated[str, Form(max_length=20)], label: Line = "", why: Words = "",
    into: Line = "", passage: Annotated[list[str], Form(max_length=5000)] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """Accept, reject, rename, merge, split, move."""
    goal = theme
    with here.act() as session:
        kept = theme_changes.ledger(session, here.files, here.project, here.who)
        if act in ("accept", "reject"):
            judge(kept, theme, act, why=why)
        elif act == "rename":
            rename(kept, theme, label, why=why)
        elif act == "merge":
            merge(kept, [theme, into], label=label, why=why)
        elif act == "split":
            split(kept, theme, passage, label=label, why=why)
        elif act == "move":
            if not passage:
                raise RefusedError("Choose the passages to move.")
            for each in passage:
                move(kept, each, origin=theme or None, goal=into or None)
        elif act == "memo":
            memos.add_memo(session, here.project, here.who, "theme", theme, why)
        else:
            raise RefusedError("Choose what to do with the theme.")
    return back(f"/p/{here.project}/themes/{goal}")


def _takes(session: Session, here: Here) -> str:
    """How much a language model would be asked, where the owner lets one read."""
    about = projects.project(session, here.project)
    reads = named_for_service() is not None and about.language_model and about.machine_allowed
    return in_a_sentence(session, here.files, here.project) if reads else ""


def _put_right(session: Session, here: Here) -> int:
    """How often people put right what themes rest on since the latest were asked for."""
    made = queue.newest(session, here.project, "themes", done=True)
    every = [c for own in corrections.by_paper(session, here.project).values() for c in own]
    return sum(made is not None and c.what in corrections.ON_SPAN and c.when > made.created for c in every)
