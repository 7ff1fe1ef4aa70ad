"""Work on untrusted files in processes of their own, so that a crash, a hang or a flood costs one file, not the batch.

A small pool of warm workers, each with a memory limit where the system has one. A worker that overruns its time or
dies is replaced, and its item comes back as a `ReadingError`. Results come in the order of the items. Time in which a
worker only waits for a processor does not count: a busy machine refuses no sound file.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar

from thirdorder.nlp.reading.errors import DamagedError, ReadingError, UnsupportedError

SECONDS = 20.0
MEMORY = 1 << 30
STARTING_SECONDS = 120.0
_FREE_BYTES = 10_000_000
_BYTES_A_SECOND = 2_000_000
_SCAN_SECONDS = 30.0
TRIES = 3
"""A process that is killed from outside, or cannot start, says nothing of its item, which is tried again."""
_KILLED = -9  # as Python says that signal 9 ended a process
_WAITED_SECONDS = 0.1  # less than this is how any process waits

# What odd input can raise out of a parser; anything else ends the worker, which comes to the same.
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)

T = TypeVar("T")
R = TypeVar("R")


def allowed_seconds(size: int, scanned: int = 0) -> float:
    """How long one file of that many bytes may take: 20 seconds, one more for every 2 MB above 10 MB, and half a
    minute for each scanned page, which only matters where OCR is installed."""
    return SECONDS + max(0, size - _FREE_BYTES) / _BYTES_A_SECOND + _SCAN_SECONDS * scanned


def isolated(function: Callable[[T], R], item: T, *, name: str, seconds: float = SECONDS, memory: int = MEMORY) -> R:
    """The function's value for one item, found in another process. Raises what `isolated_map` returns as errors."""
    results = isolated_map(function, [item], workers=1, seconds=seconds, memory=memory, name=lambda _: name)
    result = next(iter(results))
    if isinstance(result, ReadingError):
        raise result
    return result


def isolated_map(
    function: Callable[[T], R],
    items: Iterable[T],
    workers: int = 2,
    seconds: float | Callable[[T], float] = SECONDS,
    *,
    memory: int = MEMORY,
    name: Callable[[T], str] = str,
) -> Iterator[R | ReadingError]:
    """The function's value for each item, in order; a `ReadingError` in the place of what failed.

    `function` and the items must be picklable. `seconds` is the limit for one item (or gives it), counted from when a
    warm worker takes it; `memory` is in bytes on top of what the worker needs to start. `name` names an item in errors.
    At most a few items a worker are drawn ahead of the results, so a long batch does not pile up in memory.
    """
    pool: list[_Worker[T, R]] = []
    source = enumerate(items)
    done: dict[int, R | ReadingError] = {}
    give = 0
    exhausted = False
    try:
        while True:
            while give in done:
                yield done.pop(give)
                give += 1
            while not exhausted and len(done) <= 4 * workers:
                worker = next((w for w in pool if w.idle), None)
                if worker is None and len(pool) >= max(1, workers):
                    break
                drawn = next(source, None)
                if drawn is None:
                    exhausted = True
                    break
                if worker is None:
                    worker = _Worker(function, memory)
                    pool.append(worker)
                index, item = drawn
                worker.take(index, item, seconds(item) if callable(seconds) else seconds, name(item))
            busy = [w for w in pool if not w.idle]
            if not busy:
                if give in done:
                    continue
                return
            for worker in _finished(busy):
                done[worker.index] = worker.result
                if worker.dead:
                    pool.remove(worker)
    finally:
        for worker in pool:
            worker.stop()


class Warm(Generic[T, R]):
    """One limited process that is kept for the next item, and replaced when it dies or is out of time.

    For one caller at a time.
    """

    def __init__(self, function: Callable[[T], R], *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._function, self._seconds, self._memory = function, seconds, memory
        self._worker: _Worker[T, R] | None = None

    def start(self) -> None:
        """Start the process now, so that the first item does not wait for it."""
        if self._worker is None:
            self._worker = _Worker(self._function, self._memory)

    def __call__(self, item: T, *, name: str, seconds: float | None = None) -> R:
        """The function's value for an item. Raises what `isolated` raises."""
        limit = self._seconds if seconds is None else seconds
        for left in reversed(range(TRIES)):
            self.start()
            worker = self._worker
            assert worker is not None
            worker.take(0, item, limit, name)
            try:
                while not _finished([worker]):
                    pass
            except BaseException:
                self.stop()
                if worker.lost and left:
                    continue
                raise
            if worker.dead:
                self._worker = None
            if worker.lost and left:
                continue
            if isinstance(worker.result, ReadingError):
                raise worker.result
            return worker.result
        raise AssertionError("the last try returns or raises")

    def stop(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


def _finished(busy: list[_Worker[T, R]]) -> list[_Worker[T, R]]:
    """Wait until a worker answers, dies or runs out of time."""
    now = time.monotonic()
    nearest = min(w.deadline for w in busy)
    ready = set(wait([w.pipe for w in busy], timeout=max(0.0, nearest - now)))
    finished = []
    now = time.monotonic()
    for worker in busy:
        if (worker.pipe in ready and worker.receive(now)) or (
            not worker.idle and now >= worker.deadline and worker.expire()
        ):
            finished.append(worker)
    return finished


@dataclass(frozen=True)
class _Answer(Generic[R]):
    value: R | None = None
    error: ReadingError | None = None
    fault: str = ""
    memory: bool = False


class _Worker(Generic[T, R]):
    """One process and what it is doing."""

    result: R | ReadingError

    def __init__(self, function: Callable[[T], R], memory: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, function, memory), daemon=True)
        self.process.start()
        theirs.close()
        self.warm = False
        self.idle = True
        self.dead = False
        self.stopped = False
        self.lost = False
        self.index = -1
        self.name = ""
        self.seconds = 0.0
        self.deadline = 0.0
        self.queued = 0.0

    def take(self, index: int, item: T, seconds: float, name: str) -> None:
        self.index, self.seconds, self.name = index, seconds, name
        self.idle = False
        self._starts(time.monotonic(), seconds if self.warm else STARTING_SECONDS)
        with contextlib.suppress(OSError):  # a dead worker shows when its answer is read
            self.pipe.send(item)

    def receive(self, now: float) -> bool:
        """Read what the process says; whether its item is finished with."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError) as gone:
            self.process.join(1.0)
            self.lost = not self.warm or self.process.exitcode == _KILLED
            if not self.warm:
                self._end(DamagedError(self.name, ""))
                raise RuntimeError("A worker process could not start; its own message stands above.") from gone
            self._end(DamagedError(self.name, f"{self.name} is damaged: reading it crashed; download it again."))
            return True
        if answer is None:  # it has imported what it needs: time runs from here
            self.warm = True
            self._starts(now, self.seconds)
            return False
        self.idle = True
        if answer.error is not None:
            self.result = answer.error
        elif answer.memory:
            self._end(
                UnsupportedError(self.name, f"{self.name} needs too much memory: split it or reduce its pictures.")
            )
        elif answer.fault:
            error = DamagedError(
                self.name, f"{self.name} is damaged in a way that could not be read: download it again."
            )
            error.add_note(answer.fault)
            self.result = error
        else:
            self.result = answer.value
        return True

    def _starts(self, now: float, seconds: float) -> None:
        self.deadline = now + seconds
        self.queued = _queued_seconds(self.process.pid)

    def expire(self) -> bool:
        """End a process that is out of time, unless it was kept waiting for a processor meanwhile: that much it gets
        on top."""
        queued = _queued_seconds(self.process.pid)
        waited, self.queued = queued - self.queued, queued
        if waited > _WAITED_SECONDS:
            self.deadline += waited
            return False
        message = f"{self.name} could not be read within {self.seconds:.0f} seconds: split it or save it anew."
        self._end(DamagedError(self.name, message))
        return True

    def _end(self, error: ReadingError) -> None:
        self.result = error
        self.idle = self.dead = True
        self.stop()

    def stop(self) -> None:
        if self.stopped:
            return
        self.stopped = True
        self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()


def _queued_seconds(process: int | None) -> float:
    """How long a process has been ready to run without a processor since it started; 0 where the system does not tell
    (Linux does: kernel documentation, scheduler/sched-stats)."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _serve(pipe: Connection, function: Callable[[T], R], memory: int) -> None:
    """A worker: limit itself, say that it is warm, then answer one item after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks, which ends this one
    _limit_memory(memory)
    pipe.send(None)
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_answer(function, item))


def _answer(function: Callable[[T], R], item: T) -> _Answer[R]:
    try:
        return _Answer(value=function(item))
    except ReadingError as error:
        return _Answer(error=error)
    except MemoryError:
        return _Answer(memory=True)
    except _FAULTS:
        return _Answer(fault=traceback.format_exc())


def _limit_memory(memory: int) -> None:
    """Let this process grow by so many bytes; a system without such limits (Windows, macOS) keeps none."""
    try:
        import resource
    except ImportError:
        return
    statm = Path("/proc/self/statm")
    held = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else memory
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (held + memory, hard))
