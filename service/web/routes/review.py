"""The page on which a review is set up: its question, codebook, codings, studies; and how far coders agree."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from thirdorder.service.web.agreement import desk_agreement
from thirdorder.service.web.routes.deps import CoderDep, DeskDep, RunDep, StoreDep, WorkspaceDep
from thirdorder.service.web.routes.pages import back_with, page
from thirdorder.service.web.whose import told_groups
from thirdorder.service.web.workspace import About, UploadError

router = APIRouter(include_in_schema=False)


@router.get("/review")
def review(workspace: WorkspaceDep, desk: DeskDep, coder: CoderDep, request: Request) -> HTMLResponse:
    """What the review is about and which files it rests on."""
    return page(
        "review.html",
        about=workspace.about(),
        coder=coder,
        given=workspace.given(),
        accepted=len(desk.run.people().accepted) if desk.ready() else 0,
        refused=request.query_params.getlist("refused"),
        groups=told_groups(desk.run.papers.values()) if desk.ready() else (),
    )


@router.post("/review")
async def save(
    about: Annotated[About, Form()], workspace: WorkspaceDep, store: StoreDep
) -> Response:  # fmt: skip
    """Keep title, question and order, and run anew over what is there."""
    workspace.describe(about)
    if workspace.has_papers():
        store.ask_for("run")
    return RedirectResponse("/review", status_code=303)


@router.post("/review/files/{role}")
async def give(role: str, file: UploadFile, workspace: WorkspaceDep, store: StoreDep) -> Response:
    """Take a codebook, codings, studies or appraisal; one that cannot be read is refused with the reason."""
    try:
        workspace.give(role, file.filename or role, await file.read())
    except UploadError as error:
        return back_with("/review", [str(error)])
    if workspace.has_papers():
        store.ask_for("run")
    return RedirectResponse("/review", status_code=303)


@router.post("/review/files/{role}/remove")
def remove(role: str, workspace: WorkspaceDep, store: StoreDep) -> Response:
    """Do without a file from now on."""
    workspace.remove(role)
    if workspace.has_papers():
        store.ask_for("run")
    return RedirectResponse("/review", status_code=303)


@router.post("/review/codebook")
def codebook_of_themes(run: RunDep, workspace: WorkspaceDep, store: StoreDep) -> Response:
    """Take the themes that people accepted as the codebook."""
    try:
        workspace.take_themes(run)
    except UploadError as error:
        return back_with("/review", [str(error)])
    store.ask_for("run")
    return RedirectResponse("/review", status_code=303)


@router.get("/agreement")
def agreement(run: RunDep, workspace: WorkspaceDep, store: StoreDep, coder: CoderDep) -> HTMLResponse:
    """How far those who coded here agree with each other, and what they have to talk about."""
    return page("agreement.html", about=workspace.about(), coder=coder, found=desk_agreement(run, store))
