"""Themes over the papers of a project: a job of its own, asked for by a person, written as a run folder."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.models import Encoder
from thirdorder.nlp.pipeline import Run
from thirdorder.nlp.review import Theme
from thirdorder.nlp.vectors import Progress
from thirdorder.service.folder.events import about_themes
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.write import earlier_themes, header, write_run
from thirdorder.service.jobs.given_tables import appraisal_rows, study_rows, texts_of
from thirdorder.service.jobs.queue import end, holds
from thirdorder.service.jobs.what_is_asked import steps_of
from thirdorder.service.language_model.client import Client
from thirdorder.service.language_model.endpoint import asked_of, named_for_service
from thirdorder.service.language_model.replies import Replies
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.job import Inputs, do
from thirdorder.service.store.blinding import open_papers, readings, taught_codings
from thirdorder.service.store.codes import nlp_codebook
from thirdorder.service.store.codings import keys_of, nlp_codings
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.people import distinct_names, names
from thirdorder.service.store.projects import project
from thirdorder.service.store.schema import CodeRow
from thirdorder.service.store.theme_changes import events
from thirdorder.service.store.values import Code, Job, Project, value


def do_themes(
    database: Database, files: Files, job: Job, worker: str, encoder: Encoder, progress: Progress
) -> None:  # fmt: skip
    """Gather themes anew. What people decided stays with the passages it was decided on."""
    goal = files.run(job.project)
    with database.reading() as session:
        about = project(session, job.project)
        earlier, continues = earlier_themes(goal)
        inputs = _inputs(session, files, about, earlier)
    settings = Run(
        seed=about.seed, question=about.question, whose=about.whose, order=about.order,
        index=about.index, sampled=about.sampled,
    )  # fmt: skip
    named = named_for_service() if about.language_model and about.machine_allowed else None
    steps = steps_of(about)
    asked = {"language_model": asked_of(named, steps)} if named is not None else {}
    head = header(inputs, asked, encoder, settings, continues)
    cache = Cache(files.cache(job.project))
    client = Client(named, Replies(goal), progress=progress) if named is not None else None
    try:
        outcome = do(inputs, encoder, settings, cache, progress=progress, language_model=client, steps=steps)
    finally:
        cache.vectors.close()
    with database.reading() as session:
        if not holds(session, job.id, worker):
            return
    if about.state != "open":
        # The report is read by all: codes suggested there would be seen by coders of whom nobody noted it.
        outcome = replace(outcome, result=replace(outcome.result, suggestions=()))
    write_run(goal, outcome, head, title=about.title, notice=about.notice)
    Folder(goal).log("run", job=job.id)
    with database.writing() as session:
        end(session, job.id, worker)


def _inputs(session: Session, files: Files, about: Project, earlier: tuple[Theme, ...]) -> Inputs:
    codes = [
        value(Code, r, mine=False)
        for r in session.scalars(select(CodeRow).where(CodeRow.project == about.id, CodeRow.state == "active"))
    ]
    # The report shows how far people agree: before opening it rests on nothing that all may not see.
    opened = open_papers(session, about.id)
    said = nlp_codings(
        [c for c in taught_codings(session, about.id) if c.paper in opened],
        [r for r in readings(session, about.id) if r.paper in opened],
        distinct_names(names(session)),
        keys_of(codes),
    )
    texts = texts_of(session, files, about.id)
    return Inputs(
        papers=texts,
        codebook=nlp_codebook(codes) if codes else None,
        codings=said if codes else (),
        studies=study_rows(session, about.id),
        earlier=earlier,
        events=about_themes(events(session, about.id)),
        appraisal=appraisal_rows(session, about.id),
    )
