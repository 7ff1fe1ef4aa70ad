"""What a review takes down of each paper in columns of its own, and its appraisal by item: value, words, page, who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper, Span
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import (
    AppraisalItemRow,
    AppraisalRow,
    ExtractionColumnRow,
    ExtractionRow,
    now,
)
from thirdorder.service.store.values import value

ANSWERS = ("yes", "no", "unclear", "not applicable")


@dataclass(frozen=True)
class Column:
    """Something that is taken down of each paper."""

    id: int
    name: str
    help: str
    position: int


@dataclass(frozen=True)
class Extracted:
    """A value taken down of a paper, with the words it stands on. `state`: found, edited or confirmed."""

    paper: str
    column: int
    value: str
    start: int | None
    end: int | None
    quote: str
    page: int | None
    state: str
    who: int
    when: datetime


@dataclass(frozen=True)
class Item:
    """A question of an appraisal form."""

    id: int
    form: str
    item: str
    question: str
    position: int


@dataclass(frozen=True)
class Answer:
    """Somebody's answer to an item for a paper."""

    paper: str
    item: int
    coder: int
    answer: str
    comment: str


def columns(session: Session, project: int) -> tuple[Column, ...]:
    """The columns of a project in their order."""
    query = select(ExtractionColumnRow).where(ExtractionColumnRow.project == project)
    ordered = query.order_by(ExtractionColumnRow.position, ExtractionColumnRow.id)
    return tuple(value(Column, r) for r in session.scalars(ordered))


def add_column(session: Session, project: int, who: int, name: str, help_: str = "") -> Column:
    """Take down one thing more of each paper."""
    bare = " ".join(name.split())
    if not bare:
        raise RefusedError("Give the column a name.")
    if any(c.name.casefold() == bare.casefold() for c in columns(session, project)):
        raise RefusedError(f"There is a column “{bare}” already.")
    last = session.scalar(select(func.max(ExtractionColumnRow.position)).where(ExtractionColumnRow.project == project))
    row = ExtractionColumnRow(project=project, name=bare, help=help_.strip(), position=(last or 0) + 1)
    session.add(row)
    session.flush()
    audit(session, who, "extraction column", bare, project)
    return value(Column, row)


def remove_column(session: Session, project: int, who: int, key: int) -> None:
    """Take a column away that holds no values yet. Raises `RefusedError` where it does."""
    row = _column(session, project, key)
    if session.scalar(select(ExtractionRow.paper).where(ExtractionRow.column == key).limit(1)) is not None:
        raise RefusedError(f"“{row.name}” holds values: empty them first.")
    session.delete(row)
    audit(session, who, "remove column", row.name, project)


def extracted(session: Session, project: int, paper: str | None = None) -> tuple[Extracted, ...]:
    """What was taken down, of one paper or of all."""
    query = select(ExtractionRow).where(ExtractionRow.project == project)
    if paper is not None:
        query = query.where(ExtractionRow.paper == paper)
    rows = sorted(session.scalars(query), key=lambda r: (r.paper, r.column))
    return tuple(value(Extracted, r) for r in rows)


def take_down(
    session: Session, project: int, who: int, paper: Paper, column: int, new: str,
    start: int | None = None, end: int | None = None, confirmed: bool = False, found: bool = False,
) -> Extracted | None:  # fmt: skip
    """Take a value down, with the words it stands on where they are named; an empty one takes it away.

    `found` says that it is the program's and nobody changed it.
    """
    _column(session, project, column)
    row = session.get(ExtractionRow, (project, paper.id, column))
    bare = new.strip()
    if not bare:
        if row is not None:
            session.delete(row)
            session.flush()
        return None
    if row is None:
        row = ExtractionRow(project=project, paper=paper.id, column=column, who=who)
        session.add(row)
    if start is not None and end is not None:
        if not 0 <= start < end <= len(paper.document.text):
            raise RefusedError("These words are not in the paper: choose them again.")
        row.start, row.end, row.quote = start, end, paper.document.text[start:end]
        row.page = paper.document.page(Span(start, end))
    row.value, row.who, row.when = bare, who, now()
    row.state = "confirmed" if confirmed else "found" if found else "edited"
    session.flush()
    return value(Extracted, row)


def items(session: Session, project: int) -> tuple[Item, ...]:
    """The appraisal form of a project in its order."""
    query = select(AppraisalItemRow).where(AppraisalItemRow.project == project)
    ordered = query.order_by(AppraisalItemRow.form, AppraisalItemRow.position, AppraisalItemRow.id)
    return tuple(value(Item, r) for r in session.scalars(ordered))


def set_items(session: Session, project: int, who: int, form: str, questions: list[str]) -> tuple[Item, ...]:
    """Give the project an appraisal form, a question a line; questions that stand keep their answers."""
    there = {i.question: i for i in items(session, project) if i.form == form}
    for place, question in enumerate(q.strip() for q in questions if q.strip()):
        if question in there:
            session.get_one(AppraisalItemRow, there[question].id).position = place
        else:
            taken = len(there) + place + 1
            row = AppraisalItemRow(project=project, form=form, item=f"{taken}", question=question, position=place)
            session.add(row)
    session.flush()
    audit(session, who, "appraisal form", form, project)
    return items(session, project)


def answers(session: Session, project: int, coder: int | None, paper: str | None = None) -> tuple[Answer, ...]:
    """One's own answers, or everybody's where no coder is named: for those who may see them."""
    query = select(AppraisalRow).where(AppraisalRow.project == project)
    if coder is not None:
        query = query.where(AppraisalRow.coder == coder)
    if paper is not None:
        query = query.where(AppraisalRow.paper == paper)
    rows = sorted(session.scalars(query), key=lambda r: (r.paper, r.item, r.coder))
    return tuple(value(Answer, r) for r in rows)


def answer(session: Session, project: int, who: int, paper: str, item: int, said: str, comment: str = "") -> None:
    """Answer an item for a paper; an empty answer takes it away."""
    found = session.get(AppraisalItemRow, item)
    if found is None or found.project != project:
        raise NotFoundError("There is no such question in this project.")
    row = session.get(AppraisalRow, (project, paper, item, who))
    if not said:
        if row is not None:
            session.delete(row)
        session.flush()
        return
    if said not in ANSWERS:
        raise RefusedError(f"Answer with {', '.join(ANSWERS)}.")
    if row is None:
        row = AppraisalRow(project=project, paper=paper, item=item, coder=who)
        session.add(row)
    row.answer, row.comment, row.when = said, comment.strip(), now()
    session.flush()


def _column(session: Session, project: int, key: int) -> ExtractionColumnRow:
    row = session.get(ExtractionColumnRow, key)
    if row is None or row.project != project:
        raise NotFoundError("There is no such column in this project.")
    return row
