"""Keeps worker processes alive: one that dies is replaced, and what it held is free at once."""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from thirdorder.service.jobs.queue import gone
from thirdorder.service.jobs.worker import Worker, work
from thirdorder.service.store.database import Database
from thirdorder.service.store.schema import WorkerRow

log = logging.getLogger("thirdorder.supervisor")
LOOK = 0.5
SLOTS = {"reader": "reader", "reader 2": "reader", "thinker": "thinker"}
"""Two that read, so that a scan of many pages does not keep others waiting, and one that thinks."""
QUICK = 10.0
"""A worker that dies sooner than so many seconds after its start is replaced more slowly each time."""


class Supervisor:
    """The workers of one server."""

    def __init__(self, database: Database, data: Path, url: str, model: str) -> None:
        self._database, self._data, self._url, self._model = database, data, url, model
        self._workers: dict[str, tuple[Worker, BaseProcess, float]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._deaths: dict[str, int] = dict.fromkeys(SLOTS, 0)
        self.replaced = 0

    def start(self) -> None:
        """Free what a server that was killed left behind, and start one worker of each kind."""
        with self._database.writing() as session:
            for row in session.query(WorkerRow).all():
                gone(session, row.name)
        for slot in SLOTS:
            self._begin(slot)
        self._thread.start()

    def stop(self) -> None:
        """End the workers; what they were doing is done when the server is back."""
        self._stop.set()
        self._thread.join(timeout=10)
        for worker, process, _ in self._workers.values():
            process.terminate()
            process.join(timeout=5)
            if process.is_alive():
                process.kill()
                process.join()
            self._free(worker.name)

    def health(self) -> dict[str, str]:
        """Each kind of worker: alive or dead."""
        return {kind: "alive" if process.is_alive() else "dead" for kind, (_, process, _) in self._workers.items()}

    def _begin(self, slot: str) -> None:
        name = f"{slot.replace(' ', '-')}-{secrets.token_hex(4)}"
        lane = 1 + list(SLOTS).index(slot)  # the server itself has lane 0
        worker = Worker(name, SLOTS[slot], self._data, self._url, self._model, os.getpid(), lane)
        process = multiprocessing.get_context("spawn").Process(target=work, args=(worker,), name=name, daemon=False)
        process.start()
        self._workers[slot] = (worker, process, time.monotonic())

    def _watch(self) -> None:
        while not self._stop.wait(LOOK):
            for kind, (worker, process, began) in list(self._workers.items()):
                if process.is_alive():
                    continue
                log.warning("worker %s died (exit %s) and is replaced", worker.name, process.exitcode)
                quick = time.monotonic() - began < QUICK
                self._deaths[kind] = self._deaths[kind] + 1 if quick else 0
                if quick and self._stop.wait(min(30.0, 0.5 * 2 ** self._deaths[kind])):
                    return
                self._free(worker.name)
                self.replaced += 1
                self._begin(kind)

    def _free(self, name: str) -> None:
        try:
            with self._database.writing() as session:
                gone(session, name)
        except Exception:
            log.exception("what %s held could not be freed", name)
