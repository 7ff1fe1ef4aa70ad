"""The JSON API, version 1. Its OpenAPI description is at /api/v1/openapi.json."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from thirdorder.service.folder.events import add_event
from thirdorder.service.folder.exports import export
from thirdorder.service.web.desk import paper_dict
from thirdorder.service.web.routes.deps import CoderDep, DeskDep, PaperDep, RunDep, StoreDep, WorkspaceDep
from thirdorder.service.web.rows import DecisionRow
from thirdorder.service.web.workspace import UploadError

router = APIRouter(prefix="/api/v1")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Decision(BaseModel):
    """What a person makes of one suggested code on one passage."""

    code: Annotated[str, Field(min_length=1, max_length=500)]
    passage: Annotated[str, Field(min_length=1, max_length=200)]
    verdict: Literal["accepted", "rejected"]


class Reading(BaseModel):
    """Whether a paper was read to the end."""

    read: bool = True


class PutCode(BaseModel):
    """A code for a passage, or off it."""

    code: Annotated[str, Field(min_length=1, max_length=500)]
    passage: Annotated[str, Field(min_length=1, max_length=200)]
    removed: bool = False


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the service answers, and its version."""
    return {"status": "ok", "version": version("thirdorder")}


@router.get("/papers")
def papers(store: StoreDep) -> list[dict[str, Any]]:
    """All papers with their state (waiting, reading, read, refused) and, where refused, the reason."""
    return [paper_dict(row) for row in store.papers()]


@router.post("/papers", status_code=202)
async def upload(files: list[UploadFile], store: StoreDep, workspace: WorkspaceDep) -> dict[str, Any]:
    """Take one or several papers; each is read in the background. A file that is not taken is named with its reason."""
    taken, refused = [], []
    for file in files:
        try:
            taken.append(paper_dict(workspace.add(store, file.filename or "paper.pdf", await file.read())))
        except UploadError as error:
            refused.append({"name": file.filename, "reason": str(error)})
    if taken:
        store.ask_for("run")
    return {"papers": taken, "refused": refused}


@router.get("/papers/{key}")
def paper(row: PaperDep, desk: DeskDep) -> dict[str, Any]:
    """One paper: its state and, once read, the paper as `thirdorder parse --format json` gives it."""
    return {**paper_dict(row), "paper": desk.paper(row.id)}


@router.get("/papers/{key}/suggestions")
def suggestions(row: PaperDep, desk: DeskDep, coder: CoderDep) -> dict[str, Any]:
    """The codes suggested for a paper, each with its evidence, and what this coder decided on them."""
    verdicts = [decision_dict(d) for d in desk.verdicts(row.id, coder).values()]
    return {**desk.suggestions(row.id), "decisions": verdicts}


@router.post("/papers/{key}/decisions", status_code=201)
def decide(
    row: PaperDep, decision: Decision, run: RunDep, desk: DeskDep, store: StoreDep, coder: CoderDep
) -> dict[str, Any]:
    """Accept or reject a suggested code on the passage that speaks for it. The latest verdict counts, all are kept."""
    shown = desk.offered(row.id, decision.code, decision.passage)
    if shown is None:
        raise HTTPException(404, f"{decision.code!r} is not suggested on that passage of {row.name}.")
    reveal(row, run, store, coder)
    kept = store.decide(row.id, decision.code, decision.passage, decision.verdict, shown["quote"], shown["page"], coder)
    what = {"paper": row.id, "code": decision.code, "passage": decision.passage}
    add_event(run.path, coder, f"suggestion_{decision.verdict}", after=what)
    desk.decided()
    return decision_dict(kept)


@router.post("/papers/{key}/reveal", status_code=201)
def reveal(row: PaperDep, run: RunDep, store: StoreDep, coder: CoderDep) -> dict[str, str]:
    """Show the suggestions of a paper: what is coded there from now on is marked as made after seeing them."""
    if store.reveal(row.id, coder):
        exposure = store.exposure(row.id, coder)
        add_event(run.path, coder, "suggestions_shown", after={"paper": row.id, "exposure": exposure})
    return {"exposure": store.exposure(row.id, coder)}


@router.post("/papers/{key}/codings", status_code=201)
def put_code(row: PaperDep, coding: PutCode, desk: DeskDep, store: StoreDep, coder: CoderDep) -> dict[str, Any]:
    """Put a code on a passage, or take it off."""
    paper = desk.paper(row.id)
    if paper is None or all(p["id"] != coding.passage for p in paper["passages"]):
        raise HTTPException(404, f"{row.name} has no passage {coding.passage}.")
    if coding.removed:
        store.take_code(coding.passage, coding.code, coder)
        return {"passage": coding.passage, "code": coding.code, "removed": True}
    kept = store.put_code(row.id, coding.passage, coding.code, coder)
    desk.decided()
    return {"passage": kept.passage, "code": kept.code, "exposure": kept.exposure, "removed": False}


@router.post("/papers/{key}/read", status_code=201)
def mark_read(row: PaperDep, reading: Reading, run: RunDep, store: StoreDep, coder: CoderDep) -> Reading:
    """Say that this coder has read the paper to the end: passages without their code then carry none."""
    store.mark_read(row.id, coder, reading.read)
    if reading.read:
        add_event(run.path, coder, "paper_read", after={"paper": row.id})
    return reading


@router.post("/learn", status_code=202)
def learn(run: RunDep, store: StoreDep) -> dict[str, Any]:  # noqa: ARG001
    """Learn the suggestions again from everything decided so far; it is done anyway after every ten decisions."""
    store.ask_for("learn")
    return job(store)


@router.get("/codings.csv", response_class=Response)
def codings(desk: DeskDep) -> Response:
    """What people coded here, in the codings format, with what they had been shown; ready for thirdorder agreement."""
    return Response(desk.codings_csv(), media_type="text/csv; charset=utf-8")


@router.get("/jobs/latest")
def job(store: StoreDep) -> dict[str, Any]:
    """The newest job: its state, its stage and how far it is."""
    row = store.latest_job()
    if row is None:
        return {"kind": "run", "state": "none", "stage": "", "done": 0, "total": 0, "error": ""}
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "stage": row.stage,
        "done": row.done,
        "total": row.total,
        "error": row.error,
    }


@router.get("/grid.xlsx", response_class=Response)
def grid(run: RunDep, desk: DeskDep) -> Response:  # noqa: ARG001
    """The grid of the latest run with the codes that people accepted."""
    return Response(desk.grid(), media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="grid.xlsx"'})


@router.get("/report.html", response_class=Response)
def report(run: RunDep) -> Response:
    """The report of the latest run."""
    return Response((run.path / "report.html").read_bytes(), media_type="text/html")


@router.get("/exports/{name}", response_class=Response)
def export_file(name: Literal["statement.md", "tables.docx", "codebook.csv"], run: RunDep) -> Response:
    """What thirdorder export writes: the statement on the machine's part, tables for a manuscript, the codebook."""
    return Response(
        export(run.path, name),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def decision_dict(row: DecisionRow) -> dict[str, Any]:
    """A decision as the API gives it."""
    return {
        "code": row.code, "passage": row.passage, "verdict": row.verdict, "coder": row.coder,
        "quote": row.quote, "page": row.page, "when": row.when.isoformat(timespec="seconds"),
    }  # fmt: skip
