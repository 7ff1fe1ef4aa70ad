"""What leaves the desk, with what is in it; and a grid that comes back, shown as understood before it counts."""

from __future__ import annotations

import mimetypes
from typing import Annotated, cast

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from thirdorder.corpora.grid import Grid
from thirdorder.corpora.sheets import sheet_names
from thirdorder.corpora.tables import fold
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store import codebooks, codings_from_grid, given_tables, papers, speakers
from thirdorder.service.web.exports.available import available
from thirdorder.service.web.exports.labels import LARGEST, matched, no_coefficient
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Own, See
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}/export")


@router.get("")
def page(request: Request, here: See) -> HTMLResponse:
    """Everything that can be taken away, and the way back for a grid."""
    with here.look() as session:
        entries = {p.id: p for p in papers.papers(session, here.project)}
        tags = speakers.speakers_that_could_be_known(session, here.files, here.project)
        named = [(cited(entries[key]), "; ".join(own[:8])) for key, own in tags.items() if key in entries]
        return show(
            request, "export.html", here, here="export", exports=available(session, here), named=named,
            note=no_coefficient(session, here),
        )  # fmt: skip


@router.post("/grid")
def understand(request: Request, here: Own, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Read a grid and show what was understood; nothing counts yet."""
    data, name = file.file.read(LARGEST + 1), file.filename or "grid.xlsx"
    if len(data) > LARGEST:
        raise RefusedError(f"{name} has more than {LARGEST // 2**20} MB: give back the sheet “grid” alone.")
    grid = cast(Grid, given_tables.parsed("grid", name, data, LARGEST))
    ours = name.lower().endswith((".xlsx", ".xlsm")) and "about" in {fold(s) for s in sheet_names(data)}
    found, unmatched = matched(here, grid)
    return show(
        request, "grid_understood.html", here, here="export", grid=grid, name=name, ours=ours, matched=found,
        unmatched=unmatched, text=codebooks.packed(data), cited=cited,
    )  # fmt: skip


@router.post("/grid/take")
def take(
    here: Own, name: Annotated[str, Form(max_length=500)], text: Annotated[str, Form(max_length=codebooks.CARRIED)],
    coder: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Take a grid that was shown: its codings become those of the coders it names, beside everybody else's."""
    grid = cast(Grid, given_tables.parsed("grid", name, codebooks.unpacked(text), LARGEST))
    found, _ = matched(here, grid)
    with here.act() as session:
        taken = codings_from_grid.take(
            session, here.files, here.project, here.who, grid, {s: p.id for s, p in found.items()}, coder
        )
    return back(f"/p/{here.project}/codes?taken={taken}")


@router.get("/{name}")
def download(name: str, here: See) -> Response:
    """One export."""
    with here.look() as session:
        found = next((e for e in available(session, here) if e.name == name), None)
        if found is None:
            raise NotFoundError(f"There is no export called {name}.")
        data = found.make(session, here)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
