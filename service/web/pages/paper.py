"""One paper: its pages or text to read and code, the panel beside it, and finishing it."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper, Span, innermost, touch
from thirdorder.nlp.review import MACHINE
from thirdorder.service.errors import RefusedError
from thirdorder.service.jobs import queue
from thirdorder.service.store import (
    blinding,
    codes,
    codings,
    corrections,
    extraction,
    memos,
    papers,
    people,
    projects,
    reading,
    search,
    studies,
    suggestions,
)
from thirdorder.service.store.values import Code as CodeValue
from thirdorder.service.store.values import Coding, Memo, PaperEntry
from thirdorder.service.web import reader
from thirdorder.service.web.api.shapes import PaperId
from thirdorder.service.web.pages.frame import back, show, templates
from thirdorder.service.web.pages.words import cited, color, likely, plural, quoted, voices_said
from thirdorder.service.web.security import Code, FormDep, Here, Text

router = APIRouter(prefix="/p/{project}/papers/{paper}")
RECENT = 9
ELSEWHERE = 3
SHORT = 420
Offset = Annotated[int | None, Query(ge=0, le=2**31 - 1)]
At = Annotated[int, Form(ge=0, le=2**31 - 1)]


class Opened(NamedTuple):
    """A paper with everything that its page and panel are made of."""

    entry: PaperEntry
    paper: Paper
    laid: Laid
    codes: Sequence[CodeValue]
    known: Mapping[int, CodeValue]
    codings: Sequence[Coding]
    recent: Sequence[CodeValue]


@router.get("")
def paper(
    request: Request, paper: PaperId, here: Text, start: Offset = None, end: Offset = None, text: str | None = None
) -> HTMLResponse:
    """The reader."""
    with here.look() as session:
        entry = papers.paper(session, here.project, paper)
        if not entry.text_sha256:
            return show(request, "unread.html", here, here="papers", paper=entry)
        opened = _open(session, here, paper)
        values = _panel(session, here, opened, start, end)
    as_text = text is not None or not opened.laid.reading.sheets
    marks = _marks(here, opened)
    data = {
        "paper": paper, "project": here.project, "account": here.who, "person": here.who,
        "text": opened.laid.reading.text,
        "codings": marks, "codes": [_code(c) for c in opened.codes], "recent": [str(c.id) for c in opened.recent],
        "about": f"{start}-{end}" if values["chosen"] else "", "home": f"/p/{here.project}",
        "language": entry.language or "en",
        "stretches": [
            {"start": s.start, "end": s.end, "id": s.id, "relevant": s.relevant} for s in opened.laid.reading.stretches
        ],
    }  # fmt: skip
    return show(
        request, "paper.html", here, here="papers", data=_json(data), as_text=as_text, reading=opened.laid.reading,
        sheets=opened.laid.reading.sheets, drawn=() if as_text else _drawn(opened.laid), attributes=_attributes,
        pictures=f"/api/v1/projects/{here.project}/papers/{paper}/pages", **values,
    )  # fmt: skip


@router.get("/panel")
def panel(
    request: Request, paper: PaperId, here: Text, start: Offset = None, end: Offset = None
) -> HTMLResponse:  # fmt: skip
    """The panel alone, for what is chosen now."""
    with here.look() as session:
        values = _panel(session, here, _open(session, here, paper), start, end)
    return HTMLResponse(templates().get_template("desk/panel.html").render(csrf=request.state.csrf, **values))


# --- forms: what the panel sends where there is no script ----------------------------------------------------------


@router.post("/code")
def put_code(
    paper: PaperId, here: Code, start: At, end: At, code: Annotated[str, Form(max_length=20)] = "",
    name: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Code a span with a code that is there or, by its name, a new one."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        key = int(code) if code.isdecimal() else codes.add_code(session, here.project, here.who, name).id
        codings.add_coding(session, here.project, here.who, text, start, end, key)
    return _there(here, paper, start, end)


@router.post("/uncode")
def take_off(
    paper: PaperId, here: Code, start: At, end: At, coding: Annotated[int, Form(ge=1, le=2**31 - 1)]
) -> Response:
    """Take a code off."""
    with here.act() as session:
        codings.remove_coding(session, here.project, here.who, coding)
    return _there(here, paper, start, end)


@router.post("/memo")
def memo(paper: PaperId, here: Code, start: At, end: At, text: Annotated[str, Form(max_length=50_000)]) -> Response:
    """Write a memo on a span."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        memos.add_memo(session, here.project, here.who, "span", paper, text, start, end)
    return _there(here, paper, start, end)


@router.post("/credibility")
def credibility(
    paper: PaperId, here: Code, start: At, end: At, coding: Annotated[int, Form(ge=1, le=2**31 - 1)],
    grade: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """Say how well a finding is supported by its illustration."""
    with here.act() as session:
        memos.grade(session, here.project, here.who, coding, grade)
    return _there(here, paper, start, end)


@router.post("/correct")
def correct(
    paper: PaperId, here: Code, what: Annotated[str, Form(max_length=40)],
    value: Annotated[str, Form(max_length=2000)], start: Annotated[int | None, Form(ge=0, le=2**31 - 1)] = None,
    end: Annotated[int | None, Form(ge=0, le=2**31 - 1)] = None, group: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Put right what was read wrongly."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        corrections.correct(session, here.project, here.who, text, what, value, start, end)  # type: ignore[arg-type]
        if what == "voice" and group.strip():
            corrections.correct(session, here.project, here.who, text, "group", group, start, end)
        if what in ("country", "participants"):
            studies.tell(session, here.project, here.who, paper, what, value)
        if what in ("findings", "voice", "group"):
            # Vectors and suggestions rest on what is findings, and on whose words they are.
            queue.ask(session, here.project, "learn", who=here.who)
    return _there(here, paper, start, end) if start is not None else back(f"/p/{here.project}/papers/{paper}/finish")


@router.post("/reveal")
def show_suggestions(paper: PaperId, here: Code) -> Response:
    """Show the suggestions of a paper from now on."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        reading.reveal(session, here.project, paper, here.who)
    return back(f"/p/{here.project}/papers/{paper}")


@router.post("/decide")
def decide(
    paper: PaperId, here: Code, start: At, end: At, code: Annotated[int, Form(ge=1, le=2**31 - 1)],
    verdict: Annotated[str, Form(pattern="^(accepted|changed|rejected)$")],
    why: Annotated[str, Form(max_length=2000)] = "", instead: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Keep a verdict on a suggestion: accepting codes the words shown, changing codes them with the code named."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        if verdict == "changed" and not instead.strip():
            raise RefusedError("Say which code belongs there instead.")
        other = codes.add_code(session, here.project, here.who, instead).id if verdict == "changed" else None
        suggestions.decide(
            session, here.project, here.who, text, code, start, end, verdict, instead=other, reason=why,  # type: ignore[arg-type]
            also=suggestions.of_model(session, here.files, here.project, paper),
        )  # fmt: skip
    return _there(here, paper, start, end)


# --- finishing -----------------------------------------------------------------------------------------------------


@router.get("/finish")
def finish(request: Request, paper: PaperId, here: Code) -> HTMLResponse:
    """What is left before a paper is signed as read: findings without a code, extraction, appraisal, what is wrong."""
    with here.look() as session:
        opened = _open(session, here, paper)
        entry, text = opened.entry, opened.paper
        own = [c for c in opened.codings if c.coder == here.who and c.start is not None]
        out = {
            (c.start, c.end): c.value
            for c in corrections.standing(corrections.corrections(session, here.project, paper))
            if c.what == "relevance"
        }
        bare = [
            {"start": p.start, "end": p.end, "text": _short(text.quote(p)), "page": text.document.page(p)}
            for p in text.findings
            if not any(touch(c, p) for c in own) and out.get((p.start, p.end)) != "out"
        ]
        shown = suggestions.shown(session, here.project, paper, here.who)
        taken = {e.column: e for e in extraction.extracted(session, here.project, paper)}
        answered = {a.item: a for a in extraction.answers(session, here.project, here.who, paper)}
        return show(
            request, "finish.html", here, here="papers", paper=entry, cited=cited(entry), bare=bare,
            coded=len(own), findings=len(text.findings), state=reading.reading(session, here.project, paper, here.who),
            columns=extraction.columns(session, here.project), taken=taken, found=_found(text),
            items=extraction.items(session, here.project), answers=extraction.ANSWERS, answered=answered,
            told=_told(session, here, paper), questions=list(shown.codes), likely=likely,
            corrections=corrections.corrections(session, here.project, paper), names=people.names(session),
            at=f"/p/{here.project}/papers/{paper}", authors="; ".join(entry.authors),
            constructs=[_construct(c, text) for c in text.themes_of_authors],
            own_words={k: m.text for k, m in _own_words(session, here, paper).items()},
        )  # fmt: skip


@router.post("/finish")
def finished(paper: PaperId, here: Code, form: FormDep) -> Response:
    """Keep extraction and appraisal, and sign the reading where that was pressed."""

    def said(name: str) -> str:
        return str(form.get(name, ""))[:50_000]

    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        before = {e.column: e for e in extraction.extracted(session, here.project, paper)}
        for column in extraction.columns(session, here.project):
            name = f"column.{column.id}"
            if name not in form:
                continue
            words = said(f"{name}.words")
            start, end = _place(text, words)
            if words.strip() and start is None:
                raise RefusedError(f"“{_short(words)}” does not stand in this paper: copy the words from it.")
            old = before.get(column.id)
            confirmed = f"{name}.confirmed" in form
            if old is None or (old.value, old.quote, old.state == "confirmed") != (said(name), words, confirmed):
                extraction.take_down(
                    session, here.project, here.who, text, column.id, said(name), start, end, confirmed
                )
        for item in extraction.items(session, here.project):
            if f"item.{item.id}" in form:
                extraction.answer(
                    session, here.project, here.who, paper, item.id, said(f"item.{item.id}"),
                    said(f"item.{item.id}.comment"),
                )  # fmt: skip
        _put_right(session, here, text, {k[4:]: said(k) for k in form if k.startswith("put.")})
        _word_constructs(session, here, paper, {k[10:]: said(k) for k in form if k.startswith("construct.")})
        act = said("act")
        if act in ("done", "reading"):
            reading.set_reading(session, here.project, paper, here.who, act)  # type: ignore[arg-type]
        if act == "done":
            queue.ask(session, here.project, "learn", who=here.who)
    return back(f"/p/{here.project}/papers" if act == "done" else f"/p/{here.project}/papers/{paper}/finish")


# --- what pages are made of ----------------------------------------------------------------------------------------


def _open(session: Session, here: Here, key: str) -> Opened:
    entry = papers.paper(session, here.project, key)
    text, sizes = papers.pinned(session, here.files, here.project, key)
    made = corrections.corrections(session, here.project, key)
    laid = _lay(entry.text_sha256, made, text, sizes)
    book = blinding.visible_codebook(session, here.project, here.who)
    usable = {c.id: c for c in book.usable}
    recent = [usable[k] for k in blinding.recent_codes(session, here.project, here.who) if k in usable][:RECENT]
    every = blinding.visible_codings(session, here.project, here.who, key)
    own = [c for c in every if c.code is not None and c.start is not None and not c.unplaced]
    return Opened(entry, text, laid, book.usable, book.by_id, own, recent)


class Laid(NamedTuple):
    """A paper laid out: its stretches and the sizes of its pages, and each page's markup packed."""

    reading: reader.Reading
    drawn: tuple[bytes, ...]


_laid: dict[tuple[str, int], Laid] = {}
_laying = threading.Lock()
LAID = 200


def _lay(text_sha256: str, made: Sequence[corrections.Correction], text: Paper, sizes: Any) -> Laid:
    """A paper laid out, made once for the same text and corrections.

    Markup is kept packed, and not the words it is made of: both are ten times as long as the text.
    """
    key = (text_sha256, made[-1].id if made else 0)
    with _laying:
        found = _laid.get(key)
    if found is None:
        whole = reader.read_pages(text, sizes)
        drawn = tuple(zlib.compress((reader.margin(s) + reader.layer(whole, s)).encode(), 1) for s in whole.sheets)
        found = Laid(replace(whole, sheets=tuple(replace(s, parts=()) for s in whole.sheets)), drawn)
        with _laying:
            while len(_laid) >= LAID:
                _laid.pop(next(iter(_laid)))
            _laid[key] = found
    return found


def _drawn(laid: Laid) -> list[tuple[reader.Sheet, Markup]]:
    """Each page with its markup: margin lines and transparent words."""
    return [
        (sheet, Markup(zlib.decompress(packed).decode()))
        for sheet, packed in zip(laid.reading.sheets, laid.drawn, strict=True)
    ]


def _attributes(stretch: reader.Stretch, heading: bool = False) -> Markup:
    return Markup(reader.attributes(stretch, heading))


def _panel(session: Session, here: Here, opened: Opened, start: int | None, end: int | None) -> dict[str, Any]:
    entry, text = opened.entry, opened.paper
    at = f"/p/{here.project}/papers/{entry.id}"
    values: dict[str, Any] = {
        "paper": entry, "at": at, "api": f"/api/v1/projects/{here.project}", "codes": opened.codes, "chosen": None,
        "suggestions": _suggested(session, here, opened) if here.may("code") else None,
    }  # fmt: skip
    if start is None or end is None or not 0 <= start < end <= len(text.document.text):
        return {**values, **_whole(session, here, opened)}
    span = Span(start, end)
    words = text.quote(span)
    section = innermost(text.sections, start)
    page = text.document.page(span)
    by_id = opened.known
    on = [c for c in opened.codings if touch(c, span) and c.code in by_id]
    own = [_put(c, by_id[c.code or 0], start, end) for c in on if c.coder == here.who]
    grades = None
    if projects.project(session, here.project).approach == "meta_aggregation":
        said = blinding.visible_memos(session, here.project, here.who, "credibility")
        grades = {int(m.on_id): m.text for m in said if m.author == here.who}
    called = people.names(session)
    by_code: dict[int, list[str]] = {}
    for c in on:
        if c.coder != here.who and called[c.coder] not in by_code.setdefault(c.code or 0, []):
            by_code[c.code or 0].append(called[c.coder])
    others = [{**_code(by_id[k]), "coder": ", ".join(who)} for k, who in by_code.items()]
    thoughts = [
        {"text": m.text, "author": called[m.author], "when": m.created.date().isoformat()}
        for m in blinding.visible_memos(session, here.project, here.who, "span", entry.id)
        if touch(m, span)
    ]
    relevance = next(
        (
            c.value
            for c in reversed(corrections.standing(corrections.corrections(session, here.project, entry.id)))
            if c.what == "relevance" and c.start is not None and c.start <= start and end <= (c.end or 0)
        ),
        "",
    )
    return {
        **values,
        "chosen": {
            "start": start, "end": end, "quote": words, "page": page, "citation": quoted(entry, words, page),
            "section": section.title if section is not None else "",
        },
        "own": own, "grades": grades, "all_grades": memos.GRADES,
        "others": others, "recent": [_code(c) for c in opened.recent], "memos": thoughts,
        "voices": voices_said(text, span), "elsewhere": _elsewhere(session, here, opened, on, words),
        "relevance": {"in": "bears on it", "partly": "in part", "out": "does not"}.get(relevance, ""),
    }  # fmt: skip


def _whole(session: Session, here: Here, opened: Opened) -> dict[str, Any]:
    """What the panel tells of a paper as a whole."""
    entry, text = opened.entry, opened.paper
    by_code: dict[int, list[dict[str, Any]]] = {}
    for c in sorted(opened.codings, key=lambda c: c.start or 0):
        if c.coder == here.who and c.code is not None:
            page = text.document.page(Span(c.start or 0, c.end or 0))
            quote = {"text": _short(c.quote), "page": page, "jump": f"{c.start}-{c.end}"}
            by_code.setdefault(c.code, []).append({**quote, "href": f"?start={c.start}&end={c.end}"})
    known = {c.id: c for c in blinding.visible_codebook(session, here.project, here.who).codes}
    groups = [{**_code(known[k]), "quotes": q} for k, q in by_code.items() if k in known]
    facts = [entry.name, plural(entry.pages, "page") if entry.pages else "", _findings(text)]
    return {
        "own_by_code": sorted(groups, key=lambda g: g["name"].casefold()),
        "constructs": [_construct(c, text) for c in text.themes_of_authors],
        "warnings": [w.message for w in text.warnings if w.severity != "info"],
        "citation": cited(entry), "facts": " · ".join(f for f in facts if f),
        "own_memos": [
            {"text": _short(m.text), "page": text.document.page(Span(m.start, m.end)), "jump": f"{m.start}-{m.end}",
             "href": f"?start={m.start}&end={m.end}"}
            for m in blinding.visible_memos(session, here.project, here.who, "span", entry.id)
            if m.author == here.who and m.start is not None and m.end is not None
        ],
    }  # fmt: skip


def _told(session: Session, here: Here, paper: str) -> dict[str, str]:
    """What a person said of a paper's study."""
    study = studies.of(session, here.project, paper)
    return {"country": study.country if study else "", "participants": study.participants if study else ""}


def _put_right(session: Session, here: Here, text: Paper, values: dict[str, str]) -> None:
    """Keep as corrections what differs from what stands; a field that was left as it is says nothing."""
    entry, told, found = papers.paper(session, here.project, text.id), _told(session, here, text.id), _found(text)
    stands = {
        "title": entry.title, "authors": "; ".join(entry.authors), "year": str(entry.year or ""),
        **{what: told[what] or found.get(what, "") for what in told},
    }  # fmt: skip
    for what, before in stands.items():
        new = " ".join(values.get(what, before).split())
        if new and new != " ".join(before.split()):
            corrections.correct(session, here.project, here.who, text, what, new)  # type: ignore[arg-type]
            if what in told:
                studies.tell(session, here.project, here.who, text.id, what, new)


def _own_words(session: Session, here: Here, paper: str) -> dict[str, Memo]:
    """One's own latest memo by the span it stands on."""
    return {
        f"{m.start}-{m.end}": m
        for m in blinding.visible_memos(session, here.project, here.who, "span", paper)
        if m.author == here.who
    }


def _word_constructs(session: Session, here: Here, paper: str, words: dict[str, str]) -> None:
    """Keep constructs in the reviewer's words as memos on the words that name them."""
    before = _own_words(session, here, paper)
    for span, said in words.items():
        start, _, end = span.partition("-")
        old = before.get(span)
        if not (start.isdecimal() and end.isdecimal()) or said.strip() == (old.text.strip() if old else ""):
            continue
        if old is None:
            memos.add_memo(session, here.project, here.who, "span", paper, said, int(start), int(end))
        elif said.strip():
            memos.edit_memo(session, here.project, here.who, old.id, said)
        else:
            memos.remove_memo(session, here.project, here.who, old.id)


def _findings(text: Paper) -> str:
    return {
        "found": "findings found", "merged_with_discussion": "findings and discussion in one",
        "not_found": "where its findings stand was not found: choose them and say so under “Where the findings stand”",
    }[text.findings_status]  # fmt: skip


def _construct(construct: Any, text: Paper) -> dict[str, Any]:
    place = construct.evidence[0] if construct.evidence else None
    jump = f"{place.start}-{place.end}" if place is not None else ""
    return {
        "label": construct.label,
        "jump": jump,
        "start": place.start if place else 0,
        "end": place.end if place else 0,
        "page": text.document.page(place) if place else None,
    }


def _elsewhere(
    session: Session, here: Here, opened: Opened, on: Sequence[Coding], words: str
) -> list[dict[str, Any]]:  # fmt: skip
    """Constant comparison: for each of one's codes on these words, up to three quotations from other papers.

    One of them, where there is any, is near these words and not coded so.
    """
    own = list(dict.fromkeys(c.code for c in on if c.coder == here.who and c.code is not None))
    if not own:
        return []
    entries = {p.id: p for p in papers.papers(session, here.project)}
    every = [c for c in blinding.visible_codings(session, here.project, here.who, codes=own) if c.paper in entries]
    near = search.index(session, here.files, here.project).like(words, leave_out=opened.entry.id, most=12)
    known = {c.id: c for c in opened.codes}
    groups = []
    for key in own:
        if key not in known:
            continue
        there = [c for c in every if c.code == key and c.paper != opened.entry.id and c.start is not None]
        quotes = [_quoted(session, here, entries[c.paper], c) for c in there[-2:]]
        coded = {(c.paper, c.start or 0, c.end or 0) for c in there}
        for one in near:
            touched = any(p == one.paper and s < one.passage.end and one.passage.start < e for p, s, e in coded)
            if not touched and one.paper in entries:
                p = one.passage
                quotes.append({**_quote(here, entries[one.paper], one.text, p.start, p.end, one.page), "near": True})
                break
        if quotes:
            groups.append({**_code(known[key]), "quotes": quotes[:ELSEWHERE]})
    return groups


def _quoted(session: Session, here: Here, entry: PaperEntry, coding: Coding) -> dict[str, Any]:
    start, end = coding.start or 0, coding.end or 0
    page = papers.pinned(session, here.files, here.project, entry.id).paper.document.page(Span(start, end))
    return _quote(here, entry, coding.quote, start, end, page)


def _quote(here: Here, entry: PaperEntry, words: str, start: int, end: int, page: int | None) -> dict[str, Any]:
    return {
        "text": _short(words), "study": cited(entry), "page": page, "near": False,
        "href": f"/p/{here.project}/papers/{entry.id}?start={start}&end={end}",
    }  # fmt: skip


def _suggested(session: Session, here: Here, opened: Opened) -> dict[str, Any] | None:
    """The suggestions of a paper where the project allows any: behind their key, or one by one with its verdict."""
    if not projects.project(session, here.project).machine_allowed:
        return None
    found = suggestions.shown(session, here.project, opened.entry.id, here.who)
    if not found.revealed:
        return {"shown": False, "entries": [], "why_none": ""}
    decided = {
        (d.code, d.start, d.end): d
        for d in blinding.visible_decisions(session, here.project, here.who, opened.entry.id)
        if d.coder == here.who
    }
    entries = [
        {
            "code": one["code"], "name": one["name"], "start": e["start"], "reason": e.get("reason", ""),
            "likely": "" if "coder" in one else likely(one["probability"]), "by": one.get("coder", MACHINE),
            "end": e["end"], "quote": " ".join(opened.paper.document.text[e["start"] : e["end"]].split()),
            "page": e["page"], "groups": ", ".join(e["groups"]), "href": f"?start={e['start']}&end={e['end']}",
            "jump": f"{e['start']}-{e['end']}", "verdict": said.verdict if said is not None else "",
            "why": said.reason if said is not None else "",
            "because": plural(len(e["because"]), "coded passage") if e["because"] else "",
        }
        for one in (*found.codes, *suggestions.of_model(session, here.files, here.project, opened.entry.id))
        for e in one["evidence"]
        for said in (decided.get((one["code"], e["start"], e["end"])),)
    ]  # fmt: skip
    sure = bool(entries) and (not found.abstained or any(e["by"] != MACHINE for e in entries))
    why = "" if sure else _NONE_YET if not found.learned else _NOTHING_SURE
    return {"shown": True, "entries": sorted(entries, key=lambda e: bool(e["verdict"])), "why_none": why}


_NOTHING_SURE = "Nothing is sure enough to suggest in this paper."
_NONE_YET = "There are no suggestions yet: they are learned from other papers, each time somebody signs one as read."


def _marks(here: Here, opened: Opened) -> list[dict[str, Any]]:
    return [
        {"id": str(c.id), "start": c.start, "end": c.end, "code": str(c.code), "name": code.name,
         "color": color(code), "mine": c.coder == here.who}
        for c in opened.codings if (code := opened.known.get(c.code or 0)) is not None
    ]  # fmt: skip


def _put(coding: Coding, code: CodeValue, start: int, end: int) -> dict[str, Any]:
    a, b = coding.start or 0, coding.end or 0
    return {**_code(code), "id": coding.id, "whole": (a, b) == (start, end), "inside": start <= a and b <= end}


def _code(code: CodeValue) -> dict[str, Any]:
    return {"id": str(code.id), "name": code.name, "definition": code.definition, "color": color(code)}


def _found(text: Paper) -> dict[str, str]:
    """What the program found of a study's characteristics, by name, for the columns called so."""
    return {f.name.casefold(): f.value for f in reversed(text.characteristics)}


def _place(text: Paper, words: str) -> tuple[int | None, int | None]:
    """Where words stand in a paper, white space taken as it comes; nowhere where they do not."""
    import re

    bare = words.split()
    if not bare:
        return None, None
    found = re.search(r"\s+".join(map(re.escape, bare)), text.document.text)
    return (found.start(), found.end()) if found else (None, None)


def _short(words: str) -> str:
    bare = " ".join(words.split())
    return bare if len(bare) <= SHORT else bare[: SHORT - 1].rsplit(" ", 1)[0] + " …"


def _there(here: Here, paper: str, start: int | None, end: int | None) -> Response:
    return back(f"/p/{here.project}/papers/{paper}?start={start}&end={end}")


def _json(data: Any) -> Markup:
    """Values inside a page: nothing in them can end the element that holds them."""
    return Markup(json.dumps(data, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c"))
