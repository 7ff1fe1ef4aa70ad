"""Memos on anything: a paper, a span, a code, a coding, a theme, a consensus, the project; and how credible it is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError, StaleError
from thirdorder.service.store.schema import CodingRow, MemoKind, MemoRow, now
from thirdorder.service.store.values import Memo, value


def add_memo(
    session: Session, project: int, who: int, on_kind: MemoKind, on_id: str, text: str,
    start: int | None = None, end: int | None = None,
) -> Memo:  # fmt: skip
    """Write a memo."""
    if not text.strip():
        raise RefusedError("Write something in the memo.")
    row = MemoRow(project=project, author=who, on_kind=on_kind, on_id=on_id, text=text, start=start, end=end)
    session.add(row)
    session.flush()
    return value(Memo, row)


GRADES = ("unequivocal", "credible", "not supported")
"""How well a finding is supported by its illustration, as meta-aggregation grades it."""


def grade(session: Session, project: int, who: int, coding: int, said: str) -> None:
    """Say how credible a finding that one coded is; nothing takes the grade away."""
    if said and said not in GRADES:
        raise RefusedError("A finding is unequivocal, credible or not supported.")
    row = session.get(CodingRow, coding)
    if row is None or row.project != project or row.coder != who:
        raise NotFoundError("You have no such coding in this project.")
    own = select(MemoRow).where(
        MemoRow.project == project, MemoRow.author == who, MemoRow.on_kind == "credibility",
        MemoRow.on_id == str(coding), MemoRow.removed_at.is_(None),
    )  # fmt: skip
    for before in session.scalars(own):
        before.removed_at = now()
    if said:
        add_memo(session, project, who, "credibility", str(coding), said)
    session.flush()


def edit_memo(session: Session, project: int, who: int, key: int, text: str, version: int | None = None) -> Memo:
    """Change one's own memo. Raises `StaleError` where it was changed since `version`."""
    row = _own(session, project, who, key)
    if version is not None and version != row.version:
        raise StaleError("This memo was changed meanwhile, elsewhere: look at it again before you save.")
    if not text.strip():
        raise RefusedError("Write something in the memo, or remove it.")
    row.text, row.edited, row.version = text, now(), row.version + 1
    session.flush()
    return value(Memo, row)


def remove_memo(session: Session, project: int, who: int, key: int) -> None:
    """Take one's own memo away; it stays in the record."""
    _own(session, project, who, key).removed_at = now()
    session.flush()


def _own(session: Session, project: int, who: int, key: int) -> MemoRow:
    row = session.get(MemoRow, key)
    if row is None or row.project != project or row.author != who or row.removed_at is not None:
        raise NotFoundError("You have no such memo in this project.")
    return row
