"""The reader: pages or text, and the panel for what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from thirdorder.corpora.codec import to_json
from thirdorder.service.store import papers
from thirdorder.service.web import page_words
from thirdorder.service.web.api.shapes import PaperId
from thirdorder.service.web.pages.frame import show, templates
from thirdorder.service.web.pages.paper.opened import Chip, Opened, chip, open_paper
from thirdorder.service.web.pages.paper.panel import blank, panel_of
from thirdorder.service.web.security import Here, Text
from thirdorder.service.web.words import cited, color

router = APIRouter()
Offset = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@dataclass(frozen=True)
class Mark:
    """A coding as the page's script draws it."""

    id: str
    start: int | None
    end: int | None
    code: str
    name: str
    color: int
    mine: bool


@dataclass(frozen=True)
class Stop:
    """A stretch of the text, where a key may stop."""

    start: int
    end: int
    id: str
    relevant: bool


@dataclass(frozen=True)
class Desk:
    """What the page's script begins with."""

    paper: str
    project: int
    account: int
    person: int
    cited: str
    text: str
    codings: list[Mark]
    codes: list[Chip]
    recent: list[str]
    about: str
    home: str
    language: str
    stretches: list[Stop]


@router.get("")
def paper(
    request: Request, paper: PaperId, here: Text, start: Offset = None, end: Offset = None, text: str | None = None
) -> HTMLResponse:
    """The reader."""
    with here.look() as session:
        entry = papers.paper(session, here.project, paper)
        if not entry.text_sha256:
            return show(request, "unread.html", here, here="papers", paper=entry)
        opened = open_paper(session, here, paper)
        panel = panel_of(session, here, opened, start, end, request.app.state.meaning)
    as_text = text is not None or not opened.laid.reading.sheets
    about = f"{start}-{end}" if panel.chosen is not None else ""
    return show(
        request, "paper.html", here, here="papers", data=_json(_desk(here, opened, about)), as_text=as_text,
        reading=opened.laid.reading, sheets=opened.laid.reading.sheets, drawn=() if as_text else _drawn(opened),
        attributes=_attributes, pictures=f"/api/v1/projects/{here.project}/papers/{paper}/pages", panel=panel,
        blank=blank(panel.at), paper=entry, at=panel.at,
    )  # fmt: skip


@router.get("/panel")
def panel(
    request: Request, paper: PaperId, here: Text, start: Offset = None, end: Offset = None
) -> HTMLResponse:  # fmt: skip
    """The panel alone, for what is chosen now."""
    with here.look() as session:
        made = panel_of(session, here, open_paper(session, here, paper), start, end, request.app.state.meaning)
    return HTMLResponse(templates().get_template("desk/panel.html").render(csrf=request.state.csrf, panel=made))


def _desk(here: Here, opened: Opened, about: str) -> Desk:
    entry, reading = opened.entry, opened.laid.reading
    return Desk(
        paper=entry.id, project=here.project, account=here.who, person=here.who, cited=cited(entry),
        text=reading.text,
        codings=_marks(here, opened), codes=[chip(c) for c in opened.codes], recent=[str(c.id) for c in opened.recent],
        about=about, home=f"/p/{here.project}", language=entry.language or "en",
        stretches=[Stop(s.start, s.end, s.id, s.relevant) for s in reading.stretches],
    )  # fmt: skip


def _marks(here: Here, opened: Opened) -> list[Mark]:
    return [
        Mark(str(c.id), c.start, c.end, str(c.code), code.name, color(code), c.coder == here.who)
        for c in opened.codings if (code := opened.known.get(c.code or 0)) is not None
    ]  # fmt: skip


def _drawn(opened: Opened) -> list[tuple[page_words.Sheet, Markup]]:
    return [(sheet, Markup(marks)) for sheet, marks in opened.laid.pages()]


def _attributes(stretch: page_words.Stretch, heading: bool = False) -> Markup:
    return Markup(page_words.attributes(stretch, heading))


def _json(desk: Desk) -> Markup:
    """Values inside a page: nothing in them can end the element that holds them."""
    return Markup(to_json(desk).decode().replace("&", "\\u0026").replace("<", "\\u003c"))
