"""A client made from the API's description drives a whole review over HTTP, by keys of two people.

openapi-python-client wants other versions of what we rest on, so it lives in an environment of its own (`make test`
makes it): `.venv/client`, or a program on the path.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import PLAIN
from tests.integration.test_killed import Server
from thirdorder.service.store.database import open_database
from thirdorder.service.store.secrets import add_account, add_token

DRIVE = Path(__file__).with_name("drive_review.py")
NAME = "openapi-python-client"


def program() -> Path:
    """The maker of clients. Skips where there is none."""
    own = Path(sys.prefix) / "client" / "bin" / NAME
    found = own if own.is_file() else shutil.which(NAME)
    if not found:
        pytest.skip(f"allowed to skip: {NAME} is not installed: make .venv/client")
    return Path(found)


def test_a_generated_client_drives_a_whole_review(tmp_path: Path) -> None:
    maker = program()
    data = tmp_path / "data"
    data.mkdir()
    database = open_database(data)
    with database.writing() as session:
        people = [add_account(session, n.title(), n, "a long password").id for n in ("ana", "ben")]
        keys = [add_token(session, who, "program") for who in people]
    database.close()
    server = Server(data, "")
    server.start()
    try:
        described = tmp_path / "openapi.json"
        described.write_bytes(server.client.get("/api/v1/openapi.json", timeout=120).content)
        made = tmp_path / "made" / "review_client"
        words = [maker, "generate", "--path", described, "--meta", "none", "--output-path", made]
        path = f"{maker.parent}{os.pathsep}{os.environ['PATH']}"
        told = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path})
        assert told.returncode == 0, told.stdout + told.stderr
        for name, text in (("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting beside"))):
            (tmp_path / name).write_bytes(text)
        given = {
            "url": str(server.client.base_url).rstrip("/"), "keys": keys, "people": people,
            "papers": [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")],
        }  # fmt: skip
        done = subprocess.run(
            [maker.parent / "python", DRIVE, json.dumps(given)], capture_output=True, text=True, check=False,
            env={"PATH": path, "PYTHONPATH": str(made.parent)}, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        found = json.loads(done.stdout)
    finally:
        server.stop()
        server.client.close()
    assert found["read"] == 2
    assert found["blind"] == [0, 0], "each saw the other's codes"
    assert found["differences"] > 0
    assert found["left"] == 0
    assert found["hidden"] == 403, "a reviewer saw coefficients before opening"
    assert set(found["coders"]) == {"Ana", "Ben"}
    assert -1 <= found["kappa"] < 1
    assert "hurry" in found["found"]
    assert found["stale"] == 412
    assert found["extracted"] == "twice"
    assert found["no_project"] == [404, "There is no such project."]
    assert found["codings"].startswith("coder,unit,code")
    assert found["grid"] > 1000
    assert found["checked"] == []
    assert found["backup"] > 1000
