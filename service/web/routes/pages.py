"""The pages. Every page works on what the API gives and needs no script to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from thirdorder.service.folder.report.write import environment
from thirdorder.service.web.desk import coded_passages, missed_first, page_image, page_sizes, shown_passages
from thirdorder.service.web.routes import api
from thirdorder.service.web.routes.deps import (
    COOKIE,
    CoderDep,
    DeskDep,
    PaperDep,
    RunDep,
    StoreDep,
    WorkspaceDep,
    coder_name,
)
from thirdorder.service.web.whose import whose_words

router = APIRouter(include_in_schema=False)


def page(name: str, **values: object) -> HTMLResponse:
    """A template as a page."""
    return HTMLResponse(environment("thirdorder.service.web").get_template(name).render(**values))


def back_with(path: str, refused: Sequence[str]) -> Response:
    """Back to a page, which says what was refused."""
    query = urlencode([("refused", reason) for reason in refused])
    return RedirectResponse(f"{path}?{query}" if query else path, status_code=303)


@router.get("/")
def papers(store: StoreDep, workspace: WorkspaceDep, desk: DeskDep, coder: CoderDep, request: Request) -> HTMLResponse:
    """The papers of the review, what became of each, and what there is to download."""
    return page(
        "papers.html",
        about=workspace.about(),
        coder=coder,
        papers=store.papers(),
        progress=desk.progress(coder),
        job=store.latest_job(),
        ready=desk.ready(),
        refused=request.query_params.getlist("refused"),
    )


@router.post("/papers")
async def upload(files: list[UploadFile], store: StoreDep, workspace: WorkspaceDep) -> Response:
    """Take papers from the form; what was not taken is said on the list."""
    outcome = await api.upload(files, store, workspace)
    return back_with("/", [r["reason"] for r in outcome["refused"]])


@router.get("/papers/{key}")
def paper(
    row: PaperDep, desk: DeskDep, workspace: WorkspaceDep, store: StoreDep, coder: CoderDep, passage: str = ""
) -> HTMLResponse:
    """A paper: its pages and passages, one's own codes on them and, once asked for, the suggested ones."""
    parsed, exposure = desk.paper(row.id), store.exposure(row.id, coder)
    found = desk.suggestions(row.id)
    codings = store.codings(row.id, coder)
    suggestions = {**found, "codes": []} if exposure == "independent" else found
    if exposure == "second_reader":
        suggestions = missed_first(found, {(c.code, c.passage) for c in codings if c.exposure == "independent"})
    path = workspace.path(row)
    sizes = page_sizes(path) if parsed is not None and path.suffix.lower() == ".pdf" else []
    verdicts = desk.verdicts(row.id, coder)
    on_list = {(c["code"], e["passage"]) for c in suggestions["codes"] for e in c["evidence"]}
    return page(
        "paper.html",
        about=workspace.about(),
        coder=coder,
        row=row,
        paper=parsed,
        suggestions=suggestions,
        verdicts={f"{c}|{p}": d.verdict for (c, p), d in verdicts.items()},
        decided=[d for place, d in verdicts.items() if place not in on_list],
        waiting=len(found["codes"]),
        exposure=exposure,
        read=any(r.paper == row.id and r.coder == coder for r in store.readings()),
        learned_from=desk.learned_from(),
        since=store.changes() - desk.learned_from(),
        codebook=desk.codes(),
        chosen=next((p for p in parsed["passages"] if p["id"] == passage), None) if parsed is not None else None,
        whose=whose_words(parsed, passage) if parsed is not None else (),
        coded=coded_passages(codings),
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
def reveal(row: PaperDep, run: RunDep, store: StoreDep, coder: CoderDep) -> Response:
    """Show the suggestions of a paper from now on."""
    api.reveal(row, run, store, coder)
    return RedirectResponse(f"/papers/{row.id}", status_code=303)


@router.post("/papers/{key}/read")
def mark_read(
    row: PaperDep, run: RunDep, store: StoreDep, coder: CoderDep, read: Annotated[bool, Form()] = True
) -> Response:
    """Say that one has read a paper to the end, or not after all."""
    api.mark_read(row, api.Reading(read=read), run, store, coder)
    return RedirectResponse(f"/papers/{row.id}", status_code=303)


@router.post("/papers/{key}/codings")
def code(
    row: PaperDep,
    code: Annotated[str, Form()],
    passage: Annotated[str, Form()],
    desk: DeskDep,
    store: StoreDep,
    coder: CoderDep,
    removed: Annotated[bool, Form()] = False,
) -> Response:
    """Put a code on a passage, or take it off."""
    api.put_code(row, api.PutCode(code=code, passage=passage, removed=removed), desk, store, coder)
    return RedirectResponse(f"/papers/{row.id}?passage={passage}#at", status_code=303)


@router.post("/papers/{key}/decisions")
def decide(
    row: PaperDep,
    code: Annotated[str, Form()],
    passage: Annotated[str, Form()],
    verdict: Annotated[str, Form(pattern="^(accepted|rejected)$")],
    run: RunDep,
    desk: DeskDep,
    store: StoreDep,
    coder: CoderDep,
) -> Response:
    """Keep a verdict given by the form."""
    decision = api.Decision.model_validate({"code": code, "passage": passage, "verdict": verdict})
    api.decide(row, decision, run, desk, store, coder)
    return RedirectResponse(f"/papers/{row.id}#suggestions", status_code=303)


@router.post("/learn")
def learn(run: RunDep, store: StoreDep, back: Annotated[str, Form(pattern="^/papers/[0-9a-f]+$")]) -> Response:
    """Learn again from what was decided."""
    api.learn(run, store)
    return RedirectResponse(back, status_code=303)


@router.post("/coder")
def set_coder(name: Annotated[str, Form()]) -> Response:
    """Code under this name from now on, in this browser."""
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(COOKIE, quote(coder_name(name)), max_age=31_536_000, httponly=True, samesite="strict")
    return answer


@router.get("/grid.xlsx")
def grid(run: RunDep, desk: DeskDep) -> Response:
    """The grid to download."""
    return api.grid(run, desk)


@router.get("/report.html")
def report(run: RunDep) -> Response:
    """The report to read."""
    return api.report(run)
