"""Real parts: PDFs of the packaged example, a real database, the command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
