"""Search: where else this is said, by words or meaning; narrowed by voice, whose, study, code; coded from the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup, escape

from thirdorder.nlp.document import Passage
from thirdorder.service.errors import RefusedError
from thirdorder.service.store import blinding, codes, codings, papers, search, studies
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, Text
from thirdorder.service.web.words import VOICES, cited, color, quoted

router = APIRouter(prefix="/p/{project}/search")
MOST = 100
_PLACE = re.compile(r"([0-9a-f]{16}):(\d{1,9}):(\d{1,9})")
NEAREST = 40
"""Everything is more or less near to some words: so many are shown."""
ALL = 1_000_000


@dataclass(frozen=True)
class Row:
    """A passage that was found, the words that answer marked, with one's own codes on it as names and colours."""

    text: Markup
    cited: str
    page: int | None
    passage: Passage
    paper: str
    href: str
    voice: str
    codes: list[tuple[str, int]]
    citation: str


@router.get("")
def page(
    request: Request,
    here: Text,
    q: Annotated[str, Query(max_length=1000)] = "",
    by: Annotated[str, Query(pattern="^(words|rare|meaning)$")] = "words",
    voice: Annotated[str, Query(max_length=40)] = "",
    group: Annotated[str, Query(max_length=200)] = "",
    study: Annotated[str, Query(max_length=40)] = "",
    code: Annotated[str, Query(max_length=20)] = "",
    everywhere: str = "",
) -> HTMLResponse:
    """What answers a search, with where the words stand, whose they are, and one's own codes on them."""
    near, notice = None, ""
    if by == "meaning" and not q:
        request.app.state.meaning.warm()
    if by == "meaning" and q.strip():
        try:
            with here.look() as session:
                near = request.app.state.meaning.nearest(session, here.files, here.project, q, most=ALL)
        except RefusedError as error:
            by, notice = "rare", f"{error} These share the rarest of the words."
    with here.look() as session:
        entries = {p.id: p for p in papers.papers(session, here.project)}
        known = {s.id: s for s in studies.studies(session, here.project)}
        book = blinding.visible_codebook(session, here.project, here.who)
        index = search.index(session, here.files, here.project)
        found: Sequence[search.Found] = ()
        if near is not None:
            found = near.found
        elif q:
            found = index.like(q, most=ALL) if by == "rare" else index.words(q, findings=not everywhere)
        fits = [
            one for one in found
            if one.paper in entries and _fits(one.passage, voice, group)
            and (not study or str(entries[one.paper].study or one.paper) == study)
        ]  # fmt: skip
        if code:
            wanted = [int(code)] if code.isdecimal() else []
            coded = blinding.visible_spans(session, here.project, here.who, codes=wanted)
            fits = [one for one in fits if _on(coded, one)]
        # A search may find thousands: what is told of each passage is looked up for those that are shown.
        shown = fits[: NEAREST if near is not None else MOST]
        here_and_there = {one.paper for one in shown}
        own = blinding.visible_spans(session, here.project, here.who, papers=here_and_there)
    by_id = book.by_id
    rows = []
    for one in shown:
        entry = entries[one.paper]
        names = {code: by_id[code] for code in _on(own, one) if code in by_id}
        rows.append(
            Row(
                text=_marked(one.text, one.hits), cited=cited(entry), page=one.page, passage=one.passage,
                paper=one.paper, href=_href(here.project, one), voice=_said(one.passage),
                codes=[(c.name, color(c)) for c in names.values()], citation=quoted(entry, one.text, one.page),
            )
        )  # fmt: skip
    places = sorted(
        {(str(p.study or p.id), known[p.study].label if p.study in known else cited(p)) for p in entries.values()},
        key=lambda s: s[1].casefold(),
    )
    return show(
        request, "search.html", here, here="search", q=q, by=by, rows=rows, total=len(fits), voice=voice,
        notice=notice, waiting=near.waiting if near is not None else 0,
        group=group, study=study, code=code, everywhere=everywhere, voices=VOICES, groups=index.groups, studies=places,
        codes=book.usable, read=len([p for p in entries.values() if p.text_sha256]),
        query=request.url.query,
    )  # fmt: skip


@router.post("/code")
def put_code(
    here: Code,
    place: Annotated[list[str], Form(max_length=500)] = [],  # noqa: B006
    name: Annotated[str, Form(max_length=500)] = "",
    query: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Code the passages chosen from the list, all in one act."""
    with here.act() as session:
        if place:
            key = codes.add_code(session, here.project, here.who, name).id
        for one in place:
            if (place_ := _PLACE.fullmatch(one)) is None:
                raise RefusedError("Choose passages from the list.")
            paper, start, end = place_.groups()
            text = papers.pinned(session, here.files, here.project, paper).paper
            codings.add_coding(session, here.project, here.who, text, int(start), int(end), key, "search")
    return back(f"/p/{here.project}/search?{query}")


def _on(spans: Mapping[str, Sequence[tuple[int, int, int]]], one: search.Found) -> list[int]:
    """The codes of the spans that touch a passage that was found."""
    begin, until = one.passage.start, one.passage.end
    return [code for start, end, code in spans.get(one.paper, ()) if start < until and begin < end]


def _fits(passage: Passage, voice: str, group: str) -> bool:
    if voice and not any(v.voice == voice for v in passage.voices):
        return False
    return not group or group in passage.groups()


def _said(passage: Passage) -> str:
    order = {"first": "participants' words", "second": "authors' words", "mixed": "participants' and authors' words"}
    groups = ", ".join(passage.groups())
    return order[passage.order] + (f" · {groups}" if groups else "")


def _href(project: int, one: search.Found) -> str:
    return f"/p/{project}/papers/{one.paper}?start={one.passage.start}&end={one.passage.end}"


def _marked(text: str, hits: tuple[tuple[int, int], ...]) -> Markup:
    """The passage with the words that answer the search marked; a long one from shortly before the first of them."""
    first = hits[0][0] if hits else 0
    begin = text.rfind(" ", 0, max(0, first - 160)) + 1 if first > 200 and len(text) > 600 else 0
    until = len(text) if len(text) - begin <= 600 else text.find(" ", begin + 560)
    out, at = [Markup("… ") if begin else Markup("")], begin
    for start, end in hits:
        if begin <= start and end <= until:
            out += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
            at = end
    out.append(escape(text[at:until]))
    return Markup("").join([*out, Markup(" …") if until < len(text) else Markup("")])
