"""Who is who: accounts, their parts in projects, and the record of what they did."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.schema import (
    AccountRow,
    AssignmentRow,
    AuditRow,
    CodeChangeRow,
    CodeRow,
    CodingRow,
    DecisionRow,
    MemberRow,
    MemoRow,
    ReadingRow,
    RevealRow,
    Role,
)
from thirdorder.service.store.values import Account, Person, ProjectMember, value

ME = "me"
"""The one person of a desk without accounts."""


def has_accounts(session: Session) -> bool:
    """Whether anybody signs in here; without, the one person on this computer needs no password."""
    return session.scalar(select(AccountRow.id).where(AccountRow.password_hash.is_not(None)).limit(1)) is not None


def me(session: Session) -> Account:
    """The one person of a desk without accounts, made where there is none yet."""
    row = session.scalars(select(AccountRow).where(AccountRow.name == ME, AccountRow.active).order_by(AccountRow.id))
    found = row.first()
    if found is None:
        found = AccountRow(name=ME, admin=True)
        session.add(found)
        session.flush()
    return value(Account, found)


def account(session: Session, key: int) -> Account:
    """An account. Raises `NotFoundError`."""
    row = session.get(AccountRow, key)
    if row is None:
        raise NotFoundError("There is no such account.")
    return value(Account, row)


def accounts(session: Session) -> tuple[Account, ...]:
    """All accounts, for administrators."""
    return tuple(value(Account, r) for r in session.scalars(select(AccountRow).order_by(AccountRow.id)))


def coder_named(session: Session, name: str) -> int:
    """The account that stands for a coder known by name alone, from a file; made where there is none."""
    bare = " ".join(name.split())[:200] or "unnamed"
    known = select(AccountRow.id).where(AccountRow.name == bare, AccountRow.login.is_(None), ~AccountRow.active)
    found = session.scalar(known.limit(1))
    if found is None:
        row = AccountRow(name=bare, active=False)
        session.add(row)
        session.flush()
        found = row.id
    return found


def known_by_name(session: Session, project: int) -> tuple[Person, ...]:
    """The coders of a project that are known by name alone."""
    here = or_(*(
        AccountRow.id.in_(select(column).where(table.project == project))
        for table, column in ((CodingRow, CodingRow.coder), (ReadingRow, ReadingRow.coder))
    ))  # fmt: skip
    rows = select(AccountRow).where(AccountRow.login.is_(None), ~AccountRow.active, here).order_by(AccountRow.id)
    return tuple(value(Person, r) for r in session.scalars(rows))


def link(session: Session, project: int, who: int, coder: int, to: int) -> None:
    """Say that a coder known by name is the person of an account: what they did in this project becomes theirs."""
    old, new = session.get(AccountRow, coder), session.get(AccountRow, to)
    here = {p.id for p in known_by_name(session, project)}  # a number of another project's coder tells no name
    if old is None or new is None or coder not in here or not new.active:
        raise RefusedError("Link a coder known by name alone to the account of a member.")
    if session.get(MemberRow, (project, to)) is None:
        raise RefusedError(f"{new.name} is no member of this project: add them first.")
    for table, column in (
        (CodingRow, CodingRow.coder), (ReadingRow, ReadingRow.coder), (RevealRow, RevealRow.coder),
        (DecisionRow, DecisionRow.coder), (CodeRow, CodeRow.maker), (CodeChangeRow, CodeChangeRow.who),
        (MemoRow, MemoRow.author), (AssignmentRow, AssignmentRow.account),
    ):  # fmt: skip
        if session.scalar(select(column).where(table.project == project, column == to).limit(1)) is not None:
            raise RefusedError(f"{new.name} has worked in this project already: two people's work is not made one.")
        session.execute(update(table).where(table.project == project, column == coder).values({column.key: to}))
    audit(session, who, "link coder", f"{old.name} is {new.name}", project)


def members(session: Session, project: int) -> tuple[ProjectMember, ...]:
    """Everybody with a part in a project."""
    rows = session.execute(
        select(MemberRow.account, AccountRow.name, MemberRow.role)
        .join(AccountRow, AccountRow.id == MemberRow.account)
        .where(MemberRow.project == project)
        .order_by(MemberRow.account)
    )
    return tuple(ProjectMember(*r) for r in rows)


def role(session: Session, project: int, who: int) -> Role | None:
    """Somebody's role in a project, None for those outside."""
    row = session.get(MemberRow, (project, who))
    return row.role if row is not None else None


def set_member(session: Session, project: int, who: int, key: int, role: Role | None) -> None:
    """Give somebody a part in a project, another one, or none. A project keeps at least one owner."""
    if role not in (None, *get_args(Role)):
        raise RefusedError("Choose a role: owner, reviewer, methodologist or reader.")
    row = session.get(MemberRow, (project, key))
    if role is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        found = session.get(AccountRow, key)
        if found is None or not found.active:
            raise NotFoundError("There is no such account.")
        session.add(MemberRow(project=project, account=key, role=role))
    else:
        row.role = role
    session.flush()
    owners = select(MemberRow.account).where(MemberRow.project == project, MemberRow.role == "owner")
    if session.scalar(owners.limit(1)) is None:
        raise RefusedError("A project needs an owner: make somebody else one first.")
    audit(session, who, "member", f"account {key}: {role or 'none'}", project)


def names(session: Session) -> dict[int, str]:
    """Every account's name by id."""
    return {r.id: r.name for r in session.execute(select(AccountRow.id, AccountRow.name))}


def person(session: Session, key: int) -> Person:
    """An account by name alone."""
    return value(Person, session.get_one(AccountRow, key))


def audit(session: Session, who: int | None, act: str, what: str = "", project: int | None = None) -> None:
    """Keep in the record that somebody did something; part of the same act."""
    session.add(AuditRow(account=who, project=project, act=act, what=what))


def distinct_names(called: dict[int, str]) -> dict[int, str]:
    """Names by account, told apart where two people share one."""
    seen: dict[str, int] = {}
    out = {}
    for key in sorted(called):
        name = called[key] if called[key] not in seen else f"{called[key]} ({key})"
        seen[name] = key
        out[key] = name
    return out
