"""Codes: made while reading, renamed, merged, split, retired, moved; every step is kept and can be taken back.

While a project is coded blind, what somebody changes in a code that others use too is theirs alone until the project is
opened; a code they make is their proposal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp import review
from thirdorder.service.errors import NotFoundError, RefusedError, StaleError
from thirdorder.service.store.blinding import visible_code_changes, visible_codebook, visible_codings
from thirdorder.service.store.people import audit, role
from thirdorder.service.store.schema import CodeChangeRow, CodeRow, CodeState, CodingRow, ProjectRow, now
from thirdorder.service.store.values import Code

COLORS = 8
"""Codes made one after another look different."""


class CodeValues(TypedDict, total=False):
    """What of a code changes; what is left out stays."""

    name: str
    definition: str
    examples: list[str]
    parent: int | None
    color: str
    state: CodeState
    merged_into: int | None


def code(session: Session, project: int, viewer: int, key: int) -> Code:
    """A code as the viewer sees it. Raises `NotFoundError`, also for somebody else's proposal."""
    found = visible_codebook(session, project, viewer).by_id.get(key)
    if found is None:
        raise NotFoundError("There is no such code in this project.")
    return found


def add_code(
    session: Session, project: int, who: int, name: str, *, definition: str = "", examples: Sequence[str] = (),
    parent: int | None = None, color: str = "", key: str = "",
) -> Code:  # fmt: skip
    """Make a code; one that the maker sees under the same name already is given back."""
    bare = " ".join(name.split())
    if not bare:
        raise RefusedError("Give the code a name.")
    book = visible_codebook(session, project, who)
    same = next((c for c in book.usable if c.name.casefold() == bare.casefold()), None)
    if same is not None:
        return same
    if parent is not None:
        code(session, project, who, parent)
    blind = _blind(session, project)
    wanted = f"{key or bare}.{who}" if blind else key or bare
    row = CodeRow(
        project=project, key=_free_key(session, project, wanted), name=bare, definition=definition,
        examples=list(examples), parent=parent,
        color=color or str(len(book.codes) % COLORS), maker=who,
        state="proposed" if blind else "active", shared=not blind,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _keep(session, project, row.id, who, "create", None, {"name": bare})
    return code(session, project, who, row.id)


def change_code(
    session: Session, project: int, who: int, key: int, changes: CodeValues, version: int | None = None
) -> Code:
    """Rename, define, move or colour a code. Raises `StaleError` where somebody changed it since `version`."""
    old = code(session, project, who, key)
    if version is not None and version != old.version:
        raise StaleError(f"Somebody else changed “{old.name}” meanwhile: look at it again before you save.")
    new = cast(CodeValues, {k: v for k, v in changes.items() if getattr(old, k) != v})
    if "name" in new and not new["name"].split():
        raise RefusedError("Give the code a name.")
    if (parent := new.get("parent")) is not None:
        _no_circle(session, project, who, key, parent)
    if new:
        _apply(session, project, old, who, "change", new)
    return code(session, project, who, key)


def merge(session: Session, project: int, who: int, key: int, into: int) -> Code:
    """Make two codes one: codings of the first count for the second from now on, and each keeps what it was."""
    old, goal = code(session, project, who, key), code(session, project, who, into)
    if old.id == goal.id or goal.state not in ("active", "proposed"):
        raise RefusedError("Merge a code into another one that is in use.")
    if goal.state == "proposed" and old.state != "proposed" and not _blind(session, project):
        raise RefusedError(f"“{goal.name}” is a proposal: share it first.")
    _apply(session, project, old, who, "merge", {"state": "merged", "merged_into": into})
    return code(session, project, who, into)


def split(session: Session, project: int, who: int, key: int, name: str, codings: Sequence[int]) -> Code:
    """Give some codings of a code a new code. While blind, one's own alone. Each keeps its exposure."""
    old = code(session, project, who, key)
    chosen = [c for c in visible_codings(session, project, who) if c.id in set(codings) and c.code == key]
    if not chosen or len(chosen) != len(set(codings)):
        raise RefusedError(f"Choose codings of “{old.name}” for the new code.")
    new = add_code(session, project, who, name, parent=old.parent)
    opened = session.get_one(ProjectRow, project).state == "open"
    for one in chosen:
        row = session.get_one(CodingRow, one.id)
        row.removed_at, row.removed_after_opening = now(), opened
        session.flush()
        session.add(
            CodingRow(
                project=project, paper=row.paper, coder=row.coder, code=new.id, start=row.start, end=row.end,
                quote=row.quote, prefix=row.prefix, suffix=row.suffix, exposure=row.exposure, source=row.source,
                after_opening=opened,
            )
        )  # fmt: skip
    session.flush()
    _keep(session, project, key, who, "split", {"codings": [c.id for c in chosen]}, {"code": new.id})
    return new


def retire(session: Session, project: int, who: int, key: int) -> Code:
    """Take a code out of use; codings keep it."""
    old = code(session, project, who, key)
    if old.state not in ("active", "proposed"):
        raise RefusedError(f"“{old.name}” is not in use.")
    _apply(session, project, old, who, "retire", {"state": "retired"})
    return code(session, project, who, key)


def restore(session: Session, project: int, who: int, key: int) -> Code:
    """Bring a retired or merged code back into use."""
    old = code(session, project, who, key)
    _apply(session, project, old, who, "restore", {"state": "active", "merged_into": None})
    return code(session, project, who, key)


def share(session: Session, project: int, who: int, key: int) -> Code:
    """Give a proposed code to everybody before opening; others will see it, and that is in the record."""
    old = code(session, project, who, key)
    row = session.get_one(CodeRow, old.id)
    if not row.shared and row.maker == who:
        row.shared, row.state = True, "active" if row.state == "proposed" else row.state
        _keep(session, project, key, who, "share", {"state": "proposed"}, {"state": "active"})
        audit(session, who, "share code", old.name, project)
    return code(session, project, who, key)


LANE = "Does not fit the framework"


def open_lane(session: Session, project: int, who: int) -> Code:
    """The lane of best fit: a code for everybody, for what no code of the framework says, to be split into new ones."""
    says = "What none of the framework's codes says. Read side by side, it becomes new codes: split them off."
    return share(session, project, who, add_code(session, project, who, LANE, definition=says).id)


def undo(session: Session, project: int, who: int, change: int) -> Code:
    """Take back one's latest change of a code. Raises `StaleError` where the code was changed since."""
    seen = visible_code_changes(session, project, who)
    one = next((c for c in seen if c.id == change), None)
    if one is None or one.op not in ("change", "merge", "retire", "restore"):
        raise NotFoundError("There is no such change that can be taken back.")
    if any(c.id > change and c.code == one.code and c.op != "create" and c.state != "undone" for c in seen):
        raise StaleError("The code was changed since: take back the later change first.")
    row = session.get_one(CodeChangeRow, change)
    if one.state == "proposed":
        row.state = "undone"
    elif one.state == "applied":
        old = code(session, project, who, one.code)
        if _blind(session, project) and not old.mine:
            # What was agreed on before coding began stays for everybody else.
            _apply(session, project, old, who, "restore", one.before)
        else:
            _write(session, one.code, one.before)
            row.state = "undone"
    session.flush()
    return code(session, project, who, one.code)


def nlp_codebook(codes: Iterable[Code]) -> review.Codebook:
    """The codes in use as the pipeline takes them: by key, parents named by key."""
    used = [c for c in codes if c.state in ("active", "proposed")]
    keys = {c.id: c.key for c in used}
    return review.Codebook(
        tuple(review.Code(c.key, c.name, c.definition, keys.get(c.parent or 0), tuple(c.examples)) for c in used)
    )


def take_codebook(session: Session, project: int, who: int, book: review.Codebook) -> None:
    """Merge a codebook file in: codes are found by key, else name, and filled in; new ones are shared; none is lost.

    While coding is blind this is an owner's act, since everybody sees what comes of it.
    """
    if _blind(session, project) and role(session, project, who) != "owner":
        raise RefusedError("While coding is blind an owner brings the codebook; codes you make stay your proposals.")
    # Somebody else's proposal stays theirs, also where it is called the same.
    every = session.scalars(select(CodeRow).where(CodeRow.project == project)).all()
    rows = {r.key: r for r in every if r.state != "proposed" or r.maker == who}
    taken = {r.key for r in every}
    named = {r.name.casefold(): r for r in rows.values()}
    at: dict[str, CodeRow] = {}
    for one in book.codes:
        row = rows.get(one.code) or named.get(one.name.casefold())
        if row is None:
            key = _free_key(session, project, one.code) if one.code[:200] in taken else one.code[:200]
            row = CodeRow(project=project, key=key, name=one.name, maker=who, state="active")
            session.add(row)
            session.flush()
            _keep(session, project, row.id, who, "create", None, {"name": one.name})
        row.name, row.definition, row.examples = one.name, one.definition, list(one.examples)
        row.state, row.shared = "active" if row.state == "proposed" else row.state, True
        at[one.code] = row
    for one in book.codes:
        at[one.code].parent = at[one.parent].id if one.parent in at else None
    session.flush()
    audit(session, who, "codebook", f"{len(book.codes)} codes", project)


def _blind(session: Session, project: int) -> bool:
    return session.get_one(ProjectRow, project).state == "blind"


def _apply(session: Session, project: int, old: Code, who: int, op: str, after: CodeValues) -> None:
    """Change a code for everybody; while blind, one that others use too changes for this person alone."""
    before = {k: getattr(old, k) for k in after}
    row = session.get_one(CodeRow, old.id)
    theirs_alone = not row.shared and row.maker == who
    if _blind(session, project) and not theirs_alone:
        _keep(session, project, old.id, who, op, before, after, state="proposed")
        return
    if theirs_alone and after.get("state") == "active":
        after = {**after, "state": "proposed"}
    _write(session, old.id, after)
    _keep(session, project, old.id, who, op, before, after)


def _write(session: Session, key: int, values: Mapping[str, Any]) -> None:
    row = session.get_one(CodeRow, key)
    for name, new in values.items():
        setattr(row, name, new)
    row.version += 1
    session.flush()


def _keep(
    session: Session, project: int, key: int, who: int, op: str, before: Any, after: Any, state: str = "applied"
) -> None:
    session.add(CodeChangeRow(project=project, code=key, who=who, op=op, before=before, after=after, state=state))
    session.flush()


def _no_circle(session: Session, project: int, who: int, key: int, parent: int) -> None:
    codes = visible_codebook(session, project, who).by_id
    if parent not in codes:
        raise NotFoundError("There is no such code in this project.")
    at: int | None = parent
    while at is not None:
        if at == key:
            raise RefusedError("A code cannot stand under itself.")
        at = codes[at].parent if at in codes else None


def _free_key(session: Session, project: int, wanted: str) -> str:
    """A key for files that no code of the project has: words of the name, and a number where it is taken.

    A proposal's carries its maker's number, so that it tells nothing of what others propose.
    """
    plain = unicodedata.normalize("NFKD", wanted.casefold())
    stem = re.sub(r"[^\w]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-_")[:60] or "code"
    taken = set(session.scalars(select(CodeRow.key).where(CodeRow.project == project, CodeRow.key.startswith(stem))))
    key, n = stem, 2
    while key in taken:
        key, n = f"{stem}-{n}", n + 1
    return key
