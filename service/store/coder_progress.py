"""How far a coder is with a paper, and what they had been shown when they coded there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp.review import Exposure
from thirdorder.service.errors import HiddenError
from thirdorder.service.store.blinding import is_open, open_where_all_finished
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import (
    CodingRow,
    ProjectRow,
    ReadingRow,
    ReadingState,
    RevealRow,
    SuggestionRow,
    now,
)
from thirdorder.service.store.values import Reading, value


def exposure_now(session: Session, project: int, paper: str, who: int) -> Exposure:
    """How a coding made now would stand: independent until suggestions were shown, then by what came before."""
    shown = session.get(RevealRow, (project, paper, who))
    if shown is None:
        return "independent"
    if shown.coded_before:
        return "second_reader"
    return "taught" if shown.kind == "taught" else "assisted"


def reading(session: Session, project: int, paper: str, who: int) -> Reading:
    """One's own reading of a paper."""
    row = session.get(ReadingRow, (project, paper, who))
    return value(Reading, row) if row is not None else Reading(paper, who, "unread", "independent", False, None)


def begin_reading(session: Session, project: int, paper: str, who: int) -> None:
    """Note that somebody is at work on a paper."""
    if session.get(ReadingRow, (project, paper, who)) is None:
        session.add(ReadingRow(project=project, paper=paper, coder=who, state="reading"))
        session.flush()


def set_reading(session: Session, project: int, paper: str, who: int, state: ReadingState) -> Reading:
    """Say how far one is; `done` is signed, with what one had been shown. The last to finish open the paper."""
    row = session.get(ReadingRow, (project, paper, who))
    if row is None:
        row = ReadingRow(project=project, paper=paper, coder=who)
        session.add(row)
    if state == "done" and row.state != "done":
        row.exposure = exposure_now(session, project, paper, who)
        row.after_opening = is_open(session, project, paper)
        row.signed_at = now()
    elif state != "done":
        row.signed_at = None
    row.state = state
    session.flush()
    if state == "done":
        open_where_all_finished(session, project, paper, who)
    return value(Reading, row)


def reveal(session: Session, project: int, paper: str, who: int) -> Exposure:
    """Show the suggestions of a paper: what is coded there from now on is marked so. Kept before anything is shown."""
    if not session.get_one(ProjectRow, project).machine_allowed:
        raise HiddenError("Suggestions are switched off in this project.")
    if session.get(RevealRow, (project, paper, who)) is None:
        own = select(CodingRow.id).where(CodingRow.project == project, CodingRow.paper == paper, CodingRow.coder == who)
        read = session.get(ReadingRow, (project, paper, who))
        coded = session.scalar(own.limit(1)) is not None or (read is not None and read.state == "done")
        learned = session.get(SuggestionRow, (project, paper, 0))
        taught = learned is not None and bool(set(learned.taught_by) - {who})
        session.add(
            RevealRow(
                project=project, paper=paper, coder=who, kind="taught" if taught else "machine", coded_before=coded
            )
        )
        session.flush()
        audit(session, who, "suggestions shown", paper, project)
    return exposure_now(session, project, paper, who)


def revealed(session: Session, project: int, paper: str, who: int) -> bool:
    """Whether somebody was shown the suggestions of a paper."""
    return session.get(RevealRow, (project, paper, who)) is not None
