"""Servers, workers and readers ended by kill -9 at random moments of a busy project: nothing lost, nothing doubled.

Three seeded kills a database; `make soak` makes thirty (KILLS=30).
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from tests.integration.conftest import PLAIN
from thirdorder.corpora import example
from thirdorder.service.store.check import check
from thirdorder.service.store.database import open_database
from thirdorder.service.store.files import Files
from thirdorder.service.store.schema import CodingRow, JobRow

KILLS = int(os.environ.get("KILLS", "3"))
STARTING = 300.0
"""Seconds after which something has hung; a machine at work on other things is slow."""


class Server:
    """The service as people start it."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.url = data, url
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def start(self) -> None:
        words = [
            sys.executable,
            "-m",
            "thirdorder.service",
            "serve",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        words += ["--model", "hashing", *(("--database", self.url) if self.url else ())]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server ended by itself"
            with contextlib.suppress(httpx.HTTPError):
                if self.client.get("/api/v1/health").status_code in (200, 503):
                    self.client.headers["X-CSRF-Token"] = self.client.get("/api/v1/session").json()["csrf"]
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def processes(self) -> dict[str, list[int]]:
        """The server, its workers, and the limited processes under them."""
        assert self.process is not None
        workers = children(self.process.pid)
        readers = [r for w in workers for r in children(w)]
        return {"server": [self.process.pid], "worker": workers, "reader": readers}

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(p) for p in task.read_text().split()]
    return sorted(p for p in found if b"resource_tracker" not in command(p))


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="allowed to skip: needs Linux's /proc")
def test_nothing_is_lost_and_nothing_doubled(url: str, tmp_path: Path) -> None:
    draw = random.Random(7)
    server = Server(tmp_path / "data", url)
    server.start()
    project = server.client.post("/api/v1/projects", json={"title": "Busy"}).json()["id"]
    address = f"/api/v1/projects/{project}"
    server.client.post(f"{address}/papers", files=[("files", ("a.txt", PLAIN))])
    (paper,) = (p["id"] for p in server.client.get(f"{address}/papers").json())
    until = time.monotonic() + STARTING
    while server.client.get(f"{address}/papers/{paper}").json()["state"] != "read":
        assert time.monotonic() < until
        time.sleep(0.2)
    code = server.client.post(f"{address}/codes", json={"name": "Staying"}).json()["id"]

    kept: list[int] = []  # spans of which the server said that they are kept
    tried: set[int] = set()
    ending = threading.Event()

    def code_on() -> None:
        """Somebody who goes on coding, and sends again what was not answered."""
        start = 0
        while not ending.is_set():
            put = {"start": start, "end": start + 5, "code": code}
            tried.add(start)
            try:
                answer = server.client.post(
                    f"{address}/papers/{paper}/codings", json=put, headers={"Idempotency-Key": f"act-{start}"}
                )
            except httpx.HTTPError:
                time.sleep(0.2)
                continue
            if answer.status_code in (200, 201):
                kept.append(start)
                start += 1
                if start + 5 >= 600:
                    return
            elif answer.status_code in (403, 409):
                start += 1 if answer.status_code == 409 else 0  # only white space there, or the server is new
            time.sleep(0.02)

    coder = threading.Thread(target=code_on)
    coder.start()
    sent = 0
    try:
        for kill in range(KILLS):
            text = PLAIN + f"\n\nNote {kill}.".encode()
            files = [("files", (f"{kill}.txt", text)), ("files", ("birth.pdf", example.new_papers()["birth.pdf"]))]
            with contextlib.suppress(httpx.HTTPError):
                sent += server.client.post(f"{address}/papers", files=files).status_code == 202
            time.sleep(draw.uniform(0.0, 1.5))
            kind = ("server", "worker", "reader")[kill % 3]
            found = server.processes()[kind]
            if found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(draw.choice(found), signal.SIGKILL)
            if kind == "server" or server.process is None or server.process.poll() is not None:
                assert server.process is not None
                server.process.wait()
                server.start()
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError):
                jobs = server.client.get(f"{address}/jobs?limit=1000").json()
                if all(j["state"] not in ("waiting", "running") for j in jobs):
                    break
            time.sleep(0.3)
        assert {j["state"] for j in jobs} <= {"done"}, [j for j in jobs if j["state"] != "done"]
        health = server.client.get("/api/v1/health").json()
        assert health["status"] == "ok"
    finally:
        ending.set()
        coder.join()
        server.stop()
        server.client.close()

    database = open_database(tmp_path / "data", url)
    with database.reading() as session:
        spans = session.execute(
            select(CodingRow.start, CodingRow.end, func.count()).group_by(CodingRow.start, CodingRow.end)
        ).all()
        assert all(count == 1 for *_, count in spans), "doubled"
        stands = {start for start, *_ in spans}
        trimmed = {s + len(t) - len(t.lstrip()) for s in kept for t in (PLAIN.decode()[s : s + 5],)}
        assert len(kept) > 3
        assert {s for s in kept if PLAIN.decode()[s] not in " \n"} <= stands | trimmed
        assert stands <= tried | {s + d for s in tried for d in range(5)}
        reads = session.execute(
            select(JobRow.paper, func.count())
            .where(JobRow.kind == "read", JobRow.state == "done")
            .group_by(JobRow.paper)
        ).all()
        assert all(count == 1 for _, count in reads), "read twice"
    assert list(check(database, Files(tmp_path / "data"))) == []
    database.close()


def test_two_hundred_pictures_twelve_at_once(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", "")
    server.start()
    try:
        project = server.client.post("/api/v1/projects", json={"title": "Pictures"}).json()["id"]
        files = [("files", item) for item in example.new_papers().items()]
        server.client.post(f"/api/v1/projects/{project}/papers", files=files)
        (paper,) = (p["id"] for p in server.client.get(f"/api/v1/projects/{project}/papers").json())
        address = f"/api/v1/projects/{project}/papers/{paper}/pages"

        statuses = []
        with ThreadPoolExecutor(12) as pool:
            for _ in range(10):
                statuses += pool.map(
                    lambda n: server.client.get(f"{address}/{n % 5 + 1}.png?width={(1, 1200)[n % 2]}").status_code,
                    range(20),
                )
                for path in (tmp_path / "data").glob("projects/*/pictures/*/*.png"):
                    path.unlink()  # drawn anew, not looked up
        assert set(statuses) <= {200, 404}, statuses
        assert statuses.count(200) >= 100
        assert server.client.get("/api/v1/health").json()["status"] == "ok"
    finally:
        server.stop()
        server.client.close()
