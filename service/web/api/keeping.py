"""Whether everything is there and whole, and a backup, by the API."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel

from thirdorder.service.store.check import check
from thirdorder.service.web.backup_download import packed
from thirdorder.service.web.security import AdminDep, Own

router = APIRouter(tags=["keeping"])


class Checked(BaseModel):
    """A sentence for everything that is missing, damaged or does not fit; none where all is well."""

    found: list[str]


@router.get("/projects/{project}/check", operation_id="check_project")
def check_project(here: Own) -> Checked:
    """Whether everything of a project is there, whole and as it was."""
    return Checked(found=list(check(here.database, here.files, here.project)))


@router.get("/check", operation_id="check_everything")
def check_everything(viewer: AdminDep) -> Checked:
    """Whether everything of the service is there; for administrators."""
    return Checked(found=list(check(viewer.database, viewer.files)))


@router.post(
    "/backup", operation_id="back_up", response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
def back_up(viewer: AdminDep) -> FileResponse:
    """Everything the service holds in one file, full texts included; for administrators."""
    return packed(viewer)
