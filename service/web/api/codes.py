"""Codes and their history."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from thirdorder.service.store import blinding, codes
from thirdorder.service.store.values import Code as CodeValue
from thirdorder.service.store.values import CodeChange
from thirdorder.service.web.api.shapes import (
    IfMatch,
    Input,
    Limit,
    Name,
    PathId,
    RowId,
    Skip,
    Words,
    part,
    tag,
    version_of,
)
from thirdorder.service.web.security import Code, See

router = APIRouter(prefix="/projects/{project}/codes", tags=["codes"])


class NewCode(Input):
    """A code to make."""

    name: Annotated[Name, Field(min_length=1)]
    definition: Words = ""
    examples: Annotated[list[Words], Field(max_length=50, default_factory=list)]
    parent: RowId | None = None
    color: Annotated[Name, Field(max_length=20)] = ""


class CodeInput(Input):
    """What to change in a code; what is left out stays."""

    name: Annotated[Name, Field(min_length=1)] | None = None
    definition: Words | None = None
    examples: Annotated[list[Words], Field(max_length=50)] | None = None
    color: Annotated[Name, Field(max_length=20)] | None = None


class Merge(Input):
    """The code to merge into."""

    into: RowId


class Split(Input):
    """The new code's name, and the codings that go to it."""

    name: Annotated[Name, Field(min_length=1)]
    codings: Annotated[list[RowId], Field(min_length=1, max_length=10_000)]


class Move(Input):
    """The code to stand under, none for the top."""

    parent: RowId | None


class Counted(BaseModel):
    """A code and how many of the codings one may see stand on it."""

    code: CodeValue
    codings: int


@router.get("", operation_id="list_codes")
def list_codes(here: See, response: Response, limit: Limit = 1000, skip: Skip = 0) -> list[Counted]:
    """The codes as one sees them, each with its count."""
    with here.look() as session:
        counts = blinding.count_visible(session, here.project, here.who)
        found = blinding.visible_codebook(session, here.project, here.who).codes
    return part(response, [Counted(code=c, codings=counts.get(c.id, 0)) for c in found], limit, skip)


@router.post("", operation_id="add_code", status_code=201)
def add_code(given: NewCode, here: Code) -> CodeValue:
    """Make a code; while coding is blind it is its maker's proposal."""
    with here.act() as session:
        return codes.add_code(session, here.project, here.who, **given.model_dump())


@router.get("/changes", operation_id="list_code_changes")
def changes(here: See, response: Response, limit: Limit = 200, skip: Skip = 0) -> list[CodeChange]:
    """The codebook's history as far as one may see it, the latest first."""
    with here.look() as session:
        found = blinding.visible_code_changes(session, here.project, here.who)
    return part(response, found[::-1], limit, skip)


@router.post("/changes/{change}/undo", operation_id="undo_code_change")
def undo(change: PathId, here: Code) -> CodeValue:
    """Take back a change of a code that was not changed since."""
    with here.act() as session:
        return codes.undo(session, here.project, here.who, change)


@router.get("/{code}", operation_id="code")
def code(code: PathId, here: See, response: Response) -> CodeValue:
    """One code."""
    with here.look() as session:
        found = codes.code(session, here.project, here.who, code)
    tag(response, found.version)
    return found


@router.patch("/{code}", operation_id="change_code")
def change(code: PathId, given: CodeInput, here: Code, response: Response, if_match: IfMatch = None) -> CodeValue:
    """Rename, define or colour a code; with the ETag one has, nobody's change is lost."""
    with here.act() as session:
        wanted = cast(codes.CodeValues, given.model_dump(exclude_none=True))
        found = codes.change_code(session, here.project, here.who, code, wanted, version_of(if_match))
    tag(response, found.version)
    return found


@router.post("/{code}/move", operation_id="move_code")
def move(code: PathId, given: Move, here: Code) -> CodeValue:
    """Put a code under another one, or at the top."""
    with here.act() as session:
        return codes.change_code(session, here.project, here.who, code, {"parent": given.parent})


@router.post("/{code}/merge", operation_id="merge_code")
def merge(code: PathId, given: Merge, here: Code) -> CodeValue:
    """Make two codes one."""
    with here.act() as session:
        return codes.merge(session, here.project, here.who, code, given.into)


@router.post("/{code}/split", operation_id="split_code", status_code=201)
def split(code: PathId, given: Split, here: Code) -> CodeValue:
    """Give some codings of a code a new one."""
    with here.act() as session:
        return codes.split(session, here.project, here.who, code, given.name, given.codings)


@router.post("/{code}/retire", operation_id="retire_code")
def retire(code: PathId, here: Code) -> CodeValue:
    """Take a code out of use."""
    with here.act() as session:
        return codes.retire(session, here.project, here.who, code)


@router.post("/{code}/restore", operation_id="restore_code")
def restore(code: PathId, here: Code) -> CodeValue:
    """Bring a code back into use."""
    with here.act() as session:
        return codes.restore(session, here.project, here.who, code)


@router.post("/{code}/share", operation_id="share_code")
def share(code: PathId, here: Code) -> CodeValue:
    """Give a proposed code to everybody before opening."""
    with here.act() as session:
        return codes.share(session, here.project, here.who, code)
