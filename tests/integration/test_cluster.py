"""A real cluster on this machine: the same bytes as without one, workers and schedulers that are killed, bad papers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from thirdorder.models import HashingEncoder
from thirdorder.service.errors import ClusterError
from thirdorder.service.run import cluster
from thirdorder.service.run.cluster import Model

TEXT = """How volunteers in ward {i} lived with work

Methods

We interviewed people in ward {i}.

Findings

Giving back

Volunteers in ward {i} gave something back and it made their illness worth something.

Drawing the line

Nobody had told them in ward {i} where to draw the line between friend and helper.
"""
PAPERS = 12
LIMIT = 900
"""Seconds after which something hangs, on however busy a machine."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny papers, and one that cannot be read."""
    folder = tmp_path_factory.mktemp("corpus")
    for i in range(PAPERS):
        (folder / f"{i:02}.txt").write_text(TEXT.replace("{i}", str(i)))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 cut off here")
    return folder


def start(corpus: Path, out: Path, cache: Path, *more: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "thirdorder.service", "run", str(corpus), "--out", str(out), "--model", "hashing"]
    environment = {**os.environ, "THIRDORDER_CACHE": str(cache)}
    return subprocess.Popen([*words, *more], env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def written(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.name != "log.jsonl"}


@pytest.fixture(scope="module")
def alone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The run without a cluster."""
    folder = tmp_path_factory.mktemp("alone")
    process = start(corpus, folder / "run", folder / "cache")
    _, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 1, said  # broken.pdf is refused
    assert "13 papers: 0 known from before, 13 to read" in said
    return written(folder / "run")


def test_two_workers_give_the_same_bytes(corpus: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    process = start(corpus, tmp_path / "run", tmp_path / "cache", "--workers", "2")
    _, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 1, said
    assert "refused: broken.pdf" in said
    assert written(tmp_path / "run") == alone


@contextmanager
def outside(port: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and two workers in processes of their own, as people start them."""
    dask_command = [sys.executable, "-m", "dask"]
    address = f"tcp://127.0.0.1:{port}"
    plain = ["--no-dashboard", "--host", "127.0.0.1"]
    processes = [subprocess.Popen([*dask_command, "scheduler", *plain, "--port", str(port)], stderr=subprocess.DEVNULL)]
    worker = [*dask_command, "worker", address, "--no-nanny", "--nthreads", "1", *plain]
    processes += [subprocess.Popen(worker, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_a_killed_worker_and_a_killed_scheduler_cost_no_more_than_what_they_held(
    corpus: Path, alone: dict[str, bytes], tmp_path: Path
) -> None:
    port = free_port()
    papers = tmp_path / "cache" / "papers"
    with outside(port) as (scheduler, worker, _):
        process = start(corpus, tmp_path / "run", tmp_path / "cache", "--scheduler", f"tcp://127.0.0.1:{port}")
        assert process.stderr is not None
        until(lambda: list(papers.rglob("*.json")), process)
        worker.send_signal(signal.SIGKILL)
        scheduler.send_signal(signal.SIGKILL)
        _, said = process.communicate(timeout=LIMIT)
    if process.returncode != 1:  # it was not through already
        assert process.returncode == 3, said
        assert re.search(r"is gone; what was done is kept\. Run again to go on\.", said)
    kept = len(list(papers.rglob("*.json")))
    port = free_port()
    with outside(port):
        process = start(corpus, tmp_path / "run", tmp_path / "cache", "--scheduler", f"tcp://127.0.0.1:{port}")
        _, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 1, said
    assert f"13 papers: {kept} known from before" in said or "looked up" in said
    assert written(tmp_path / "run") == alone


def until(true: object, process: subprocess.Popen[str], limit: float = LIMIT) -> None:
    began = time.monotonic()
    while not true():  # type: ignore[operator]
        assert time.monotonic() - began < limit
        if process.poll() is not None:
            return
        time.sleep(0.02)


def test_an_address_where_nobody_answers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WAIT", 1)
    with (
        pytest.raises(
            ClusterError, match=r"No scheduler with a worker answered at tcp://127\.0\.0\.1:1 within 1 seconds"
        ),
        cluster.cluster("tcp://127.0.0.1:1", 1, Model("hashing", False, "cpu", HashingEncoder.revision)),
    ):
        pass


def test_a_scheduler_whose_workers_are_all_gone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    model = Model("hashing", False, "cpu", "1")
    with outside(port) as (_, *workers), cluster.cluster(f"tcp://127.0.0.1:{port}", 1, model) as engine:
        monkeypatch.setattr(cluster, "WAIT", 2)
        for worker in workers:
            worker.kill()
        with pytest.raises(ClusterError, match=r"All workers are gone; what was done is kept\. Start some"):
            list(engine.each(lambda part: (sorted, part), ["a"], [range(1)]))


def test_an_item_that_ends_worker_after_worker_costs_itself_alone() -> None:
    items = ["a", "poison", "b", "c"]

    def call(part: list[str]) -> tuple[Any, ...]:
        return (os._exit, 1) if "poison" in part else (sorted, part)

    with cluster.cluster(None, 2, Model("hashing", False, "cpu", "1")) as engine:
        found = sorted(engine.each(call, items, [range(2), range(2, 4)]))
    assert found == [([0], ["a"]), ([1], []), ([2, 3], ["b", "c"])]


def test_dask_is_imported_only_where_a_cluster_is_asked_for() -> None:
    code = (
        "import sys; from thirdorder.service.commands import run; from thirdorder.service.run import job, inputs, plan;"
        "assert not {'dask', 'distributed'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
