"""Studies: the research behind papers. Papers of one study are joined, others parted; a bibliography fills in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.corpora.paper_names import PaperName
from thirdorder.corpora.references import match_references
from thirdorder.corpora.ris import Reference
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store import corrections
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import PaperRow, StudyRow
from thirdorder.service.store.values import PaperEntry, value


@dataclass(frozen=True)
class Study:
    """The research behind one or more papers."""

    id: int
    label: str
    citation: str
    country: str
    participants: str
    review: bool


def studies(session: Session, project: int) -> tuple[Study, ...]:
    """The studies of a project by name."""
    rows = session.scalars(select(StudyRow).where(StudyRow.project == project))
    return tuple(value(Study, r) for r in sorted(rows, key=lambda r: (r.label.casefold(), r.id)))


def of(session: Session, project: int, paper: str) -> Study | None:
    """The study of a paper, where somebody named one."""
    row = session.get(PaperRow, (project, paper))
    found = session.get(StudyRow, row.study) if row is not None and row.study is not None else None
    return value(Study, found) if found is not None else None


def put(session: Session, project: int, who: int, paper: str, study: int | None, new: str = "") -> None:
    """Say which study a paper belongs to: by its number or its name, which may be new, or none; an empty study goes."""
    row = session.get_one(PaperRow, (project, paper))
    before = row.study
    if label := " ".join(new.split()):
        study = next((s.id for s in studies(session, project) if s.label.casefold() == label.casefold()), None)
        if study is None:
            made = StudyRow(project=project, label=label)
            session.add(made)
            session.flush()
            study = made.id
    elif study is not None:
        found = session.get(StudyRow, study)
        if found is None or found.project != project:
            raise NotFoundError("There is no such study in this project.")
    row.study = study
    session.flush()
    if before is not None and before != study:
        used = select(PaperRow.id).where(PaperRow.project == project, PaperRow.study == before)
        if session.scalar(used.limit(1)) is None:
            session.delete(session.get_one(StudyRow, before))
    audit(session, who, "study", f"{paper}: {study or 'its own'}", project)


def tell(session: Session, project: int, who: int, paper: str, what: str, new: str) -> None:
    """Say in which country a paper's study was done, or who took part."""
    if what not in ("country", "participants"):
        raise RefusedError(f"A study has no {what}.")
    row = session.get_one(PaperRow, (project, paper))
    if row.study is None:
        put(session, project, who, paper, None, value(PaperEntry, row).cited)
    setattr(session.get_one(StudyRow, row.study), what, new.strip())
    session.flush()


def describe(
    session: Session, project: int, who: int, paper: str, *, title: str = "", authors: str = "", year: str = "",
    doi: str = "",
) -> None:  # fmt: skip
    """Take what a bibliography says of a paper, as somebody confirmed it: what differs is a correction."""
    row = session.get(PaperRow, (project, paper))
    if row is None:
        raise NotFoundError("There is no such paper in this project.")
    row.doi = doi or row.doi
    before = {"title": row.title, "authors": "; ".join(row.authors), "year": str(row.year or "")}
    said: dict[corrections.What, str] = {
        "title": title, "authors": authors, "year": year if year.isdecimal() else ""
    }  # fmt: skip
    for what, new in said.items():
        if new.strip() and new.strip() != before[what]:
            corrections.tell(session, project, who, paper, what, new)
    audit(session, who, "reference", paper, project)


def references_of(entries: Sequence[PaperEntry], references: Sequence[Reference]) -> list[tuple[Reference, str]]:
    """Each reference with the paper of a project it is of; empty where none is told for sure."""
    names = [PaperName(p.id, p.doi, (p.name,), tuple(p.authors), p.year) for p in entries]
    return match_references(references, names, {p.id: p.title or p.name for p in entries})


def perhaps_same(entries: Sequence[PaperEntry]) -> list[tuple[PaperEntry, ...]]:
    """Papers that may be the same, or of one study: the same title, or the same authors and year; not yet joined.

    A group each, since many papers may share a title such as "Introduction".
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(entries):
        if one.title:
            alike.setdefault(("title", _bare(one.title)), []).append(at)
        if one.doi:
            alike.setdefault(("doi", one.doi.casefold()), []).append(at)
        if len(one.authors) > 1:
            alike.setdefault(("by", *one.authors, one.year), []).append(at)
    groups = sorted({tuple(group) for group in alike.values() if len(group) > 1})
    return [
        tuple(entries[at] for at in group) for group in groups
        if len({entries[at].study or entries[at].id for at in group}) > 1
    ]  # fmt: skip


def _bare(title: str) -> str:
    return re.sub(r"\W+", " ", title.casefold()).strip()
