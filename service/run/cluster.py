"""Reading and encoding spread over the workers of a Dask cluster. Imported only where one is asked for.

Batches of papers go out with their bytes, and what comes back is kept by content hash in this machine's cache: workers
need no shared disk, and a run that was stopped goes on where it was. A worker that is lost costs the batches it held; a
paper that ends its worker again and again is refused by itself.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from thirdorder.models import Encoder, load_encoder
from thirdorder.nlp.document import Paper
from thirdorder.nlp.reading.errors import DamagedError, ReadingError
from thirdorder.nlp.vectors import LOOKED_UP, Progress, Vectors, VectorStore, content_key
from thirdorder.service.errors import ClusterError
from thirdorder.service.run.cache import code_digest
from thirdorder.service.run.isolation import Warm
from thirdorder.service.run.reading import Task, name, read_paper, seconds

PAPERS, BYTES, TEXTS = 8, 8_000_000, 64
"""Of one batch: papers at most, bytes at most (one paper may have more), texts to encode."""
AHEAD = 2
"""Batches that wait at each worker, so that none is idle and little is lost with it."""
WAIT = 60
"""Seconds to wait for a scheduler, and for its first worker."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Model:
    """Which encoder workers load, as `load_encoder` is asked for it, and the revision that it must be of."""

    name: str
    multilingual: bool
    device: str
    revision: str


class Spread:
    """The engine over a Dask client. Raises `ClusterError` where scheduler or workers are gone or not of this code."""

    def __init__(self, client: Any, model: Model, address: str = "") -> None:
        self._client, self._model, self._address = client, model, address

    def read(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Paper | ReadingError]]:
        code = code_digest()
        for rows, values in self.each(lambda ts: (read_batch, [_carried(t) for t in ts], code), tasks, _cut(tasks)):
            yield from zip(rows, values, strict=True) if values else [(rows[0], _refused(tasks[rows[0]]))]

    def encode(self, texts: Sequence[str], encoder: Encoder, store: VectorStore, progress: Progress) -> None:
        wanted = {content_key(t): t for t in texts}
        keys = list(wanted)
        for start in range(0, len(keys), LOOKED_UP):
            for known in store.get(encoder.revision, keys[start : start + LOOKED_UP]):
                del wanted[known]
        keys = list(wanted)
        progress("vectors", 0, len(keys))
        batches = [range(i, min(i + TEXTS, len(keys))) for i in range(0, len(keys), TEXTS)]
        done, code = 0, code_digest()
        for rows, vectors in self.each(
            lambda part: (encode_batch, [wanted[k] for k in part], self._model, code), keys, batches
        ):
            if not vectors:
                raise ClusterError("Encoding ends its workers: give them more memory, or leave --device out.")
            store.put(encoder.revision, {keys[row]: vector for row, vector in zip(rows, vectors, strict=True)})
            done += len(rows)
            progress("vectors", done, len(keys))

    def each(
        self, call: Callable[[list[T]], tuple[Any, ...]], items: Sequence[T], batches: Sequence[range]
    ) -> Iterator[tuple[list[int], list[Any]]]:
        """Numbers of items with their values, a batch at a time as they come; one item alone and no value where it
        ended its worker.

        `call` makes of some items a function and its arguments; the function gives a value for each.
        """
        from distributed import KilledWorker

        waiting, suspects = deque(list(b) for b in batches), deque[list[int]]()
        flying: dict[Any, list[int]] = {}

        def send(rows: list[int]) -> None:
            flying[self._client.submit(*call([items[i] for i in rows]), pure=False)] = rows

        try:
            while waiting or flying or suspects:
                most = AHEAD * max(len(self._client.nthreads()), 1)
                while waiting and len(flying) < most:
                    send(waiting.popleft())
                alone = not flying
                if alone:
                    send(suspects.popleft())
                future = self._first(flying)
                rows = flying.pop(future)
                try:
                    values = future.result()
                except KilledWorker:
                    if not alone:  # Dask blames all that waited at a worker for its end: each is tried by itself
                        suspects.extend([row] for row in rows)
                        continue
                    values = []
                yield rows, values
        except (CancelledError, OSError, TimeoutError) as error:  # what a client raises that lost its scheduler
            where = f"The scheduler at {self._address}" if self._address else "The local cluster"
            raise ClusterError(f"{where} is gone; what was done is kept. Run again to go on.") from error
        finally:
            for future in flying:
                future.cancel()

    def _first(self, flying: Collection[Any]) -> Any:
        """The first of these that is done. Raises `ClusterError` where for WAIT seconds no worker was there."""
        from distributed import wait

        while True:
            there = bool(self._client.nthreads())
            try:
                return min(wait(list(flying), timeout=WAIT, return_when="FIRST_COMPLETED").done, key=lambda f: f.key)
            except TimeoutError:
                if not there and not self._client.nthreads():
                    raise ClusterError(
                        "All workers are gone; what was done is kept. Start some and run again to go on."
                    ) from None


@contextmanager
def cluster(scheduler: str | None, workers: int, model: Model) -> Iterator[Spread]:
    """The engine over the scheduler at an address, or over so many workers of this machine until the block ends."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError("Clusters need Dask: pip install 'thirdorder[cluster]'.") from error
    quiet = {"distributed.worker.daemon": False, "distributed.logging.distributed": "error"}
    with ExitStack() as open_:
        open_.enter_context(dask.config.set(quiet))
        try:
            if scheduler is None:
                local = LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0,
                    host="127.0.0.1", silence_logs="CRITICAL",
                )  # fmt: skip
                client = open_.enter_context(Client(open_.enter_context(local), timeout=WAIT))
            else:
                client = open_.enter_context(Client(scheduler, timeout=WAIT))
            client.wait_for_workers(1, timeout=WAIT)
        except (OSError, ValueError, TimeoutError) as error:
            where = scheduler or "this machine"
            problem = f"No scheduler with a worker answered at {where} within {WAIT} seconds"
            raise ClusterError(f"{problem}: start both, or check the address.") from error
        yield Spread(client, model, scheduler or "")


# --- on the workers ------------------------------------------------------------------------------------------------


def read_batch(tasks: Sequence[Task], code: str) -> list[Paper | ReadingError]:
    """On a worker: the paper of each task, or why there is none; each is read in a warm process beside the worker."""
    _same(code)
    return [_read(task) for task in tasks]


def encode_batch(texts: Sequence[str], model: Model, code: str) -> list[Vectors]:
    """On a worker: the vector of each text."""
    _same(code)
    encoder = _encoder(model.name, model.multilingual, model.device)
    if encoder.revision != model.revision:
        raise ClusterError(
            f"A worker's model is {encoder.revision} and this machine's is {model.revision}: install the same on both."
        )
    return list(np.ascontiguousarray(encoder.encode(texts)))


_HERE = threading.local()


def _read(task: Task) -> Paper | ReadingError:
    if not hasattr(_HERE, "warm"):
        _HERE.warm = Warm(read_paper)
    try:
        paper: Paper = _HERE.warm(task, name=name(task), seconds=seconds(task))
    except ReadingError as error:
        return error
    return paper


@lru_cache(maxsize=1)
def _encoder(model: str, multilingual: bool, device: str) -> Encoder:
    return load_encoder(model, multilingual=multilingual, device=device)


def _same(code: str) -> None:
    """Raise `ClusterError` where this worker cannot do the same as the machine that asks."""
    if code_digest() != code:
        raise ClusterError("A worker runs another version of thirdorder: install the same on all machines.")
    if multiprocessing.current_process().daemon:
        raise ClusterError(
            "A worker may not start the process that reads: start workers with DASK_DISTRIBUTED__WORKER__DAEMON=False"
            " in their environment, or with --no-nanny."
        )


# --- tasks ---------------------------------------------------------------------------------------------------------


def _cut(tasks: Sequence[Task]) -> list[range]:
    """Batches of at most PAPERS tasks and BYTES bytes."""
    starts, held = [0], 0
    for i, (source, _) in enumerate(tasks):
        size = sum(file.size for file in source.files)
        if i > starts[-1] and (i - starts[-1] >= PAPERS or held + size > BYTES):
            starts.append(i)
            held = 0
        held += size
    return [range(a, b) for a, b in pairwise([*starts, len(tasks)]) if b > a]


def _carried(task: Task) -> Task:
    """A task whose files are bytes and no paths, so that a worker elsewhere can read it."""
    source, password = task
    pages = replace(source.pages, place=source.pages.load()) if source.pages is not None else None
    return replace(source, file=replace(source.file, place=source.file.load()), pages=pages), password


def _refused(task: Task) -> ReadingError:
    what = name(task)
    return DamagedError(what, f"{what} ends every worker that reads it: download it again, or leave it out.")
