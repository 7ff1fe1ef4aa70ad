"""Exports by the API, as the page Export gives them."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, Response
from pydantic import BaseModel

from thirdorder.service.errors import NotFoundError
from thirdorder.service.web.api.shapes import Key
from thirdorder.service.web.exports.available import available
from thirdorder.service.web.security import See

router = APIRouter(prefix="/projects/{project}/exports", tags=["exports"])


class Export(BaseModel):
    """Something to take away: the file's name, what is in it, and what is missing from it now."""

    name: str
    title: str
    holds: str
    missing: str


@router.get("", operation_id="list_exports")
def list_exports(here: See) -> list[Export]:
    """What can be taken away."""
    with here.look() as session:
        found = available(session, here)
        return [Export(name=e.name, title=e.title, holds=e.holds, missing=e.missing) for e in found]


@router.get(
    "/{name}", operation_id="export", response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
def export(name: Key, here: See) -> Response:
    """One export, of what one may see."""
    with here.look() as session:
        found = next((e for e in available(session, here) if e.name == name), None)
        if found is None:
            raise NotFoundError("There is no export of this name.")
        data = found.make(session, here)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
