"""Whether the service is well, who one is, signing in and out."""

from __future__ import annotations

import secrets
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from thirdorder.service.errors import HiddenError
from thirdorder.service.store import people
from thirdorder.service.store.login_rate import check_rate, note_attempt
from thirdorder.service.store.people import audit
from thirdorder.service.store.secrets import (
    form_token,
    password_fits,
    sign_in,
    sign_out,
    signed_in,
)
from thirdorder.service.web.api.shapes import Done, Input, Words
from thirdorder.service.web.security import AdminDep, Public, ViewerDep, guarded

router = APIRouter(tags=["session"])


class Health(BaseModel):
    """`ok` when pages are answered and every kind of worker lives."""

    status: str
    version: str
    workers: dict[str, str]


class Session(BaseModel):
    """Who is there, and the token that their writes carry in `X-CSRF-Token`."""

    csrf: str
    account: int | None = None
    name: str = ""
    admin: bool = False
    accounts: bool = False


class Login(Input):
    """A name and a password."""

    login: Annotated[Words, Field(max_length=200)]
    password: Annotated[Words, Field(max_length=1000)]


@router.get("/health", operation_id="health", dependencies=[Depends(Public("says nothing of anybody"))])
def health(request: Request, response: Response) -> Health:
    """Whether the service answers and its workers live; 503 where one does not."""
    supervisor = request.app.state.supervisor
    workers: dict[str, str] = supervisor.health() if supervisor is not None else {}
    well = all(state == "alive" for state in workers.values())
    response.status_code = 200 if well else 503
    return Health(status="ok" if well else "a worker is dead", version=version("thirdorder"), workers=workers)


@router.get("/openapi.json", operation_id="openapi", dependencies=[Depends(Public("says nothing of anybody"))])
def openapi(request: Request) -> dict[str, Any]:
    """This description."""
    found: dict[str, Any] = request.app.openapi()
    return found


@router.get("/metrics", operation_id="metrics", response_class=PlainTextResponse)
def metrics(request: Request, viewer: AdminDep) -> PlainTextResponse:
    """Counts for whoever runs the service, in the text format of Prometheus."""
    supervisor = request.app.state.supervisor
    workers = supervisor.health() if supervisor is not None else {}
    with viewer.look() as session:
        text = request.app.state.metrics.text(session, workers, supervisor.replaced if supervisor is not None else 0)
    return PlainTextResponse(text)


@router.get("/session", operation_id="session", dependencies=[Depends(Public("one's own session"))])
def session(request: Request) -> Session:
    """Who one is here, and the token for writing."""
    with request.app.state.database.reading() as store:
        found = signed_in(store, request.state.token)
        accounts = people.has_accounts(store)
    if found is None:
        return Session(csrf=request.state.csrf, accounts=accounts)
    return Session(
        csrf=request.state.csrf, account=found.id, name=found.name, admin=found.admin, accounts=accounts
    )  # fmt: skip


@router.post(
    "/session", operation_id="login", dependencies=[Depends(Public("signing in")), Depends(guarded)], status_code=201
)
def login(given: Login, request: Request) -> Session:
    """Sign in. After ten failures in a quarter of an hour a name has to wait."""
    sign_in_by(request, given.login, given.password)
    return session(request)


def sign_in_by(request: Request, login: str, password: str) -> None:
    """Sign a browser in under a new token. Raises `HiddenError` where the password does not fit."""
    database, address = request.app.state.database, request.client.host if request.client else ""
    with database.writing() as store:  # counted before it is tried: many at once are no more tries
        check_rate(store, login, address)
        note_attempt(store, login, address)
    with database.reading() as store:
        found = password_fits(store, login, password)
    token = secrets.token_urlsafe(32)
    with database.writing() as store:
        if found is None:
            audit(store, None, "login failed")
        else:
            sign_out(store, request.state.token)
            sign_in(store, found, token)
    if found is None:
        raise HiddenError("This name and password do not fit.")
    request.state.token = request.state.set_token = token
    request.state.csrf = form_token(request.app.state.secret, token)


@router.delete("/session", operation_id="logout")
def logout(request: Request, viewer: ViewerDep) -> Done:
    """Sign out in this browser."""
    with viewer.database.writing() as store:
        sign_out(store, request.state.token)
    return Done()
