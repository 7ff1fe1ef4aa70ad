"""What a review takes down of each paper, its appraisal, what was put right in papers, and their studies."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Response
from pydantic import Field
from sqlalchemy.orm import Session

from thirdorder.service.errors import StaleError
from thirdorder.service.store import corrections, extraction, papers, studies
from thirdorder.service.store.corrections import Correction
from thirdorder.service.store.extraction import Answer, Column, Extracted, Item
from thirdorder.service.store.studies import Study
from thirdorder.service.web.api.shapes import Done, Input, Key, Name, Offset, PaperId, PathId, RowId, Words
from thirdorder.service.web.security import Code, Own, See, Text

router = APIRouter(prefix="/projects/{project}", tags=["extraction"])
IfMatchText = Annotated[str | None, Header(alias="if-match", max_length=60)]


class NewColumn(Input):
    """Something to take down of each paper."""

    name: Annotated[Key, Field(min_length=1)]
    help: Words = ""


class NewValue(Input):
    """A value with the span of the words it stands on; an empty one takes it away."""

    value: Words
    start: Offset | None = None
    end: Offset | None = None
    confirmed: bool = False


class NewForm(Input):
    """An appraisal form: its name, and its questions in order."""

    form: Key = ""
    questions: Annotated[list[Words], Field(min_length=1, max_length=200)]


class NewAnswer(Input):
    """An answer to a question of the form; an empty one takes it away."""

    answer: Literal["yes", "no", "unclear", "not applicable", ""]
    comment: Words = ""


class NewCorrection(Input):
    """Something to put right, on a span where it is about words."""

    what: corrections.What
    value: Annotated[Words, Field(max_length=2000)]
    start: Offset | None = None
    end: Offset | None = None


class NewStudy(Input):
    """The study of a paper: one that is there, a new one by name, or none."""

    study: RowId | None = None
    new: Name = ""


class NewReference(Input):
    """What a bibliography says of a paper; what is empty stays."""

    title: Name = ""
    authors: Words = ""
    year: Annotated[str, Field(max_length=4, pattern="^([0-9]{4})?$")] = ""
    doi: Key = ""


@router.get("/columns", operation_id="list_columns")
def columns(here: See) -> list[Column]:
    """What is taken down of each paper."""
    with here.look() as session:
        return list(extraction.columns(session, here.project))


@router.post("/columns", operation_id="add_column", status_code=201)
def add_column(given: NewColumn, here: Own) -> Column:
    """Take one thing more down of each paper."""
    with here.act() as session:
        return extraction.add_column(session, here.project, here.who, given.name, given.help)


@router.delete("/columns/{column}", operation_id="remove_column")
def remove_column(column: PathId, here: Own) -> Done:
    """Take a column away that holds nothing yet."""
    with here.act() as session:
        extraction.remove_column(session, here.project, here.who, column)
    return Done()


@router.get("/extraction", operation_id="list_extracted")
def extracted(here: See) -> list[Extracted]:
    """Everything that was taken down."""
    with here.look() as session:
        return list(extraction.extracted(session, here.project))


@router.get("/papers/{paper}/extraction/{column}", operation_id="extracted")
def one_value(paper: PaperId, column: PathId, here: See, response: Response) -> Extracted | None:
    """What was taken down of a paper in a column; its ETag, to change it."""
    with here.look() as session:
        papers.paper(session, here.project, paper)
        found = _value(session, here.project, paper, column)
    response.headers["ETag"] = _tag(found)
    return found


@router.put("/papers/{paper}/extraction/{column}", operation_id="take_down")
def take_down(
    paper: PaperId, column: PathId, given: NewValue, here: Code, response: Response, if_match: IfMatchText = None
) -> Extracted | None:
    """Take a value down, with the words it stands on; with the ETag one has, nobody's change is lost."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        old = _value(session, here.project, paper, column)
        if if_match not in (None, "*", _tag(old)):
            raise StaleError("Somebody else changed this value meanwhile: look at it again before you save.")
        found = extraction.take_down(
            session, here.project, here.who, text, column, given.value, given.start, given.end, given.confirmed
        )
    response.headers["ETag"] = _tag(found)
    return found


@router.get("/appraisal", operation_id="list_questions")
def questions(here: See) -> list[Item]:
    """The questions of the appraisal form."""
    with here.look() as session:
        return list(extraction.items(session, here.project))


@router.put("/appraisal", operation_id="set_questions")
def set_questions(given: NewForm, here: Own) -> list[Item]:
    """Give the project an appraisal form; questions that stand keep their answers."""
    with here.act() as session:
        return list(extraction.set_items(session, here.project, here.who, given.form, given.questions))


@router.get("/appraisal/mine", operation_id="my_answers")
def answers(here: Code) -> list[Answer]:
    """One's own answers."""
    with here.look() as session:
        return list(extraction.answers(session, here.project, here.who))


@router.put("/papers/{paper}/appraisal/{item}", operation_id="answer")
def answer(paper: PaperId, item: PathId, given: NewAnswer, here: Code) -> Done:
    """Answer a question of the form for a paper."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        extraction.answer(session, here.project, here.who, paper, item, given.answer, given.comment)
    return Done()


@router.get("/papers/{paper}/corrections", operation_id="list_corrections")
def list_corrections(paper: PaperId, here: Text) -> list[Correction]:
    """What was put right in a paper, in the order it was."""
    with here.look() as session:
        papers.paper(session, here.project, paper)
        return list(corrections.corrections(session, here.project, paper))


@router.post("/papers/{paper}/corrections", operation_id="correct", status_code=201)
def correct(paper: PaperId, given: NewCorrection, here: Code) -> Correction:
    """Put right what was read wrongly; it is used wherever the paper is shown."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, paper).paper
        made = corrections.correct(
            session, here.project, here.who, text, given.what, given.value, given.start, given.end
        )
        if given.what in ("country", "participants"):
            studies.tell(session, here.project, here.who, paper, given.what, given.value)
        return made


@router.get("/studies", operation_id="list_studies")
def list_studies(here: See) -> list[Study]:
    """The studies that people named: papers of one study count once."""
    with here.look() as session:
        return list(studies.studies(session, here.project))


@router.put("/papers/{paper}/study", operation_id="set_study")
def set_study(paper: PaperId, given: NewStudy, here: Code) -> Study | None:
    """Say which study a paper belongs to."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        studies.put(session, here.project, here.who, paper, given.study, given.new)
        return studies.of(session, here.project, paper)


@router.put("/papers/{paper}/reference", operation_id="set_reference")
def set_reference(paper: PaperId, given: NewReference, here: Code) -> Done:
    """Take what a bibliography says of a paper."""
    with here.act() as session:
        studies.describe(session, here.project, here.who, paper, **given.model_dump())
    return Done()


def _value(session: Session, project: int, paper: str, column: int) -> Extracted | None:
    return next((e for e in extraction.extracted(session, project, paper) if e.column == column), None)


def _tag(found: Extracted | None) -> str:
    """Which state of a value this is."""
    said = "" if found is None else f"{found.value}\0{found.quote}\0{found.state}\0{found.who}\0{found.when}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:16]}"'
