"""Finishing a paper: what is left without a code, extraction, appraisal, what was read wrongly, and the signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper, touch
from thirdorder.service.errors import RefusedError
from thirdorder.service.jobs import queue
from thirdorder.service.store import (
    blinding,
    coder_progress,
    corrections,
    extraction,
    memos,
    papers,
    people,
    studies,
    suggestions,
)
from thirdorder.service.store.places import find_words
from thirdorder.service.web.api.shapes import PaperId
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.pages.paper.opened import constructs, open_paper, short
from thirdorder.service.web.pages.paper.panel import own_memos
from thirdorder.service.web.security import Code, FormDep, Here
from thirdorder.service.web.words import cited, likely, unlikely

router = APIRouter()
OF_PAPER: tuple[corrections.What, ...] = ("title", "authors", "year")
OF_STUDY: tuple[corrections.What, ...] = ("country", "participants")


@dataclass(frozen=True)
class Bare:
    """A passage of the findings without one's code, shortened and whole."""

    start: int
    end: int
    text: str
    whole: str
    page: int | None


@dataclass(frozen=True)
class Stands:
    """Words in which a characteristic was found."""

    quote: str
    page: int | None
    start: int
    end: int


@router.get("/finish")
def finish(request: Request, paper: PaperId, here: Code) -> HTMLResponse:
    """What is left before a paper is signed as read: findings without a code, extraction, appraisal, what is wrong."""
    with here.look() as session:
        opened = open_paper(session, here, paper)
        entry, text = opened.entry, opened.paper
        own = [c for c in opened.codings if c.coder == here.who]
        made, columns = corrections.corrections(session, here.project, paper), extraction.columns(session, here.project)
        out = {(c.start, c.end) for c in corrections.standing(made) if c.what == "relevance" and c.value == "out"}
        bare = [
            Bare(p.start, p.end, short(text.quote(p)), text.quote(p), text.document.page(p))
            for p in text.findings
            if not any(touch(c, p) for c in own) and (p.start, p.end) not in out
        ]
        return show(
            request, "finish.html", here, here="papers", paper=entry, cited=cited(entry), bare=bare,
            coded=len(own), findings=len(text.findings),
            state=coder_progress.reading(session, here.project, paper, here.who),
            columns=columns, in_columns={c.name.casefold() for c in columns},
            taken={e.column: e for e in extraction.extracted(session, here.project, paper)}, found=_found(text),
            stands=_stands(text),
            items=extraction.items(session, here.project), answers=extraction.ANSWERS,
            answered={a.item: a for a in extraction.answers(session, here.project, here.who, paper)},
            told=_told(session, here, paper), likely=likely, corrections=made,
            questions=_questions(session, here, paper),
            names=people.names(session), at=f"/p/{here.project}/papers/{paper}", authors="; ".join(entry.authors),
            constructs=constructs(text),
            own_words={f"{m.start}-{m.end}": m.text for m in own_memos(session, here, paper)},
        )  # fmt: skip


@router.post("/finish")
def finished(paper: PaperId, here: Code, form: FormDep) -> Response:
    """Keep extraction and appraisal, and sign the reading where that was pressed."""
    said = {name: str(value)[:50_000] for name, value in form.items()}
    act = said.get("act", "")
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        _take_down(session, here, text, said)
        _appraise(session, here, paper, said)
        _put_right(session, here, text, _under("put.", said) | _of_study(session, here, said))
        _word_constructs(session, here, paper, _under("construct.", said))
        if act == "reading":
            coder_progress.set_reading(session, here.project, paper, here.who, "reading")
        if act == "done":
            coder_progress.set_reading(session, here.project, paper, here.who, "done")
            queue.ask(session, here.project, "learn", who=here.who)
    return back(f"/p/{here.project}/papers" if act == "done" else f"/p/{here.project}/papers/{paper}/finish")


def _under(prefix: str, said: Mapping[str, str]) -> dict[str, str]:
    """The fields whose names begin so, by the rest of their names."""
    return {name.removeprefix(prefix): value for name, value in said.items() if name.startswith(prefix)}


def _take_down(session: Session, here: Here, text: Paper, said: Mapping[str, str]) -> None:
    """Keep what differs in the columns. Raises `RefusedError` for words that the paper does not hold."""
    before = {e.column: e for e in extraction.extracted(session, here.project, text.id)}
    values, stands = _found(text), _stands(text)
    for column in extraction.columns(session, here.project):
        name = f"column.{column.id}"
        if name not in said:
            continue
        words, confirmed = said.get(f"{name}.words", ""), f"{name}.confirmed" in said
        place = find_words(text.document.text, words)
        if words.strip() and place is None:
            raise RefusedError(f"“{short(words)}” does not stand in this paper: copy the words from it.")
        old = before.get(column.id)
        if old is None or (old.value, old.quote, old.state == "confirmed") != (said[name], words, confirmed):
            start, end = place or (None, None)
            key = column.name.casefold()
            found = old is None and key in stands and (values[key], stands[key].quote) == (said[name], words)
            extraction.take_down(
                session, here.project, here.who, text, column.id, said[name], start, end, confirmed, found
            )


def _of_study(session: Session, here: Here, said: Mapping[str, str]) -> dict[str, str]:
    """What was taken down in columns that are called as what is told of a study: it is told of the study, too."""
    named = {c.name.casefold(): said.get(f"column.{c.id}", "") for c in extraction.columns(session, here.project)}
    return {what: named[what] for what in OF_STUDY if named.get(what)}


def _questions(session: Session, here: Here, paper: str) -> list[suggestions.Suggested]:
    """What the machine suggests with some ground and one has decided nothing of, where one asked to see it."""
    shown = suggestions.shown(session, here.project, paper, here.who)
    decided = {
        (d.code, d.start, d.end)
        for d in blinding.visible_decisions(session, here.project, here.who, paper)
        if d.coder == here.who
    }
    return [
        one for one in (() if shown.abstained else shown.codes)
        if not unlikely(one) and not any((one.code, e.start, e.end) in decided for e in one.evidence)
    ]  # fmt: skip


def _appraise(session: Session, here: Here, paper: str, said: Mapping[str, str]) -> None:
    for item in extraction.items(session, here.project):
        name = f"item.{item.id}"
        if name in said:
            comment = said.get(f"{name}.comment", "")
            extraction.answer(session, here.project, here.who, paper, item.id, said[name], comment)


def _put_right(session: Session, here: Here, text: Paper, values: Mapping[str, str]) -> None:
    """Keep as corrections what differs from what stands; a field that was left as it is says nothing."""
    entry, told, found = papers.paper(session, here.project, text.id), _told(session, here, text.id), _found(text)
    stands = {
        "title": entry.title, "authors": "; ".join(entry.authors), "year": str(entry.year or ""),
        **{what: told[what] or found.get(what, "") for what in told},
    }  # fmt: skip
    for what in (*OF_PAPER, *OF_STUDY):
        before = " ".join(stands[what].split())
        new = " ".join(values.get(what, before).split())
        if new and new != before:
            corrections.correct(session, here.project, here.who, text, what, new)
            if what in told:
                studies.tell(session, here.project, here.who, text.id, what, new)


def _word_constructs(session: Session, here: Here, paper: str, words: Mapping[str, str]) -> None:
    """Keep constructs in the reviewer's words as memos on the words that name them."""
    before = {f"{m.start}-{m.end}": m for m in own_memos(session, here, paper)}
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


def _told(session: Session, here: Here, paper: str) -> dict[str, str]:
    """What a person said of a paper's study."""
    study = studies.of(session, here.project, paper)
    return {"country": study.country if study else "", "participants": study.participants if study else ""}


def _found(text: Paper) -> dict[str, str]:
    """What the program found of a study's characteristics, by name, for the columns called so."""
    return {f.name.casefold(): f.value for f in reversed(text.characteristics)}


def _stands(text: Paper) -> dict[str, Stands]:
    """Where the program found a study's characteristics, by name."""
    return {
        f.name.casefold(): Stands(text.quote(f), text.document.page(f), f.start, f.end)
        for f in reversed(text.characteristics)
    }
