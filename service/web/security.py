"""Who may do what. Every route says what it needs; a route that says nothing is refused by a test.

An owner may do everything in a project, a reviewer reads and codes, a methodologist reads and sees coefficients, a
reader sees quotations but no full text.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Path, Request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from thirdorder.service.errors import HiddenError, NotFoundError, RefusedError
from thirdorder.service.store import people
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.schema import AccountRow, DoneRow, Role
from thirdorder.service.store.secrets import signed_in, token_account
from thirdorder.service.store.values import Account, can_be_kept, value
from thirdorder.service.web.gate import SAFE
from thirdorder.service.web.problems import RepeatedError, SignInError
from thirdorder.service.web.settings import Settings

CSRF = "x-csrf-token"
Right = Literal["see", "text", "code", "measure", "own"]
RIGHTS: dict[Role, frozenset[Right]] = {
    "owner": frozenset({"see", "text", "code", "measure", "own"}),
    "reviewer": frozenset({"see", "text", "code"}),
    "methodologist": frozenset({"see", "text", "measure"}),
    "reader": frozenset({"see"}),
}
SAYS: dict[Right, str] = {
    "see": "",
    "text": "Your role sees quotations but no full text.",
    "code": "Your role reads here but does not code.",
    "measure": "Coefficients are for owners and methodologists until the project is opened.",
    "own": "Only an owner of the project can do this.",
}
ProjectId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Viewer:
    """Who is there: by their browser, by a key for programs, or as the one person of this computer."""

    account: Account
    by: Literal["me", "session", "key"]
    database: Database
    files: Files
    settings: Settings
    act_key: str

    @property
    def who(self) -> int:
        return self.account.id

    @contextmanager
    def look(self) -> Iterator[Session]:
        """Read."""
        with self.database.reading() as session:
            yield session

    @contextmanager
    def act(self) -> Iterator[Session]:
        """One act: kept whole or not at all; and once, where it came with an Idempotency-Key."""
        with self.database.writing() as session:
            if self.act_key:
                if session.get(DoneRow, (self.who, self.act_key)) is not None:
                    raise RepeatedError("This was done already.")
                session.add(DoneRow(account=self.who, key=self.act_key))
                try:
                    session.flush()
                except IntegrityError as error:
                    raise RepeatedError("This was done already.") from error
            yield session


@dataclass(frozen=True)
class Here(Viewer):
    """A viewer inside a project."""

    project: int
    role: Role

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]


async def guarded(request: Request) -> None:
    """A write by a browser carries the token that only our own pages know, in a header or a form's field `csrf`."""
    if request.method in SAFE or _bearer(request.headers.get("authorization", "")):
        return
    given = request.headers.get(CSRF, "")
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form()
        field = form.get("csrf")
        given = given or (field if isinstance(field, str) else "")
        if any(isinstance(v, str) and not can_be_kept(v) for v in form.values()):
            raise RefusedError("This holds characters that cannot be kept: zero bytes or half characters.")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), request.state.csrf.encode()):
        raise HiddenError("This page is out of date: load it again. (Programs send an Authorization or X-CSRF-Token.)")


def viewer(request: Request, _: Annotated[None, Depends(guarded)]) -> Viewer:
    """Who is asking. Raises `SignInError` where nobody can be told."""
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    by: Literal["me", "session", "key"] = "session"
    with database.reading() as session:
        if key := _bearer(request.headers.get("authorization", "")):
            found, by = token_account(session, key), "key"
        else:
            found = signed_in(session, request.state.token)
            if found is None and settings.on_loopback and not people.has_accounts(session):
                by = "me"
                one = select(AccountRow).where(AccountRow.name == people.ME, AccountRow.active).order_by(AccountRow.id)
                row = session.scalars(one).first()
                found = value(Account, row) if row is not None else None
    if found is None and by == "me":
        with database.writing() as session:
            found = people.me(session)
    if found is None:
        raise SignInError("Sign in first.")
    act_key = request.headers.get("idempotency-key", "")[:100]
    return Viewer(found, by, database, request.app.state.files, settings, act_key)


ViewerDep = Annotated[Viewer, Depends(viewer)]


async def _form(request: Request) -> FormData:
    return await request.form()


FormDep = Annotated[FormData, Depends(_form)]
"""A form whose fields nobody knows beforehand; a route that takes it works in a thread, not in the event loop."""


class Needs:
    """What a project's route needs of whoever asks. Outsiders are told that there is no such project."""

    def __init__(self, right: Right) -> None:
        self.right: Right = right

    def __call__(self, project: ProjectId, viewer: ViewerDep) -> Here:
        with viewer.look() as session:
            role = people.role(session, project, viewer.who)
        if role is None:
            raise NotFoundError("There is no such project.")
        here = Here(**{k: getattr(viewer, k) for k in Viewer.__dataclass_fields__}, project=project, role=role)
        if not here.may(self.right):
            raise HiddenError(SAYS[self.right])
        return here


class Public:
    """A route that anybody may call; it says why."""

    def __init__(self, why: str) -> None:
        self.why = why

    def __call__(self) -> None:
        return None


def admin(viewer: ViewerDep) -> Viewer:
    """Whoever manages accounts."""
    if not viewer.account.admin:
        raise HiddenError("Only an administrator can do this.")
    return viewer


See = Annotated[Here, Depends(Needs("see"))]
Text = Annotated[Here, Depends(Needs("text"))]
Code = Annotated[Here, Depends(Needs("code"))]
Measure = Annotated[Here, Depends(Needs("measure"))]
Own = Annotated[Here, Depends(Needs("own"))]
AdminDep = Annotated[Viewer, Depends(admin)]


def known_to(database: Database, settings: Settings) -> Callable[[str, str], bool]:
    """Whether a request comes from somebody with an account, by its Authorization header or its browser's token."""

    def known(authorization: str, token: str) -> bool:
        with database.reading() as session:
            if key := _bearer(authorization):
                return token_account(session, key) is not None
            alone = settings.on_loopback and not people.has_accounts(session)
            return alone or signed_in(session, token) is not None

    return known


def _bearer(given: str) -> str:
    return given[7:].strip() if given.lower().startswith("bearer ") else ""
