"""Codings that came in a file, placed on the pinned texts: each coder it names becomes one of the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.corpora.cleaning import clean
from thirdorder.corpora.codings import use_keys
from thirdorder.corpora.grid import read_coded
from thirdorder.corpora.placing import place_codings
from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import Coding
from thirdorder.service.jobs.given_tables import studies_of
from thirdorder.service.jobs.queue import ask, end, holds
from thirdorder.service.store.blinding import visible_codebook
from thirdorder.service.store.codes import nlp_codebook
from thirdorder.service.store.codings import AROUND
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import papers, pinned
from thirdorder.service.store.people import coder_named
from thirdorder.service.store.schema import CodeRow, CodingRow, GivenRow, ProjectRow, ReadingRow, now
from thirdorder.service.store.values import Job


def do_place(database: Database, files: Files, job: Job, worker: str) -> None:
    """Place what is not placed yet; what cannot be is said with the file, never dropped."""
    with database.reading() as session:
        given = session.get(GivenRow, (job.project, "codings"))
        read = [p.id for p in papers(session, job.project) if p.text_sha256]
        texts = [pinned(session, files, job.project, key).paper for key in read]
        names = {p.id: (p.name,) for p in papers(session, job.project)}
        studies = studies_of(session, files, job.project)
        book = nlp_codebook(visible_codebook(session, job.project, 0).codes)
    if given is None:
        with database.writing() as session:
            end(session, job.id, worker)
        return
    said, cleaning = clean(read_coded(given.data, given.name), book)
    codings, unknown = use_keys(said, book)
    placed = place_codings(codings, texts, names, studies)
    by_id = {p.id: p for p in texts}
    by_passage = {q.id: (p, q) for p in texts for q in p.passages}
    with database.writing() as session:
        if not holds(session, job.id, worker):
            return
        every = session.scalars(select(CodeRow).where(CodeRow.project == job.project)).all()
        seen = [r for r in every if r.shared or r.maker == given.account]
        codes = {r.name: r.id for r in seen if not r.shared} | {r.key: r.id for r in seen}
        taken = {r.key for r in every}
        # While coding is blind they are proposals of whoever brought them: to others they would tell of codings.
        blind = session.get_one(ProjectRow, job.project).state == "blind"
        for key in unknown:
            if key in codes:
                continue
            row = CodeRow(
                project=job.project, key=key[:200] if key[:200] not in taken else f"{key[:150]}.{given.account}",
                name=key[:500], maker=given.account, state="proposed" if blind else "active", shared=not blind,
            )  # fmt: skip
            session.add(row)
            session.flush()
            codes[key] = row.id
        coders = {name: coder_named(session, name) for name in sorted({c.coder for c in placed.codings})}
        for one in placed.codings:
            paper, start, end_ = _place(one, by_id, by_passage)
            _add(session, job.project, paper, coders[one.coder], codes.get(one.code), start, end_, one)
        kept = session.get_one(GivenRow, (job.project, "codings"))
        kept.said = _said(len(placed.codings), cleaning.lines(), [(u.unit, u.reason) for u in placed.unplaced])
        ask(session, job.project, "learn")
        end(session, job.id, worker)


def _place(
    one: Coding, by_id: Mapping[str, Paper], by_passage: Mapping[str, tuple[Paper, Passage]]
) -> tuple[Paper, int | None, int | None]:
    if one.unit in by_id:
        return by_id[one.unit], one.start, one.end
    paper, passage = by_passage[one.unit]
    if one.start is None or one.end is None:
        return paper, passage.start, passage.end
    return paper, passage.start + one.start, passage.start + one.end


def _add(
    session: Session, project: int, paper: Paper, coder: int, code: int | None, start: int | None, end: int | None,
    one: Coding,
) -> None:  # fmt: skip
    """A coding that is not there yet. Who coded in a paper is taken to have read it, as files of codings mean it."""
    if session.get(ReadingRow, (project, paper.id, coder)) is None:
        session.add(
            ReadingRow(
                project=project, paper=paper.id, coder=coder, state="done", exposure=one.exposure, signed_at=now()
            )
        )
        session.flush()
    if code is None and start is None:
        return
    same = select(CodingRow.id).where(
        CodingRow.project == project, CodingRow.paper == paper.id, CodingRow.coder == coder,
        CodingRow.code == code if code is not None else CodingRow.code.is_(None),
        CodingRow.start == start if start is not None else CodingRow.start.is_(None),
        CodingRow.end == end if end is not None else CodingRow.end.is_(None),
    )  # fmt: skip
    if session.scalar(same.limit(1)) is not None:
        return
    text = paper.document.text
    at, to = (start, end) if start is not None and end is not None else (0, 0)
    session.add(
        CodingRow(
            project=project, paper=paper.id, coder=coder, code=code, start=start, end=end, quote=text[at:to],
            prefix=text[max(0, at - AROUND) : at], suffix=text[to : to + AROUND], exposure=one.exposure, source="file",
        )
    )  # fmt: skip
    session.flush()


def _said(count: int, cleaned: Sequence[str], unplaced: list[tuple[str, str]]) -> str:
    lines = [f"{count} codings are placed.", *cleaned]
    lines += [f"{unit}: {reason}." for unit, reason in dict.fromkeys(unplaced)]
    return "\n".join(lines)
