"""Ctrl-C ends a run with a sentence, and the next one goes on; a dry run reads nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

PAPERS = 12


def test_a_stopped_run_says_so_and_goes_on(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for i in range(PAPERS):
        text = f"Findings\n\nGiving back\n\nVolunteers in ward {i} gave something back and it made their days.\n"
        (papers / f"{i}.txt").write_text(text)
    environment = {**os.environ, "THIRDORDER_CACHE": str(tmp_path / "cache")}
    words = [sys.executable, "-m", "thirdorder.service", "run", str(papers), "--out", str(tmp_path / "run")]
    words += ["--model", "hashing"]
    dry = subprocess.run([*words, "--dry-run"], env=environment, capture_output=True, text=True, check=True)
    assert f"{PAPERS} papers: 0 known from before, {PAPERS} to read" in dry.stdout
    assert not (tmp_path / "run").exists()
    process = subprocess.Popen(
        words, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what a script runs behind itself ignores it
    )  # fmt: skip
    assert process.stderr is not None
    said = ""
    while "reading" not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the run and the processes that read for it
    said += process.stderr.read()
    assert process.wait() == 3, said
    assert "Stopped. What was read and encoded is kept: run again to go on." in said
    assert "Traceback" not in said
    again = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "run" / "report.html").is_file()
