"""The process that answers pages stays small: what measures, groups and learns is worked on elsewhere."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("scipy", "sklearn", "torch", "spacy", "pypdfium2", "thirdorder.nlp.pipeline", "thirdorder.evaluation")


def test_the_web_process_imports_nothing_that_measures_or_learns() -> None:
    code = f"import sys, thirdorder.service.web.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_the_command_that_serves_imports_no_more() -> None:
    code = f"""
import sys, uvicorn
uvicorn.run = lambda *_, **__: print([m for m in {HEAVY!r} if m in sys.modules])
from thirdorder.service.cli import cli
import tempfile
cli(["serve", "--data", tempfile.mkdtemp()], standalone_mode=False)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
