"""What a language model says of the papers, beside the machine's themes: what each rests on, and whether it holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from msgspec import structs
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.folder.interpretation import Claimed, Grouping, Reading
from thirdorder.service.store import changes, memos, papers, people
from thirdorder.service.store.values import Memo
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, Here, See
from thirdorder.service.web.verdicts import VERDICTS, notes, theme_key
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}/model")


class OfModel(Grouping, frozen=True, kw_only=True):
    """A theme of the model with its claims, and what people said of it, each with their name."""

    claims: list[Claimed]
    notes: list[tuple[Memo, str]]


@router.get("")
def page(request: Request, here: See) -> HTMLResponse:
    """Each theme of the language model with its claims, the sentences these rest on, and what people said of it."""
    with here.look() as session:
        said = made(session, here)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        called = people.names(session)
        told = notes(session, here)
    if said is None:
        return show(request, "model.html", here, here="themes", said=None)
    claims = {c.construct: c for c in said.claims if c.paper in entries}
    themes = [
        OfModel(
            **structs.asdict(t),
            claims=[claims[c] for c in t.constructs if c in claims],
            notes=[(m, called.get(m.author, "")) for m in told if m.on_id == theme_key(t.id)],
        )
        for t in said.themes
    ]
    return show(
        request, "model.html", here, here="themes", said=said, themes=themes, verdicts=VERDICTS,
        names={k: cited(e) for k, e in entries.items()}, against=[
            c for c in said.contradictions if c.one.paper in entries and c.other.paper in entries
        ],
    )  # fmt: skip


@router.post("/{theme}")
def judge(
    theme: str, here: Code, verdict: Annotated[str, Form(max_length=20)],
    why: Annotated[str, Form(max_length=5000)] = "",
) -> Response:  # fmt: skip
    """Say whether a theme of the language model holds. It changes nothing in the themes: it is one's memo on it."""
    if verdict not in VERDICTS:
        raise RefusedError("Choose whether the theme holds.")
    with here.act() as session:
        said = made(session, here)
        if said is None or theme not in {t.id for t in said.themes}:
            raise NotFoundError("The language model has no such theme (any more).")
        words = f"{VERDICTS[verdict]}: {why.strip()}" if why.strip() else VERDICTS[verdict]
        memos.add_memo(session, here.project, here.who, "theme", theme_key(theme), words)
    return back(f"/p/{here.project}/model#{theme}")


def made(session: Session, here: Here) -> Reading | None:
    """What interpretation.json of the latest gathering holds; None where no language model read."""
    now = changes.themes(session, here.files, here.project)
    return now.run.interpretation if now is not None else None
