"""The JSON API, version 1. Its OpenAPI description is at /api/v1/openapi.json."""

from fastapi import APIRouter

from thirdorder.service.web.api import (
    codes,
    codings,
    consensus,
    exports,
    extraction,
    jobs,
    keeping,
    memos,
    papers,
    people,
    projects,
    search,
    session,
    tables,
    themes,
)
from thirdorder.service.web.problems import MEDIA, Problem

PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {MEDIA: {}}, "description": said}
    for status, said in (
        (401, "Nobody is signed in."), (403, "Not in this role, or not now."), (404, "There is no such thing here."),
        (409, "It cannot be done so."), (412, "Somebody else changed it."), (413, "Too much at once."),
        (422, "What was sent is not understood."), (503, "The store cannot be written or reached."),
    )
}  # fmt: skip

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
for module in (
    session, people, projects, papers, codes, codings, consensus, search, extraction, memos, themes, jobs, exports,
    keeping, tables,
):  # fmt: skip
    router.include_router(module.router)
