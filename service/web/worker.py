"""The worker: takes a job, does what the command line does over every uploaded paper, and writes the run folder."""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.process import BaseProcess

from thirdorder.models import Encoder, load_encoder
from thirdorder.service.errors import expected_errors
from thirdorder.service.folder.events import about_themes, read_events
from thirdorder.service.folder.files import finished
from thirdorder.service.folder.write import earlier_themes, header, write_run
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.job import Outcome, do
from thirdorder.service.web.learning import learn_again
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store
from thirdorder.service.web.workspace import Workspace


def start_worker(settings: Settings) -> BaseProcess:
    """A process of its own, so that a page is answered while papers are read; it ends with its parent."""
    process = multiprocessing.get_context("spawn").Process(
        target=work, args=(settings, os.getpid()), name="thirdorder-worker", daemon=False
    )
    process.start()
    return process


def work(settings: Settings, parent: int) -> None:
    """Serve jobs while the parent lives. The encoder is loaded once, when the first job needs it."""
    store, cache = Store(settings.database), Cache(settings.data / "cache")
    encoder: Encoder | None = None
    while os.getppid() == parent:
        job = store.take_job()
        if job is None:
            time.sleep(0.3)
            continue
        encoder = encoder or load_encoder(settings.model)
        (run_job if job.kind == "run" else learn_job)(settings, store, cache, encoder, job.id)


def run_job(settings: Settings, store: Store, cache: Cache, encoder: Encoder, job: int) -> None:
    """One job from taken to ended; what can be said in a sentence is kept with the job, and the worker lives on."""
    workspace = Workspace(settings)
    gathered = workspace.gather()
    for source in gathered.sources:
        if (row := store.paper(source.file.sha256[:16])) is not None and row.state == "waiting":
            store.set_paper(row.id, "reading")
    earlier, continues = earlier_themes(settings.run)
    inputs = gathered.inputs(earlier, about_themes(read_events(settings.run)))
    head = header(inputs, gathered.hashes, encoder, workspace.run_settings(gathered), continues)
    try:
        outcome = do(
            inputs,
            encoder,
            head.settings,
            cache,
            workers=settings.workers,
            progress=lambda stage, done, total: store.report(job, stage, done, total),
        )
        write_run(settings.run, outcome, head, title=gathered.title, notice=gathered.notice)
        _note(store, outcome)
        finished(settings.run).log("run", job=job)
        if store.changes():
            _learn(settings, store, cache, encoder, job)
        store.end_job(job)
    except expected_errors() as error:
        _refuse_all(store, str(error))
        store.end_job(job, str(error))


def learn_job(settings: Settings, store: Store, cache: Cache, encoder: Encoder, job: int) -> None:
    """Learn again from what people decided; the run stays as it is."""
    try:
        _learn(settings, store, cache, encoder, job)
        store.end_job(job)
    except expected_errors() as error:
        store.end_job(job, str(error))


def _learn(settings: Settings, store: Store, cache: Cache, encoder: Encoder, job: int) -> None:
    learn_again(
        settings, store, encoder, cache.vectors, lambda stage, done, total: store.report(job, stage, done, total)
    )


def _note(store: Store, outcome: Outcome) -> None:
    """What became of each paper, for the list of papers."""
    for paper in outcome.result.papers:
        store.set_paper(paper.id, "read", title=paper.metadata.title, pages=paper.document.pages)
    reasons = {r.name: r.reason for r in outcome.refusals}
    for row in store.papers():
        if row.name in reasons:
            store.set_paper(row.id, "refused", reason=reasons[row.name])


def _refuse_all(store: Store, reason: str) -> None:
    for row in store.papers():
        if row.state in ("waiting", "reading"):
            store.set_paper(row.id, "refused", reason=reason)
