"""The files of the first version, which kept one review a folder: taken into project 1, then set aside as `earlier`."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.papers import paper_from_dict
from thirdorder.nlp.document import Paper
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.service.run.isolation import isolated
from thirdorder.service.store.codes import take_codebook
from thirdorder.service.store.codings import AROUND
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files, folder, put
from thirdorder.service.store.given_tables import READERS
from thirdorder.service.store.papers import keep_pinned, pin
from thirdorder.service.store.people import coder_named, me
from thirdorder.service.store.schema import (
    AccountRow,
    ChangeRow,
    CodeRow,
    CodingRow,
    GivenRow,
    JobRow,
    PaperRow,
    ProjectRow,
)

OLD = ("papers", "inputs", "run", "learned.json", "cache")
PROJECT = 1


def take_over_files(database: Database, files: Files) -> None:
    """Take over what the first version left in a data folder; nothing where there is nothing."""
    old = files.data / "papers"
    if not old.is_dir() and not (files.data / "inputs").is_dir():
        return
    with database.writing() as session:
        if session.get(ProjectRow, PROJECT) is not None:
            _take(session, files, old)
    aside = folder(files.data / "earlier")
    for name in OLD:
        if (files.data / name).exists() and not (aside / name).exists():
            (files.data / name).rename(aside / name)


def _take(session: Session, files: Files, old: Path) -> None:
    run, inputs = files.data / "run", files.data / "inputs"
    _describe(session, inputs / "about.json")
    texts = {p["id"]: p for p in _lines(run / "papers.jsonl")}
    version = json.loads((run / "run.json").read_bytes()).get("code", "") if (run / "run.json").is_file() else ""
    for row in session.scalars(select(PaperRow).where(PaperRow.project == PROJECT, PaperRow.text_sha256 == "")):
        source = old / row.name
        if not source.is_file():
            row.state, row.reason = "refused", f"{row.name} is no longer in the data folder: upload it again."
            continue
        goal = files.paper(PROJECT, row.sha256)
        if not goal.exists():
            put(goal, source.read_bytes())
        row.size = goal.stat().st_size
        if row.id in texts:
            paper = paper_from_dict(texts[row.id])
            session.flush()
            pin(session, PROJECT, row.id, paper, keep_pinned(files, PROJECT, paper, _sizes(goal, row.media)), version)
            _quote(session, paper)
        elif row.state == "waiting":
            session.add(JobRow(project=PROJECT, kind="read", paper=row.id))
    _given(session, inputs)
    _events(session, run / "events.jsonl")
    if (run / "run.json").is_file() and not files.run(PROJECT).exists():
        folder(files.project(PROJECT))
        shutil.copytree(run, files.run(PROJECT))
    if session.scalar(select(CodeRow.id).where(CodeRow.project == PROJECT).limit(1)) is not None:
        session.add(JobRow(project=PROJECT, kind="learn"))


def _describe(session: Session, path: Path) -> None:
    if path.is_file():
        about = json.loads(path.read_bytes())
        row = session.get_one(ProjectRow, PROJECT)
        for name in ("title", "question", "whose", "notice", "order", "index", "sampled"):
            if about.get(name):
                setattr(row, name, about[name])


def _quote(session: Session, paper: Paper) -> None:
    """The words of each coding, which the first version did not keep; a place that is not in the text is marked."""
    text = paper.document.text
    rows = select(CodingRow).where(CodingRow.project == PROJECT, CodingRow.paper == paper.id, CodingRow.quote == "")
    for row in session.scalars(rows):
        if row.start is None or row.end is None:
            continue
        if row.end > len(text):
            row.unplaced = True
            continue
        row.quote = text[row.start : row.end]
        row.prefix, row.suffix = text[max(0, row.start - AROUND) : row.start], text[row.end : row.end + AROUND]


def _given(session: Session, inputs: Path) -> None:
    who = me(session).id
    for role in READERS:
        path = inputs / f"{role}.csv"
        if path.is_file() and session.get(GivenRow, (PROJECT, role)) is None:
            data = path.read_bytes()
            session.add(GivenRow(project=PROJECT, role=role, name=path.name, data=data, account=who))
            session.flush()
            if role == "codebook":
                take_codebook(session, PROJECT, who, read_codebook(data, path.name))
            if role == "codings":
                session.add(JobRow(project=PROJECT, kind="codings"))


def _events(session: Session, path: Path) -> None:
    if session.scalar(select(func.count()).select_from(ChangeRow).where(ChangeRow.project == PROJECT)):
        return
    for event in _lines(path):
        when = datetime.fromisoformat(event["when"]).replace(tzinfo=None)
        session.add(
            ChangeRow(
                project=PROJECT, seq=event["seq"], who=_who(session, event["who"]), when=when, op=event["op"],
                before=event.get("before"), after=event.get("after"), why=event.get("why", ""), on=[],
            )
        )  # fmt: skip
    session.flush()


def _who(session: Session, name: str) -> int:
    known = session.scalar(select(AccountRow.id).where(AccountRow.name == name, ~AccountRow.active).limit(1))
    alone = session.scalar(select(func.count()).select_from(AccountRow).where(~AccountRow.active)) == 0
    return known if known is not None else me(session).id if alone else coder_named(session, name)


def _lines(path: Path) -> list[Any]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _sizes(path: Path, media: str) -> tuple[tuple[float, float], ...]:
    if media != "pdf":
        return ()
    try:
        return isolated(page_sizes, str(path), name=path.name)
    except ReadingError:
        return ()


def page_sizes(path: str) -> tuple[tuple[float, float], ...]:
    """The sizes of a PDF's pages as shown, in points. Runs in a limited process."""
    from thirdorder.nlp.reading.pdf.opening import open_pdf

    document, _ = open_pdf(Path(path).read_bytes(), path, None)
    try:
        return tuple(document.get_page_size(i) for i in range(len(document)))
    finally:
        document.close()
