"""What the panel's forms do: code, take off, write a memo, put right, decide; also where there is no script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from thirdorder.service.errors import RefusedError
from thirdorder.service.jobs import queue
from thirdorder.service.store import (
    coder_progress,
    codes,
    codings,
    corrections,
    extraction,
    memos,
    papers,
    studies,
    suggestions,
)
from thirdorder.service.store.row_numbers import MOST
from thirdorder.service.store.schema import Verdict
from thirdorder.service.web.api.shapes import PaperId, PathId
from thirdorder.service.web.pages.frame import back
from thirdorder.service.web.security import Code, Here

router = APIRouter()
At = Annotated[int, Form(ge=0, le=2**31 - 1)]
Row = Annotated[int, Form(ge=1, le=MOST)]


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
def take_off(paper: PaperId, here: Code, start: At, end: At, coding: Row) -> Response:
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


@router.post("/memo/{memo}")
def change_memo(
    paper: PaperId, memo: PathId, here: Code, start: At, end: At, text: Annotated[str, Form(max_length=50_000)] = ""
) -> Response:
    """Change one's memo; an emptied one is taken away."""
    with here.act() as session:
        if text.strip():
            memos.edit_memo(session, here.project, here.who, memo, text)
        else:
            memos.remove_memo(session, here.project, here.who, memo)
    return _there(here, paper, start, end)


@router.post("/credibility")
def credibility(
    paper: PaperId, here: Code, start: At, end: At, coding: Row, grade: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Say how well a finding is supported by its illustration."""
    with here.act() as session:
        memos.grade(session, here.project, here.who, coding, grade)
    return _there(here, paper, start, end)


@router.post("/correct")
def correct(
    paper: PaperId, here: Code, what: Annotated[corrections.What, Form()],
    value: Annotated[str, Form(max_length=2000)], start: Annotated[int | None, Form(ge=0, le=2**31 - 1)] = None,
    end: Annotated[int | None, Form(ge=0, le=2**31 - 1)] = None, group: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Put right what was read wrongly."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        corrections.correct(session, here.project, here.who, text, what, value, start, end)
        if what == "voice" and group.strip():
            corrections.correct(session, here.project, here.who, text, "group", group, start, end)
        if what in ("country", "participants"):
            studies.tell(session, here.project, here.who, paper, what, value)
        if what in ("findings", "voice", "group"):
            # Vectors and suggestions rest on what is findings, and on whose words they are.
            queue.ask(session, here.project, "learn", who=here.who)
    return _there(here, paper, start, end) if start is not None else back(f"/p/{here.project}/papers/{paper}/finish")


@router.post("/take-down")
def take_down(
    paper: PaperId, here: Code, start: At, end: At, column: Row, value: Annotated[str, Form(max_length=5000)] = ""
) -> Response:
    """Take down what a column asks for, with the words it stands on; without a value, the words themselves."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        said = value.strip() or " ".join(text.document.text[start:end].split())
        if not said:
            raise RefusedError("Choose the words that this column is to stand on.")
        extraction.take_down(session, here.project, here.who, text, column, said, start, end, confirmed=True)
    return _there(here, paper, start, end)


@router.post("/reveal")
def show_suggestions(paper: PaperId, here: Code) -> Response:
    """Show the suggestions of a paper from now on."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        coder_progress.reveal(session, here.project, paper, here.who)
    return back(f"/p/{here.project}/papers/{paper}")


@router.post("/decide")
def decide(
    paper: PaperId, here: Code, start: At, end: At, code: Row, verdict: Annotated[Verdict, Form()],
    why: Annotated[str, Form(max_length=2000)] = "", instead: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Keep a verdict on a suggestion: accepting codes the words shown, changing codes them with the code named."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        if verdict == "changed" and not instead.strip():
            raise RefusedError("Name the code that belongs there instead.")
        other = codes.add_code(session, here.project, here.who, instead).id if verdict == "changed" else None
        suggestions.decide(
            session, here.project, here.who, text, code, start, end, verdict, instead=other, reason=why,
            also=suggestions.of_model(session, here.files, here.project, paper),
        )  # fmt: skip
    return _there(here, paper, start, end)


def _there(here: Here, paper: str, start: int | None, end: int | None) -> Response:
    return back(f"/p/{here.project}/papers/{paper}?start={start}&end={end}")
