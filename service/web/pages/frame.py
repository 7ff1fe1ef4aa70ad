"""What every page rests on: its frame, whoever looks at it, and errors that are pages too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from thirdorder.service.errors import ServiceError
from thirdorder.service.language_model.endpoint import named_for_service, what_leaves
from thirdorder.service.store import projects
from thirdorder.service.store.people import has_accounts
from thirdorder.service.web.security import Here, Needs, Viewer, viewer
from thirdorder.service.web.words import APPROACHES, plural, with_citation


@dataclass(frozen=True)
class Shown:
    """A project as the frame names it; `hidden` are pages its approach has no use for, `leaves` what is sent away."""

    id: int
    title: str
    state: str
    role: str
    hidden: frozenset[str]
    leaves: str


@lru_cache(maxsize=1)
def templates() -> Environment:
    found = Environment(
        loader=PackageLoader("thirdorder.service.web"), autoescape=select_autoescape(), trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.globals |= {"plural": plural, "moment": moment, "with_citation": with_citation}
    return found


def moment(when: datetime | str, minutes: bool = False) -> Markup:
    """A time that the store keeps in UTC, as an element that the page's script puts into the reader's own time."""
    at = (datetime.fromisoformat(when) if isinstance(when, str) else when).replace(tzinfo=UTC)
    said = at.strftime("%Y-%m-%d %H:%M UTC" if minutes else "%Y-%m-%d")
    stamp = at.isoformat(timespec="seconds")
    return Markup(f'<time datetime="{stamp}"{" data-minutes" if minutes else ""}>{said}</time>')


def show(
    request: Request, template: str, seen_by: Viewer | None = None, *, here: str = "", status: int = 200, **values: Any
) -> HTMLResponse:
    """A page for somebody: in a project's frame where they are in one. `here` names the page in the frame's list."""
    project, alone = None, False
    if seen_by is not None:
        with seen_by.look() as session:
            alone = not has_accounts(session)
            if isinstance(seen_by, Here):
                found = projects.project(session, seen_by.project)
                hidden = APPROACHES[found.approach].hidden
                if not found.machine_allowed:
                    hidden |= {"themes", "compare"}
                if not seen_by.may("text"):
                    hidden |= {"search"}
                project = Shown(found.id, found.title, found.state, seen_by.role, hidden, _leaves(found.language_model))
    text = templates().get_template(f"desk/{template}").render(
        project=project, person=seen_by.account if seen_by is not None else None, alone=alone, here=here,
        csrf=request.state.csrf, **values,
    )  # fmt: skip
    return HTMLResponse(text, status)


def _leaves(language_model: bool) -> str:
    """What leaves for a language model, where the project's owner switched one on that is named."""
    named = named_for_service() if language_model else None
    return what_leaves(named) if named is not None else ""


def error_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """What went wrong, in a sentence, with a way on."""
    if status == 401:
        return HTMLResponse(status_code=303, headers={"Location": "/sign-in"})
    who = _whoever(request) if status < 500 else None
    home = f"/p/{who.project}" if isinstance(who, Here) else "/"
    up = request.url.path.rpartition("/")[0]
    inside = isinstance(who, Here) and up.startswith(f"{home}/")
    if status == 404 and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = "There is no such page. It may have been taken away, or its address is not whole."
    elif status == 405:
        detail = "This address takes what a form sends and shows nothing: go on from the page before."
    return show(
        request, "error.html", who, status=status, code=status, detail=detail, home=home,
        up=up if inside and status != 405 else "", sent=request.method not in ("GET", "HEAD"),
    )  # fmt: skip


def _whoever(request: Request) -> Viewer | None:
    """Who met an error, and in which project, as far as it can be told."""
    try:
        found = viewer(request, None)
    except ServiceError:
        return None
    parts = request.url.path.split("/")
    if len(parts) > 2 and parts[1] == "p" and parts[2].isdecimal() and len(parts[2]) < 10:
        try:
            return Needs("see")(int(parts[2]), found)
        except ServiceError:
            return found
    return found


def back(path: str) -> RedirectResponse:
    """To a page, after a form."""
    return RedirectResponse(path, status_code=303)
