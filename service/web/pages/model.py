"""What a language model says of the papers, beside the machine's themes: what each rests on, and whether it holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from msgspec import structs

from thirdorder.nlp.changes import HOLDS, Event
from thirdorder.service.errors import RefusedError
from thirdorder.service.folder.interpretation import Claimed, Grouping, weighed
from thirdorder.service.folder.theme_changes import weigh
from thirdorder.service.store import papers, theme_changes
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, See
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}/model")


class OfModel(Grouping, frozen=True, kw_only=True):
    """A theme of the model with its claims, and what each person last said of it."""

    claims: list[Claimed]
    verdicts: list[Event]


@router.get("")
def page(request: Request, here: See) -> HTMLResponse:
    """Each theme of the language model with its claims, the sentences these rest on, and what people said of it."""
    with here.look() as session:
        now = theme_changes.themes(session, here.files, here.project)
        entries = {p.id: p for p in papers.papers(session, here.project)}
    said = now.run.interpretation if now is not None else None
    if now is None or said is None:
        return show(request, "model.html", here, here="themes", said=None)
    verdicts = weighed(said, now.people)
    claims = {c.construct: c for c in said.claims if c.paper in entries}
    themes = [
        OfModel(
            **structs.asdict(t),
            claims=[claims[c] for c in t.constructs if c in claims],
            verdicts=verdicts.get(t.id, []),
        )
        for t in said.themes
    ]
    return show(
        request, "model.html", here, here="themes", said=said, themes=themes, holds=HOLDS,
        names={k: cited(e) for k, e in entries.items()}, against=[
            c for c in said.contradictions if c.one.paper in entries and c.other.paper in entries
        ],
    )  # fmt: skip


@router.post("/{theme}")
def judge(
    theme: str, here: Code, verdict: Annotated[str, Form(max_length=20)],
    why: Annotated[str, Form(max_length=5000)] = "",
) -> Response:  # fmt: skip
    """Say whether a theme of the language model holds: an event, as what is said of the machine's themes is."""
    if verdict not in HOLDS:
        raise RefusedError("Choose whether the theme holds.")
    with here.act() as session:
        weigh(theme_changes.ledger(session, here.files, here.project, here.who), theme, verdict, why=why)
    return back(f"/p/{here.project}/model#{theme}")
