"""The first page: which reviews one is in and what waits there; a review begun; signing in; a project's own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.service.errors import HiddenError
from thirdorder.service.store import assignments, blinding, codes, papers, people, projects
from thirdorder.service.store.schema import Approach
from thirdorder.service.store.secrets import sign_out
from thirdorder.service.web.api.session import sign_in_by
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Public, See, ViewerDep, guarded
from thirdorder.service.web.words import APPROACHES

router = APIRouter()


@router.get("/")
def home(request: Request, viewer: ViewerDep) -> HTMLResponse:
    """All reviews of whoever looks, with what waits for them in each."""
    with viewer.look() as session:
        found = [(p, _waiting(session, p.id, viewer.who)) for p in projects.projects_of(session, viewer.who)]
    return show(request, "home.html", viewer, projects=found, approaches=APPROACHES)


@router.post("/projects")
def begin(
    viewer: ViewerDep,
    title: Annotated[str, Form(max_length=500)] = "",
    question: Annotated[str, Form(max_length=50_000)] = "",
    approach: Annotated[Approach, Form()] = "thematic_synthesis",
) -> Response:
    """Begin a review; it opens on its papers."""
    with viewer.act() as session:
        made = projects.add_project(
            session,
            viewer.who,
            title,
            question=question,
            approach=approach,
            machine_allowed=APPROACHES[approach].machine,
        )
        if approach == "framework":
            codes.open_lane(session, made.id, viewer.who)
    return back(f"/p/{made.id}/papers")


@router.get("/p/{project}")
def project(request: Request, here: See) -> HTMLResponse:
    """A review at a glance: what it asks, what is left to do for each person."""
    with here.look() as session:
        return show(
            request, "project.html", here, here="project", about=projects.project(session, here.project),
            waiting=_waiting(session, here.project, here.who), approach=APPROACHES[
                projects.project(session, here.project).approach
            ],
            people=assignments.left_to_do(session, here.project), who=here.who,
        )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """What a review holds and what waits for one person, in numbers."""

    papers: int
    read: int
    refused: int
    done: int
    left: int
    codes: int
    codings: int


def _waiting(session: Session, project: int, who: int) -> Waiting:
    entries = papers.papers(session, project)
    own = {r.paper: r.state for r in blinding.progress(session, project) if r.coder == who}
    mine = assignments.papers_of(session, project, who)
    return Waiting(
        papers=len(entries),
        read=sum(p.state == "read" for p in entries),
        refused=sum(p.state == "refused" for p in entries),
        done=sum(own.get(p.id) == "done" for p in entries),
        left=sum(own.get(p.id) != "done" for p in entries if p.state == "read" and (not mine or p.id in mine)),
        codes=len(blinding.visible_codebook(session, project, who).usable),
        codings=sum(blinding.count_visible(session, project, who).values()),
    )


@router.get("/sign-in", dependencies=[Depends(Public("signing in"))])
def sign_in_page(request: Request) -> HTMLResponse:
    """Where people sign in."""
    return show(request, "signin.html")


@router.post("/sign-in", dependencies=[Depends(Public("signing in")), Depends(guarded)])
def sign_in(
    request: Request,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Sign in by the form; what does not fit is said on it."""
    try:
        sign_in_by(request, login, password)
    except HiddenError as error:
        return show(request, "signin.html", status=403, said=str(error), login=login)
    return back("/")


@router.post("/sign-out")
def leave(request: Request, viewer: ViewerDep) -> Response:
    """Sign out in this browser."""
    with viewer.database.writing() as session:
        sign_out(session, request.state.token)
    return back("/sign-in")


@router.get("/account")
def account(request: Request, viewer: ViewerDep) -> HTMLResponse:
    """Who one is here, and the other accounts for administrators."""
    with viewer.look() as session:
        everybody = people.accounts(session) if viewer.account.admin else ()
    return show(request, "account.html", viewer, everybody=[a for a in everybody if a.login or a.active])
