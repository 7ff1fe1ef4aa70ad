"""Real parts: PDFs of the packaged example, a real database, the command in a process of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from thirdorder.service.jobs.queue import take
from thirdorder.service.jobs.read_paper import reader as paper_reader
from thirdorder.service.jobs.worker import Doer, Worker, run_job
from thirdorder.service.run.isolation import Warm
from thirdorder.service.store.database import Database
from thirdorder.service.store.secrets import add_account
from thirdorder.service.web.app import create_app
from thirdorder.service.web.settings import Settings

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache for all tests of a session, so that a paper is read once."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("THIRDORDER_CACHE")
    os.environ["THIRDORDER_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["THIRDORDER_CACHE"]
    else:
        os.environ["THIRDORDER_CACHE"] = before


@pytest.fixture(scope="session")
def thirdorder(cache: Path) -> Command:  # noqa: ARG001 - set in the environment
    """The command in a process of its own."""

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "thirdorder.service", *map(str, arguments)]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)

    return call


@pytest.fixture(scope="session")
def example_run(thirdorder: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over the packaged example; its scan is refused, so the command ends with 1."""
    out = tmp_path_factory.mktemp("runs") / "example"
    done = thirdorder("run", "example", "--out", out, "--model", "hashing")
    assert done.returncode in (0, 1), done.stderr
    return out


# --- the service -------------------------------------------------------------------------------------------------


class Desk:
    """An application over a data folder, its worker's jobs done here when they are wanted, and browsers over it."""

    def __init__(self, data: Path, url: str, reader: Warm[Any, Any]) -> None:
        self.settings = Settings(data, database=url, model="hashing")
        self.app = create_app(self.settings, with_workers=False)
        self.database: Database = self.app.state.database
        worker = Worker("test", "reader", data, url, "hashing", os.getpid(), lane=1)
        self.do = Doer(worker, self.database, self.app.state.files)
        self.do._reader = reader
        self.client = self.browser()

    def browser(self) -> TestClient:
        """Another browser: the pages' token is sent with every write."""
        client = TestClient(self.app, base_url="http://127.0.0.1")
        client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
        return client

    def signed_in(self, login: str, password: str = "a long password") -> TestClient:
        """The browser of somebody with an account."""
        client = self.browser()
        answer = client.post("/api/v1/session", json={"login": login, "password": password})
        assert answer.status_code == 201, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    def account(self, login: str, **values: Any) -> int:
        """An account with the password `signed_in` knows."""
        with self.database.writing() as session:
            return add_account(session, login.title(), login, "a long password", **values).id

    def work(self, *kinds: str) -> list[str]:
        """Do every job that waits (of these kinds); what was done, in order."""
        done = []
        wanted = kinds or ("read", "codings", "learn", "themes")
        while True:
            with self.database.writing() as session:
                job = take(session, wanted, "test")
            if job is None:
                return done
            run_job(self.do, self.database, "test", job)
            done.append(job.kind)

    def project(self, client: TestClient | None = None, **values: Any) -> str:
        """A new project; its address in the API."""
        answer = (client or self.client).post("/api/v1/projects", json={"title": "Peers", **values})
        assert answer.status_code == 201, answer.text
        return f"/api/v1/projects/{answer.json()['id']}"

    def upload(self, project: str, *files: tuple[str, bytes], client: TestClient | None = None) -> list[str]:
        """Upload papers; their ids."""
        answer = (client or self.client).post(f"{project}/papers", files=[("files", f) for f in files])
        assert answer.status_code == 202, answer.text
        assert answer.json()["refused"] == [], answer.text
        return [p["id"] for p in answer.json()["papers"]]

    def close(self) -> None:
        """Let go of the folder."""
        self.database.close()
        self.app.state.pictures.stop()
        self.app.state.meaning.stop()
        self.app.state.lock.release()


PLAIN = (
    b"Sitting with strangers\n\nAbstract\n\nWe asked ten companions what they do.\n\nMethods\n\nWe spoke twice."
    b'\n\nFindings\n\nStaying put\n\nCompanions said that staying was the work. "You just sit there and you do not'
    b' hurry them," one of them said. Nobody had taught them this, and most had learned it late.\n\n'
    b'Keeping one\'s own story small\n\nThey told little of themselves. "It is their hour, not mine," said another.'
    b" Those who told more were sorry for it afterwards.\n\nDiscussion\n\nStaying is a skill.\n"
)
"""An invented paper in plain text, for tests that need a text and no pages."""


@pytest.fixture(scope="session")
def reader() -> Iterator[Warm[Any, Any]]:
    """One warm process that reads papers, for all tests."""
    warm: Warm[Any, Any] = paper_reader()
    yield warm
    warm.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own (Debian's package), gone after the tests; the URL of its server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(p) for p in (shutil.which("initdb"),) if p
    ]
    if not found:
        pytest.skip("PostgreSQL is not installed: Debian's package postgresql")
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)

    def call(name: str, *arguments: str) -> None:
        groups: list[str] | None = [] if user is not None else None
        words = [str(programs / name), *arguments]
        subprocess.run(words, check=True, capture_output=True, cwd="/", user=user, group=user, extra_groups=groups)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    call("initdb", "-D", data, "-A", "trust", "-U", "tester", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    call("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
    yield f"postgresql+psycopg://tester@127.0.0.1:{port}"
    call("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of each kind: the file of the data folder (""), or a PostgreSQL."""
    if request.param == "sqlite":
        yield ""
        return
    yield from new_database(request.getfixturevalue("postgres"))


def new_database(server: str) -> Iterator[str]:
    """A database on a PostgreSQL server, dropped afterwards."""
    name = f"t{secrets.token_hex(6)}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{server}/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def desk(tmp_path: Path, url: str, reader: Warm[Any, Any]) -> Iterator[Desk]:
    """A service on either database, its jobs done when a test wants them."""
    made = Desk(tmp_path / "data", url, reader)
    yield made
    made.close()


@pytest.fixture
def small_desk(tmp_path: Path, reader: Warm[Any, Any]) -> Iterator[Desk]:
    """A service on SQLite, for what does not depend on the database."""
    made = Desk(tmp_path / "data", "", reader)
    yield made
    made.close()
