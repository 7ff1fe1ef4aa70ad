"""Search over the passages of a review: by their words, and by what they mean."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from thirdorder.service.jobs.search_by_meaning import Meaning
from thirdorder.service.store import search
from thirdorder.service.web.api.shapes import Key, Limit, Skip, part
from thirdorder.service.web.security import Text

router = APIRouter(prefix="/projects/{project}", tags=["search"])


class FoundPassage(BaseModel):
    """A passage that answers: its paper and span, its words, and where in them the words asked for stand."""

    paper: str
    passage: str
    start: int
    end: int
    page: int | None
    order: str
    groups: list[str]
    text: str
    score: float
    hits: list[tuple[int, int]]


@router.get("/search", operation_id="search")
def find(
    here: Text, request: Request, response: Response, q: Annotated[str, Query(min_length=1, max_length=1000)],
    by: Literal["words", "meaning"] = "words", everywhere: bool = False, limit: Limit = 100, skip: Skip = 0,
) -> list[FoundPassage]:  # fmt: skip
    """Passages that hold all the words (“several together” in quotation marks), or that mean the like of them.

    By meaning, `X-Waiting` says how many passages cannot be found yet, since their vectors are not made.
    """
    with here.look() as session:
        if by == "words":
            index = search.index(session, here.files, here.project)
            return [_shown(f) for f in part(response, index.words(q, findings=not everywhere), limit, skip)]
        meaning: Meaning = request.app.state.meaning
        found = meaning.nearest(session, here.files, here.project, q, most=limit + skip)
    response.headers["X-Waiting"] = str(found.waiting)
    return [_shown(f) for f in part(response, found.found, limit, skip)]


@router.get("/beside", operation_id="beside")
def beside(
    here: Text, request: Request, response: Response, passage: Annotated[Key, Query()], limit: Limit = 20
) -> list[FoundPassage]:  # fmt: skip
    """The passages of other papers nearest in meaning to one, from the vectors that are kept."""
    meaning: Meaning = request.app.state.meaning
    with here.look() as session:
        found = meaning.beside(session, here.files, here.project, passage, most=limit)
    response.headers["X-Waiting"] = str(found.waiting)
    return [_shown(f) for f in found.found]


def _shown(one: search.Found) -> FoundPassage:
    p = one.passage
    return FoundPassage(
        paper=one.paper, passage=p.id, start=p.start, end=p.end, page=one.page, order=p.order, groups=list(p.groups()),
        text=one.text, score=round(one.score, 4), hits=list(one.hits),
    )  # fmt: skip
