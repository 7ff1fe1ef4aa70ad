"""Codings on spans, and suggestions with what people made of them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from thirdorder.service.errors import RefusedError
from thirdorder.service.jobs import queue
from thirdorder.service.store import blinding, coder_progress, codes, codings, memos, papers, suggestions
from thirdorder.service.store.schema import Verdict
from thirdorder.service.store.values import Code as CodeValue
from thirdorder.service.store.values import Coding, Decision, Job
from thirdorder.service.web.api.shapes import (
    Done,
    Input,
    Limit,
    Name,
    Offset,
    PaperId,
    PathId,
    RowId,
    Skip,
    Words,
    part,
)
from thirdorder.service.web.security import Code, See, Text

router = APIRouter(prefix="/projects/{project}", tags=["codings"])
AROUND = " “”‘’«»„‚\"'.,;:…"
"""Marks around words that do not belong to them as a name."""


class NewCodeName(Input):
    """A code made while coding."""

    name: Annotated[Name, Field(min_length=1)]


class NewCoding(Input):
    """A span and the code for it: one that is there, a new one, or the words themselves (`in_vivo`)."""

    start: Offset
    end: Offset
    code: RowId | None = None
    new_code: NewCodeName | None = None
    in_vivo: bool = False
    source: Literal["hand", "elsewhere", "search"] = "hand"


class PaperSpan(Input):
    """Words of a paper."""

    paper: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    start: Offset
    end: Offset


class NewCodings(Input):
    """Spans of papers and the code for all of them: one that is there, or a new one."""

    places: Annotated[list[PaperSpan], Field(min_length=1, max_length=1000)]
    code: RowId | None = None
    new_code: NewCodeName | None = None
    source: Literal["hand", "elsewhere", "search"] = "hand"


class Grade(Input):
    """How well a finding is supported by its illustration; empty takes the grade away."""

    grade: Annotated[Name, Field(max_length=40)] = ""


class Made(BaseModel):
    """A coding, and the code that was made for it."""

    coding: Coding
    code: CodeValue


class NewDecision(Input):
    """What one makes of a suggested code on the words shown: `changed` puts `instead` there, `withdrawn` takes back."""

    code: RowId
    start: Offset
    end: Offset
    verdict: Verdict
    instead: RowId | None = None
    reason: Words = ""


class Exposure(BaseModel):
    """What one has been shown in a paper, for what is coded from now on."""

    exposure: str


class SuggestedForPaper(BaseModel):
    """What is suggested for a paper, once it was asked for; and what one decided."""

    revealed: bool
    exposure: str
    waiting: bool
    abstained: bool
    codes: list[suggestions.Suggested]
    decisions: list[Decision]


@router.get("/codings", operation_id="list_codings")
def list_codings(
    here: See, response: Response, code: RowId | None = None, limit: Limit = 500, skip: Skip = 0
) -> list[Coding]:
    """The codings one may see over all papers, or those of one code."""
    with here.look() as session:
        found = blinding.visible_codings(session, here.project, here.who)
    return part(response, [c for c in found if code is None or c.code == code], limit, skip)


@router.get("/papers/{paper}/codings", operation_id="paper_codings")
def paper_codings(paper: PaperId, here: See, removed: bool = False) -> list[Coding]:
    """The codings of a paper that one may see: one's own, and everybody's once it is open."""
    with here.look() as session:
        papers.paper(session, here.project, paper)
        return list(blinding.visible_codings(session, here.project, here.who, paper, removed=removed))


@router.post("/papers/{paper}/codings", operation_id="add_coding", status_code=201)
def add_coding(paper: PaperId, given: NewCoding, here: Code) -> Made:
    """Put a code on a span."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        key = given.code
        if key is None:
            words = " ".join(text.document.text[given.start : given.end].split()).strip(AROUND)[:120]
            name = given.new_code.name if given.new_code is not None else words if given.in_vivo else ""
            key = codes.add_code(session, here.project, here.who, name).id
        made = codings.add_coding(session, here.project, here.who, text, given.start, given.end, key, given.source)
        code = codes.code(session, here.project, here.who, made.code or 0)
        return Made(coding=made, code=code)


@router.post("/codings", operation_id="add_codings", status_code=201)
def add_codings(given: NewCodings, here: Code) -> list[Coding]:
    """Put one code on many spans, over papers, in one act."""
    if (given.code is None) == (given.new_code is None):
        raise RefusedError("Say which code: one that is there or a new one.")
    with here.act() as session:
        key = given.code
        if key is None and given.new_code is not None:
            key = codes.add_code(session, here.project, here.who, given.new_code.name).id
        return [
            codings.add_coding(
                session, here.project, here.who, papers.pinned(session, here.files, here.project, one.paper).paper,
                one.start, one.end, key or 0, given.source,
            )
            for one in given.places
        ]  # fmt: skip


@router.put("/codings/{coding}/credibility", operation_id="grade_coding")
def grade_coding(coding: PathId, given: Grade, here: Code) -> Done:
    """Say how well a finding that one coded is supported; nothing takes the grade away."""
    with here.act() as session:
        memos.grade(session, here.project, here.who, coding, given.grade)
    return Done()


@router.delete("/codings/{coding}", operation_id="remove_coding")
def remove_coding(coding: PathId, here: Code) -> Coding:
    """Take off a code that one put."""
    with here.act() as session:
        return codings.remove_coding(session, here.project, here.who, coding)


@router.post("/codings/{coding}/restore", operation_id="restore_coding")
def restore_coding(coding: PathId, here: Code) -> Coding:
    """Undo taking a code off."""
    with here.act() as session:
        return codings.restore_coding(session, here.project, here.who, coding)


@router.post("/papers/{paper}/reveal", operation_id="reveal", status_code=201)
def reveal(paper: PaperId, here: Code) -> Exposure:
    """Show the suggestions of a paper from now on; what one codes there afterwards is marked so."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        return Exposure(exposure=coder_progress.reveal(session, here.project, paper, here.who))


@router.get("/papers/{paper}/suggestions", operation_id="suggestions")
def show_suggestions(paper: PaperId, here: Text) -> SuggestedForPaper:
    """What is suggested for a paper; nothing before it was revealed."""
    with here.look() as session:
        papers.paper(session, here.project, paper)
        found = suggestions.shown(session, here.project, paper, here.who)
        more = suggestions.of_model(session, here.files, here.project, paper) if found.revealed else ()
        mine = [d for d in blinding.visible_decisions(session, here.project, here.who, paper) if d.coder == here.who]
        return SuggestedForPaper(
            revealed=found.revealed, exposure=coder_progress.exposure_now(session, here.project, paper, here.who),
            waiting=found.waiting, abstained=found.abstained, codes=[*found.codes, *more], decisions=mine,
        )  # fmt: skip


@router.post("/papers/{paper}/decisions", operation_id="decide", status_code=201)
def decide(paper: PaperId, given: NewDecision, here: Code) -> Decision:
    """Accept, change or reject a suggested code; accepting codes the words shown. One act, one transaction."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        return suggestions.decide(
            session, here.project, here.who, text, given.code, given.start, given.end, given.verdict,
            instead=given.instead, reason=given.reason,
            also=suggestions.of_model(session, here.files, here.project, paper),
        )  # fmt: skip


@router.post("/learn", operation_id="learn", status_code=202)
def learn(here: Code) -> Job:
    """Learn the suggestions again from everything decided so far."""
    with here.act() as session:
        return queue.ask(session, here.project, "learn", who=here.who)
