"""The pages. Every page works on what the API gives and needs no script to be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from thirdorder.service.desk import coded_passages, page_image, page_sizes, shown_passages
from thirdorder.service.report.write import environment
from thirdorder.service.routes import api
from thirdorder.service.routes.deps import DeskDep, PaperDep, SettingsDep, StoreDep, WorkspaceDep

router = APIRouter(include_in_schema=False)


def page(name: str, **values: object) -> HTMLResponse:
    """A template as a page."""
    return HTMLResponse(environment().get_template(name).render(**values))


@router.get("/")
def papers(store: StoreDep, workspace: WorkspaceDep, desk: DeskDep, request: Request) -> HTMLResponse:
    """The papers of the review, what became of each, and what there is to download."""
    return page(
        "papers.html",
        about=workspace.about(),
        papers=store.papers(),
        job=store.latest_job(),
        ready=desk.ready(),
        refused=request.query_params.getlist("refused"),
    )


@router.post("/papers")
async def upload(files: list[UploadFile], store: StoreDep, workspace: WorkspaceDep) -> Response:
    """Take papers from the form; what was not taken is said on the list."""
    from urllib.parse import urlencode

    outcome = await api.upload(files, store, workspace)
    reasons = [("refused", r["reason"]) for r in outcome["refused"]]
    return RedirectResponse("/?" + urlencode(reasons) if reasons else "/", status_code=303)


@router.get("/papers/{key}")
def paper(row: PaperDep, desk: DeskDep, workspace: WorkspaceDep, store: StoreDep, passage: str = "") -> HTMLResponse:
    """A paper: its pages and passages, the codes on them, and, once asked for, the suggested ones where they stand."""
    parsed, exposure = desk.paper(row.id), store.exposure(row.id)
    found = desk.suggestions(row.id)
    suggestions = {**found, "codes": []} if exposure == "independent" else found
    path = workspace.path(row)
    sizes = page_sizes(path) if parsed is not None and path.suffix.lower() == ".pdf" else []
    return page(
        "paper.html",
        about=workspace.about(),
        row=row,
        paper=parsed,
        suggestions=suggestions,
        verdicts={f"{c}|{p}": d.verdict for (c, p), d in desk.verdicts(row.id).items()},
        waiting=len(found["codes"]),
        exposure=exposure,
        codebook=desk.codes(),
        chosen=next((p for p in parsed["passages"] if p["id"] == passage), None) if parsed is not None else None,
        coded=coded_passages(store.codings(row.id)),
        recalled=desk.recalled(suggestions),
        sizes=sizes,
        shown=shown_passages(parsed, suggestions, sizes) if parsed is not None else [],
    )


@router.get("/papers/{key}/pages/{number}.png")
def image(row: PaperDep, number: int, workspace: WorkspaceDep) -> Response:
    """A page as a picture."""
    path = workspace.path(row)
    if path.suffix.lower() != ".pdf":
        raise HTTPException(404, f"{row.name} has no pages to show.")
    try:
        data = page_image(path, number)
    except IndexError:
        raise HTTPException(404, f"{row.name} has no page {number}.") from None
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


@router.post("/papers/{key}/reveal")
def reveal(row: PaperDep, store: StoreDep) -> Response:
    """Show the suggestions of a paper from now on."""
    api.reveal(row, store)
    return RedirectResponse(f"/papers/{row.id}", status_code=303)


@router.post("/papers/{key}/codings")
def code(
    row: PaperDep,
    code: Annotated[str, Form()],
    passage: Annotated[str, Form()],
    desk: DeskDep,
    store: StoreDep,
    removed: Annotated[bool, Form()] = False,
) -> Response:
    """Put a code on a passage, or take it off."""
    api.put_code(row, api.PutCode(code=code, passage=passage, removed=removed), desk, store)
    return RedirectResponse(f"/papers/{row.id}?passage={passage}#at", status_code=303)


@router.post("/papers/{key}/decisions")
def decide(
    row: PaperDep,
    code: Annotated[str, Form()],
    passage: Annotated[str, Form()],
    verdict: Annotated[str, Form(pattern="^(accepted|rejected)$")],
    desk: DeskDep,
    store: StoreDep,
    settings: SettingsDep,
) -> Response:
    """Keep a verdict given by the form."""
    decision = api.Decision.model_validate({"code": code, "passage": passage, "verdict": verdict})
    api.decide(row, decision, desk, store, settings)
    return RedirectResponse(f"/papers/{row.id}#suggestions", status_code=303)


@router.get("/grid.xlsx")
def grid(desk: DeskDep) -> Response:
    """The grid to download."""
    return api.grid(desk)


@router.get("/report.html")
def report(desk: DeskDep, settings: SettingsDep) -> Response:
    """The report to read."""
    return api.report(desk, settings)
