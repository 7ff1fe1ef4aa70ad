"""What every page rests on: its frame, whoever looks at it, and errors that are pages too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from thirdorder.service.language_model.server import named_for_service, what_leaves
from thirdorder.service.store import projects
from thirdorder.service.store.people import has_accounts
from thirdorder.service.web.pages.words import APPROACHES, plural
from thirdorder.service.web.security import Here, Viewer


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
    found.globals["plural"] = plural
    return found


def show(
    request: Request, template: str, viewer: Viewer | None = None, *, here: str = "", status: int = 200, **values: Any
) -> HTMLResponse:
    """A page for somebody: in a project's frame where they are in one. `here` names the page in the frame's list."""
    project, alone = None, False
    if viewer is not None:
        with viewer.look() as session:
            alone = not has_accounts(session)
            if isinstance(viewer, Here):
                found = projects.project(session, viewer.project)
                hidden = APPROACHES[found.approach].hidden
                if not found.machine_allowed:
                    hidden |= {"themes", "compare"}
                project = Shown(found.id, found.title, found.state, viewer.role, hidden, _leaves(found.language_model))
    text = templates().get_template(f"desk/{template}").render(
        project=project, person=viewer.account if viewer is not None else None, alone=alone, here=here,
        csrf=request.state.csrf, **values,
    )  # fmt: skip
    return HTMLResponse(text, status)


def _leaves(language_model: bool) -> str:
    """What leaves for a language model, where the project's owner switched one on that is named."""
    named = named_for_service() if language_model else None
    return what_leaves(named) if named is not None else ""


def error_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """What went wrong, in a sentence, with a way on."""
    parts = request.url.path.split("/")
    home = "/".join(parts[:3]) if len(parts) > 2 and parts[1] == "p" and parts[2].isdecimal() else "/"
    if status == 401:
        return HTMLResponse(status_code=303, headers={"Location": "/sign-in"})
    up = request.url.path.rpartition("/")[0] or "/"
    return show(request, "error.html", status=status, code=status, detail=detail, home=home, up=up)


def back(path: str) -> RedirectResponse:
    """To a page, after a form."""
    return RedirectResponse(path, status_code=303)
