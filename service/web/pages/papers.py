"""The papers of a review: brought in, what became of each, which study each belongs to, what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.ris import read_ris
from thirdorder.service.jobs import queue
from thirdorder.service.store import assignments, blinding, papers, people, references, studies
from thirdorder.service.store.values import PaperEntry
from thirdorder.service.web.api import papers as api
from thirdorder.service.web.api.shapes import PaperId, PathId
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, FormDep, Here, Own, See
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}/papers")
LICENCES = ("", "open access", "our library's", "shared by its authors", "do not quote at length")


@router.get("")
def listed(request: Request, here: See) -> HTMLResponse:
    """All papers, with what became of each and what is left to do."""
    return _listed(request, here)


@router.post("")
def bring(request: Request, here: Code, files: list[UploadFile]) -> Response:
    """Take PDFs, XML and text to read, and RIS to match with what is here; what was not taken is said on the page."""
    bibliographies = [f for f in files if (f.filename or "").lower().endswith(".ris")]
    rest = [f for f in files if f not in bibliographies and f.filename]
    refused: list[tuple[str, str]] = []
    if rest:
        outcome = api.upload(rest, here)
        refused += [(r.name, r.reason) for r in outcome.refused]
    brought = 0
    for file in bibliographies:
        name = file.filename or "references.ris"
        try:
            found = read_ris(file.file.read(here.settings.largest_upload), name)
        except FormatError as error:
            refused.append((name, str(error)))
            continue
        brought += len(found)
        with here.act() as session:
            references.wait(session, here.project, here.who, name, found)
    if refused:
        return _listed(request, here, refused)
    # References are matched by what papers say of themselves: those that are still being read would match nothing.
    return back(f"/p/{here.project}/papers" + ("/references" if brought and not rest else ""))


@router.get("/references")
def waiting_references(request: Request, here: Code) -> HTMLResponse:
    """The references that wait, each beside the paper it was matched with."""
    with here.look() as session:
        entries = papers.papers(session, here.project)
        matched = studies.references_of(entries, references.waiting(session, here.project))
    return show(
        request, "references.html", here, here="papers", matched=matched, papers=entries, cited=cited,
        unread=sum(e.state in ("waiting", "reading") for e in entries), found=sum(bool(m) for _, m in matched),
    )  # fmt: skip


@router.post("/references")
def take_references(here: Code, form: FormDep) -> Response:
    """Take what a bibliography says of papers, as confirmed on the form; or do without all that waits."""
    with here.act() as session:
        if form.get("act") == "leave":
            references.settle(session, here.project, here.who, None)
            return back(f"/p/{here.project}/papers")
        places = set()
        for key in (str(k) for k in form.getlist("take")):
            paper = str(form.get(f"{key}.paper", ""))
            if paper:
                said = {w: str(form.get(f"{key}.{w}", "")) for w in ("title", "authors", "year", "doi")}
                studies.describe(session, here.project, here.who, paper, **said)
                places.add(int(key[1:]) - 1 if key[1:].isdecimal() else -1)
        references.settle(session, here.project, here.who, places)
    return back(f"/p/{here.project}/papers")


@router.post("/{paper}/retry")
def retry(paper: PaperId, here: Code) -> Response:
    """Try a refused paper again."""
    api.retry(paper, here)
    return back(f"/p/{here.project}/papers")


@router.post("/{paper}/remove")
def remove(paper: PaperId, here: Own) -> Response:
    """Take a paper out; its codings are kept until it is purged."""
    api.remove(paper, here)
    return back(f"/p/{here.project}/papers")


@router.post("/{paper}/licence")
def licence(paper: PaperId, here: Own, licence: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Mark what may be done with a paper's text."""
    api.set_licence(paper, api.Licence(licence=licence), here)
    return back(f"/p/{here.project}/papers#{paper}")


@router.post("/{paper}/open")
def open_(paper: PaperId, here: Own) -> Response:
    """Open a paper for comparing."""
    api.open_paper(paper, here)
    return back(f"/p/{here.project}/consensus")


@router.post("/{paper}/study")
def study(
    paper: PaperId, here: Code, study: Annotated[str, Form(max_length=500)] = "",
    new: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Say which study a paper belongs to: one that is there, a new one, or none of its own."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        studies.put(session, here.project, here.who, paper, int(study) if study.isdecimal() else None, new)
    return back(f"/p/{here.project}/papers#{paper}")


@router.post("/remove-job/{job}")
def cancel(job: PathId, here: Code) -> Response:
    """Give a job up."""
    with here.act() as session:
        queue.cancel(session, here.project, job)
    return back(f"/p/{here.project}/papers")


@router.post("/retry-job/{job}")
def again(job: PathId, here: Code) -> Response:
    """Do a job again that failed."""
    with here.act() as session:
        queue.retry(session, here.project, job, here.who)
    return back(f"/p/{here.project}/papers")


def _listed(request: Request, here: Here, refused: list[tuple[str, str]] | None = None) -> HTMLResponse:
    with here.look() as session:
        entries = papers.papers(session, here.project)
        matched = studies.references_of(entries, references.waiting(session, here.project))
        return show(
            request, "papers.html", here, here="papers", rows=_rows(session, here, entries), refused=refused or [],
            studies=studies.studies(session, here.project), licences=LICENCES,
            failed=[j for j in queue.jobs(session, here.project) if j.state == "failed"][:5],
            same=studies.perhaps_same(entries), members=people.members(session, here.project), cited=cited,
            references=len(matched), found=sum(bool(m) for _, m in matched),
            unread=sum(e.state in ("waiting", "reading") for e in entries),
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A paper in the list, as one person sees it: how far they are, who codes it and how far each is."""

    paper: PaperEntry
    cited: str
    study: studies.Study | None
    codings: int
    coders: list[tuple[str, str]]
    state: tuple[str, str]


def _rows(session: Session, here: Here, entries: tuple[PaperEntry, ...]) -> list[Row]:
    called = people.names(session)
    assigned = assignments.assignments(session, here.project)
    readings = {(r.paper, r.coder): r.state for r in blinding.progress(session, here.project)}
    opened = blinding.open_papers(session, here.project)
    own = blinding.own_counts(session, here.project, here.who)
    known = {s.id: s for s in studies.studies(session, here.project)}
    by_paper: dict[str, list[int]] = {}
    for a in assigned:
        by_paper.setdefault(a.paper, []).append(a.account)
    out = []
    for entry in entries:
        coders = by_paper.get(entry.id, [])
        others = [c for c in coders if c != here.who]
        mine = readings.get((entry.id, here.who), "unread")
        waiting = [called[c] for c in others if readings.get((entry.id, c), "unread") != "done"]
        out.append(
            Row(
                paper=entry, cited=cited(entry), study=known.get(entry.study or 0), codings=own.get(entry.id, 0),
                coders=[(called[c], readings.get((entry.id, c), "unread")) for c in coders],
                state=_state(entry, mine, waiting, entry.id in opened and bool(others)),
            )
        )  # fmt: skip
    return out


def _state(entry: PaperEntry, mine: str, waiting: list[str], opened: bool) -> tuple[str, str]:
    """The state of a paper for one person, as its class and its words."""
    if entry.state == "refused":
        return "refused", "could not be read"
    if entry.state in ("waiting", "reading"):
        return "waiting", "being read in" if entry.state == "reading" else "waiting to be read in"
    if opened:
        return "open", "open to compare"
    if mine == "done":
        return "done", f"mine done, waiting for {', '.join(waiting)}" if waiting else "done"
    return ("reading", "reading") if mine == "reading" else ("unread", "not read")
