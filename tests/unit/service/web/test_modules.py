"""The desk's own modules, under Node's test runner."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from thirdorder.service.web import reader

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="Node is not installed: Debian's package nodejs")
def test_modules() -> None:
    here = Path(__file__).parent / "modules"
    desk = (Path(reader.__file__).parent / "static" / "desk").as_uri()
    done = subprocess.run(
        [str(NODE), "--test", *map(str, sorted(here.glob("*.mjs")))],
        env={**os.environ, "DESK": desk}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
