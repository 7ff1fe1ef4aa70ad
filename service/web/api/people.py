"""Accounts, keys for programs, members of projects."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import or_, select

from thirdorder.service.errors import HiddenError
from thirdorder.service.store import blinding, login_rate, people, secrets
from thirdorder.service.store.schema import AuditRow, Role, TokenRow
from thirdorder.service.store.values import Account, ProjectMember
from thirdorder.service.web.api.shapes import Done, Input, Limit, Name, PathId, RowId, Words
from thirdorder.service.web.security import AdminDep, Own, See, ViewerDep

router = APIRouter(tags=["people"])


class NewAccount(Input):
    """An account with its first password."""

    name: Name
    login: Annotated[Name, Field(min_length=1, max_length=200)]
    password: Annotated[Words, Field(min_length=1, max_length=1000)]
    admin: bool = False


class Password(Input):
    """Another password; one's own needs the old one."""

    password: Annotated[Words, Field(min_length=1, max_length=1000)]
    old: Annotated[Words, Field(max_length=1000)] = ""


class Active(Input):
    """Whether an account is open."""

    active: bool


class NewKey(Input):
    """A key for programs."""

    name: Name
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class Key(BaseModel):
    """A key by name; what opens the door is shown once, when it is made."""

    id: int
    name: str
    key: str = ""


class Part(Input):
    """Somebody's role in a project, none to take them out."""

    role: Role | None


class Link(Input):
    """The account that a coder known by name alone belongs to."""

    account: RowId


class Act(BaseModel):
    """Something somebody did."""

    when: str
    account: int | None
    act: str
    what: str


@router.get("/accounts", operation_id="list_accounts")
def accounts(viewer: AdminDep) -> list[Account]:
    """All accounts; for administrators."""
    with viewer.look() as session:
        return list(people.accounts(session))


@router.post("/accounts", operation_id="add_account", status_code=201)
def add_account(given: NewAccount, viewer: AdminDep) -> Account:
    """Make an account. From the first one on, everybody signs in."""
    with viewer.act() as session:
        return secrets.add_account(session, given.name, given.login, given.password, admin=given.admin, who=viewer.who)


@router.put("/accounts/{account}/password", operation_id="set_password")
def set_password(account: PathId, given: Password, viewer: ViewerDep) -> Done:
    """Another password: one's own with the old one, anybody's for administrators."""
    if account == viewer.who:
        login = viewer.account.login or ""
        with viewer.database.writing() as session:
            login_rate.check_rate(session, login, f"account {viewer.who}")
            login_rate.note_attempt(session, login, f"account {viewer.who}")
        with viewer.look() as session:
            fits = secrets.password_fits(session, login, given.old)
        if fits != viewer.who:
            raise HiddenError("The old password does not fit.")
    elif not viewer.account.admin:
        raise HiddenError("Only an administrator can do this.")
    with viewer.act() as session:
        secrets.set_password(session, account, given.password, viewer.who)
    return Done()


@router.put("/accounts/{account}/active", operation_id="set_active")
def set_active(account: PathId, given: Active, viewer: AdminDep) -> Done:
    """Close an account, or open it again."""
    with viewer.act() as session:
        secrets.set_active(session, account, given.active, viewer.who)
    return Done()


@router.get("/keys", operation_id="list_keys")
def keys(viewer: ViewerDep) -> list[Key]:
    """One's keys for programs, by name."""
    with viewer.look() as session:
        rows = session.scalars(select(TokenRow).where(TokenRow.account == viewer.who).order_by(TokenRow.id))
        return [Key(id=r.id, name=r.name) for r in rows]


@router.post("/keys", operation_id="add_key", status_code=201)
def add_key(given: NewKey, viewer: ViewerDep) -> Key:
    """A key for programs, sent as `Authorization: Bearer …`."""
    with viewer.act() as session:
        made = secrets.add_token(session, viewer.who, given.name, given.days)
        row = session.scalars(select(TokenRow).where(TokenRow.token_hash == secrets.hashed(made))).one()
        return Key(id=row.id, name=row.name, key=made)


@router.delete("/keys/{key}", operation_id="remove_key")
def remove_key(key: PathId, viewer: ViewerDep) -> Done:
    """Make a key worthless."""
    with viewer.act() as session:
        secrets.remove_token(session, viewer.who, key)
    return Done()


@router.get("/projects/{project}/members", operation_id="list_members")
def members(here: See) -> list[ProjectMember]:
    """Everybody with a part in the project."""
    with here.look() as session:
        return list(people.members(session, here.project))


@router.put("/projects/{project}/members/{account}", operation_id="set_member")
def set_member(account: PathId, given: Part, here: Own) -> list[ProjectMember]:
    """Give somebody a role, another one, or none."""
    with here.act() as session:
        people.set_member(session, here.project, here.who, account, given.role)
        return list(people.members(session, here.project))


@router.post("/projects/{project}/coders/{account}/link", operation_id="link_coder")
def link_coder(account: PathId, given: Link, here: Own) -> Done:
    """Say that a coder known by name alone is a member of the project."""
    with here.act() as session:
        people.link(session, here.project, here.who, account, given.account)
    return Done()


@router.get("/projects/{project}/audit", operation_id="audit")
def audit(here: Own, limit: Limit = 200) -> list[Act]:
    """Who did what in the project, the latest first; for owners. While coding is blind, nothing of what others code."""
    with here.look() as session:
        query = select(AuditRow).where(AuditRow.project == here.project)
        if not blinding.is_open(session, here.project):
            query = query.where(or_(AuditRow.account == here.who, AuditRow.act.not_in(blinding.TELLING)))
        rows = session.scalars(query.order_by(AuditRow.id.desc()).limit(limit))
        return [Act(when=r.when.isoformat(timespec="seconds"), account=r.account, act=r.act, what=r.what) for r in rows]
