"""Keeping: whether everything is there and whole, a backup to take away, and what is taken away for good."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse

from thirdorder.service.errors import RefusedError
from thirdorder.service.store import papers, purge
from thirdorder.service.store.check import check
from thirdorder.service.web.backup_download import packed
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import AdminDep, Own

router = APIRouter()


@router.get("/keeping")
def everything(request: Request, viewer: AdminDep) -> HTMLResponse:
    """The whole service, for administrators."""
    return show(request, "keeping.html", viewer, checked=None, removed=(), held=(), base="/keeping")


@router.post("/keeping/check")
def check_everything(request: Request, viewer: AdminDep) -> HTMLResponse:
    """Look at every file and every coding of the service."""
    found = list(check(viewer.database, viewer.files))
    return show(request, "keeping.html", viewer, checked=found, removed=(), held=(), base="/keeping")


@router.post("/keeping/backup")
def take_backup(viewer: AdminDep) -> FileResponse:
    """Everything in one file to take away."""
    return packed(viewer)


@router.get("/p/{project}/keeping")
def page(request: Request, here: Own) -> HTMLResponse:
    """One review, for its owners."""
    return _page(request, here, None)


@router.post("/p/{project}/keeping/check")
def check_project(request: Request, here: Own) -> HTMLResponse:
    """Look at every file and every coding of a review."""
    return _page(request, here, list(check(here.database, here.files, here.project)))


@router.post("/p/{project}/keeping/purge")
def purge_paper(
    request: Request, here: Own, paper: Annotated[str, Form(pattern="^[0-9a-f]{16}$")], sure: str = Form("")
) -> HTMLResponse:
    """Take the words of a paper that was taken out away for good."""
    if sure != "yes":
        raise RefusedError("Tick the box to confirm that the paper is to be purged.")
    with here.act() as session:
        gone = purge.purge_paper(session, here.files, here.project, paper, here.who)
    purge.delete_files(here.database, gone)
    return _page(request, here, None)


@router.post("/p/{project}/keeping/purge-all")
def purge_project(here: Own, title: Annotated[str, Form(max_length=500)] = "") -> object:
    """Take a whole review away for good; its name is written to say that one means it."""
    from thirdorder.service.store.projects import project

    with here.act() as session:
        if project(session, here.project).title != title.strip():
            raise RefusedError("Write the review's name as it is to confirm.")
        gone = purge.purge_project(session, here.files, here.project, here.who)
    purge.delete_files(here.database, gone)
    return back("/")


def _page(request: Request, here: Own, checked: list[str] | None) -> HTMLResponse:
    with here.look() as session:
        removed = [p for p in papers.papers(session, here.project, removed=True) if p.state == "removed"]
        held = purge.still_held(session, here.files)
    return show(
        request, "keeping.html", here, here="setup", checked=checked, removed=removed, held=held,
        base=f"/p/{here.project}/keeping",
    )  # fmt: skip
