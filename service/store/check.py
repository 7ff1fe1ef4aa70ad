"""Whether everything that the database speaks of is there, whole and as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from thirdorder.service.errors import StoreError
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import load_pinned
from thirdorder.service.store.schema import CodingRow, PaperRow


def check(database: Database, files: Files, project: int | None = None) -> Iterator[str]:
    """A sentence for everything that is missing, damaged or does not fit, in all projects or one; else nothing."""
    with database.reading() as session:
        if database.is_sqlite:
            said = session.execute(text("PRAGMA integrity_check")).scalars().all()
            if said != ["ok"]:
                yield f"The database is damaged ({said[0]}): restore a backup."
        papers = select(PaperRow).order_by(PaperRow.project, PaperRow.id)
        if project is not None:
            papers = papers.where(PaperRow.project == project)
        for paper in session.scalars(papers):
            where = f"Project {paper.project}, {paper.name}"
            original = files.paper(paper.project, paper.sha256)
            if not original.is_file():
                yield f"{where}: its file is missing; restore a backup or upload it again."
            elif _digest(original) != paper.sha256:
                yield f"{where}: its file is damaged; restore a backup or upload it again."
            if paper.text_sha256:
                yield from _text(session, files, paper, where)
        unplaced = select(CodingRow).where(CodingRow.unplaced, CodingRow.removed_at.is_(None))
        if project is not None:
            unplaced = unplaced.where(CodingRow.project == project)
        for row in session.scalars(unplaced):
            yield f"Project {row.project}, paper {row.paper}: coding {row.id} found no place in the text read anew."


def _text(session: Session, files: Files, paper: PaperRow, where: str) -> Iterator[str]:
    try:
        whole = load_pinned(files.text(paper.project, paper.text_sha256)).paper.document.text
    except StoreError as error:
        yield f"{where}: {error}"
        return
    codings = select(CodingRow).where(
        CodingRow.project == paper.project, CodingRow.paper == paper.id, CodingRow.start.is_not(None),
        ~CodingRow.unplaced,
    )  # fmt: skip
    for row in session.scalars(codings):
        if row.start is not None and row.end is not None and whole[row.start : row.end] != row.quote:
            yield f"{where}: coding {row.id} does not stand on its words; restore a backup."


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            total.update(chunk)
    return total.hexdigest()
