"""The desk's modules by themselves, in the Node.js that Playwright brings along."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

driver = pytest.importorskip("playwright._impl._driver", reason="Playwright is not installed: make test installs it")
TESTS = sorted((Path(__file__).parents[2] / "desk").glob("*.test.mjs"))


@pytest.mark.parametrize("path", TESTS, ids=lambda p: p.name)
def test_modules(path: Path) -> None:
    node = driver.compute_driver_executable()[0]
    done = subprocess.run([node, "--test", path], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
