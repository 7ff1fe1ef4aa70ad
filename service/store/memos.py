"""Memos on anything: a paper, a span, a code, a coding, a theme, a consensus, the project."""

from __future__ import annotations

from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError, StaleError
from thirdorder.service.store.tables import MemoKind, MemoRow, now
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
