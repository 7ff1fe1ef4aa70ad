"""What people change in themes and translations, through the API and through forms: one shape, one way in."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from thirdorder.corpora.codec import plain
from thirdorder.nlp.changes import Event, standing
from thirdorder.service.folder import changes
from thirdorder.service.folder.changes import ChangeError
from thirdorder.service.folder.shapes import Grouped
from thirdorder.service.web.routes.deps import CoderDep, RunDep, StoreDep

router = APIRouter()
Op = Literal["merge", "split", "rename", "move", "accept", "reject", "verdict", "relevance", "undo"]


class Change(BaseModel):
    """A change and what it needs: `theme` and `others` (merge), `passages` and `label` (split), and so on."""

    op: Op
    theme: str = ""
    others: list[str] = []
    passages: list[str] = []
    label: str = ""
    goal: str = ""
    construct_id: str = Field("", alias="construct")
    counterpart: str = ""
    verdict: str = ""
    relevance: str = ""
    number: int = 0
    why: str = ""


class ChangeForm(Change):
    """The same from a page, with the page to go back to."""

    back: Annotated[str, Field(pattern=r"^/(themes|translation)([/?#].*)?$")] = "/themes"


@router.get("/api/v1/themes")
def themes(run: RunDep) -> dict[str, Any]:
    """The candidate themes as people see them now, in the form of themes.json, with what was accepted and rejected."""
    people = run.people()
    return {
        "themes": plain(Grouped.of(people.themes).themes),
        "accepted": sorted(people.accepted),
        "rejected": sorted(people.rejected),
    }


@router.get("/api/v1/events")
def events(run: RunDep) -> list[dict[str, Any]]:
    """What people changed so far, in order, and whether it stands."""
    whole = run.events()
    stands = {e.seq for e in standing(whole)} - dict(run.people().stale).keys()
    return [{**dataclasses.asdict(e), "stands": e.seq in stands} for e in whole]


@router.post("/api/v1/events", status_code=201)
def change(change: Change, run: RunDep, coder: CoderDep) -> list[dict[str, Any]]:
    """Change something: the events it was recorded as. What cannot be changed so is refused with the reason."""
    return [dataclasses.asdict(e) for e in make(run.path, coder, change)]


@router.post("/changes", include_in_schema=False)
def change_by_form(form: Annotated[ChangeForm, Form()], run: RunDep, coder: CoderDep) -> Response:
    """The same from a page; a refusal is shown there."""
    try:
        make(run.path, coder, form)
    except ChangeError as error:
        page = form.back.partition("#")[0]
        said = urlencode({"said": str(error)})
        return RedirectResponse(f"{page}{'&' if '?' in page else '?'}{said}", status_code=303)
    return RedirectResponse(form.back, status_code=303)


@router.post("/renew", include_in_schema=False)
def renew(store: StoreDep) -> Response:
    """Run again over what is there, so that report, grid and counts show what was changed."""
    store.ask_for("run")
    return RedirectResponse("/", status_code=303)


def make(run: Path, who: str, wanted: Change) -> list[Event]:
    """The events of a change. Moving several passages is an event for each."""
    why = wanted.why
    match wanted.op:
        case "merge":
            return [changes.merge(run, who, [wanted.theme, *wanted.others], label=wanted.label, why=why)]
        case "split":
            return [changes.split(run, who, wanted.theme, wanted.passages, label=wanted.label, why=why)]
        case "rename":
            return [changes.rename(run, who, wanted.theme, wanted.label, why=why)]
        case "move":
            if not wanted.passages:
                raise ChangeError("Choose the passages to move.")
            origin, goal = wanted.theme or None, wanted.goal or None
            return [changes.move(run, who, p, origin=origin, goal=goal, why=why) for p in wanted.passages]
        case "accept" | "reject":
            return [changes.judge(run, who, wanted.theme, wanted.op, why=why)]
        case "verdict":
            counterpart = wanted.counterpart or None
            return [changes.translate(run, who, wanted.construct_id, counterpart, wanted.verdict, memo=why)]
        case "relevance":
            if not wanted.passages:
                raise ChangeError("Choose the passages.")
            return [changes.set_relevance(run, who, p, wanted.relevance, why=why) for p in wanted.passages]
        case "undo":
            return [changes.undo(run, who, wanted.number, why=why)]
