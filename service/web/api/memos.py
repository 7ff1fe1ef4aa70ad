"""Memos."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from thirdorder.service.store import blinding, memos
from thirdorder.service.store.schema import MemoKind
from thirdorder.service.store.values import Memo
from thirdorder.service.web.api.shapes import (
    Done,
    IfMatch,
    Input,
    Key,
    Limit,
    Offset,
    PathId,
    Skip,
    Words,
    part,
    tag,
    version_of,
)
from thirdorder.service.web.security import Code, See

router = APIRouter(prefix="/projects/{project}/memos", tags=["memos"])


class NewMemo(Input):
    """A memo on something."""

    on_kind: MemoKind
    on_id: Key = ""
    start: Offset | None = None
    end: Offset | None = None
    text: Words


class MemoText(Input):
    """The memo's new words."""

    text: Words


@router.get("", operation_id="list_memos")
def list_memos(
    here: See, response: Response, on_kind: MemoKind | None = None,
    on_id: Annotated[str | None, Query(max_length=200)] = None, limit: Limit = 200, skip: Skip = 0,
) -> list[Memo]:  # fmt: skip
    """One's own memos, and everybody's once the project is open."""
    with here.look() as session:
        return part(response, blinding.visible_memos(session, here.project, here.who, on_kind, on_id), limit, skip)


@router.post("", operation_id="add_memo", status_code=201)
def add_memo(given: NewMemo, here: Code) -> Memo:
    """Write a memo."""
    with here.act() as session:
        return memos.add_memo(session, here.project, here.who, **given.model_dump())


@router.patch("/{memo}", operation_id="edit_memo")
def edit_memo(memo: PathId, given: MemoText, here: Code, response: Response, if_match: IfMatch = None) -> Memo:
    """Change one's own memo."""
    with here.act() as session:
        found = memos.edit_memo(session, here.project, here.who, memo, given.text, version_of(if_match))
    tag(response, found.version)
    return found


@router.delete("/{memo}", operation_id="remove_memo")
def remove_memo(memo: PathId, here: Code) -> Done:
    """Take one's own memo away."""
    with here.act() as session:
        memos.remove_memo(session, here.project, here.who, memo)
    return Done()
