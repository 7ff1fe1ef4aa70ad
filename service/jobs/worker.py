"""A worker process: takes jobs, does them, and lives on whatever happens in one of them."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thirdorder.service.errors import expected_errors
from thirdorder.service.jobs.queue import end, heard, report, take
from thirdorder.service.run.isolation import Warm
from thirdorder.service.store.database import Database, database_url
from thirdorder.service.store.files import Files
from thirdorder.service.store.row_numbers import take_lane
from thirdorder.service.store.values import Job

if TYPE_CHECKING:
    from thirdorder.models import Encoder

log = logging.getLogger("thirdorder.worker")
KINDS: dict[str, tuple[str, ...]] = {"reader": ("read", "anew", "codings"), "thinker": ("learn", "themes", "export")}
"""What each kind of worker does: reading never waits for themes."""
PAUSE = 0.2
HEARTBEAT = 5.0


class CancelledError(Exception):
    """Somebody gave the job up, or another worker has it."""


@dataclass(frozen=True)
class Worker:
    """What a worker process needs to know; sent to it when it starts."""

    name: str
    kind: str
    data: Path
    url: str
    model: str
    parent: int
    lane: int
    """Where its rows are numbered: see `store.numbers`."""


def work(worker: Worker) -> None:
    """Serve jobs while the parent lives."""
    from thirdorder.service.jobs.logs import log_to

    log_to(worker.data)
    take_lane(worker.lane)
    database, files = Database(database_url(worker.data, worker.url)), Files(worker.data)
    do = _doer(worker, database, files)
    beat = threading.Thread(target=_beat, args=(worker, database, do), daemon=True)
    beat.start()
    while os.getppid() == worker.parent:
        try:
            with database.writing() as session:
                job = take(session, KINDS[worker.kind], worker.name)
        except Exception:
            log.exception("The queue cannot be reached; trying again.")
            time.sleep(2)
            continue
        if job is None:
            time.sleep(PAUSE)
            continue
        run_job(do, database, worker.name, job)


class Doer:
    """Does jobs of a kind; what is slow to start is started once."""

    job: Job | None = None
    stage: tuple[str, int, int] = ("", 0, 0)

    def __init__(self, worker: Worker, database: Database, files: Files) -> None:
        self.worker, self.database, self.files = worker, database, files
        self._encoder: Encoder | None = None
        self._reader: Warm[Any, Any] | None = None

    def warm(self) -> None:
        """Start what the first job would wait for."""
        if self.worker.kind == "reader":
            self.reader.start()
        else:
            _ = self.encoder

    @property
    def reader(self) -> Warm[Any, Any]:
        if self._reader is None:
            from thirdorder.service.jobs.read_paper import reader

            self._reader = reader()
        return self._reader

    @property
    def encoder(self) -> Encoder:
        if self._encoder is None:
            from thirdorder.models import load_encoder

            self._encoder = load_encoder(self.worker.model)
        return self._encoder

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say how far the job is. Raises `CancelledError` where it is to be given up."""
        last, self.stage = self.stage, (stage, done, total)
        if self.job is None or (last[0] == stage and done not in (0, total) and done % 10):
            return
        with self.database.writing() as session:
            if not report(session, self.job.id, self.worker.name, stage, done, total):
                raise CancelledError

    def __call__(self, job: Job) -> None:
        database, files, name = self.database, self.files, self.worker.name
        match job.kind:
            case "read":
                from thirdorder.service.jobs.read_paper import do_read

                do_read(database, files, job, name, self.reader)
            case "anew":
                from thirdorder.service.jobs.read_paper import do_anew

                do_anew(database, files, job, name, self.reader)
            case "codings":
                from thirdorder.service.jobs.place_codings import do_place

                do_place(database, files, job, name)
            case "learn":
                from thirdorder.service.jobs.learn import do_learn

                do_learn(database, files, job, name, self.encoder, self.progress)
            case "themes":
                from thirdorder.service.jobs.themes import do_themes

                do_themes(database, files, job, name, self.encoder, self.progress)
            case other:
                raise ValueError(f"no worker does {other}")


def run_job(do: Doer, database: Database, name: str, job: Job) -> None:
    """One job from taken to ended: done, given up, refused with its sentence, or failed with one and a log."""
    do.job = job
    error, cancelled = "", False
    try:
        do(job)
    except CancelledError:
        cancelled = True
    except expected_errors() as refused:
        error = str(refused)
    except Exception:
        log.exception("job %s (%s) failed", job.id, job.kind)
        error = f"Something went wrong that nobody foresaw (job {job.id}): the log says what. Try again, or report it."
    finally:
        do.job, do.stage = None, ("", 0, 0)
    while error or cancelled:
        try:
            with database.writing() as session:
                end(session, job.id, name, error, cancelled=cancelled)
                if error and job.kind == "read":
                    from thirdorder.service.store.papers import set_state

                    set_state(session, job.project, job.paper, "refused", error)
            return
        except Exception:
            log.exception("The end of job %s could not be kept; trying again.", job.id)
            time.sleep(2)


def _doer(worker: Worker, database: Database, files: Files) -> Doer:
    do = Doer(worker, database, files)
    _quietly(do.warm)()
    return do


def _quietly(function: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        try:
            function()
        except Exception:
            log.exception("A worker could not be warmed up.")

    return call


def _beat(worker: Worker, database: Database, do: Doer) -> None:
    """Say that the worker lives, and keep the lease of what it does. Ends with the process."""
    while os.getppid() == worker.parent:
        try:
            with database.writing() as session:
                heard(session, worker.name, KINDS[worker.kind])
                if (job := do.job) is not None:
                    report(session, job.id, worker.name, *do.stage)
        except Exception:
            log.exception("A heartbeat was lost.")
        time.sleep(HEARTBEAT)
    os._exit(0)  # the server is gone: what was being done is taken over when it is back
