from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from thirdorder.service.cli import COMMANDS, Failure, cli

HEAVY = {"torch", "spacy", "umap", "sklearn", "fastapi", "sentence_transformers", "numba", "scipy", "pdfplumber"}


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_help_answers_at_once_and_shows_an_example(arguments: list[str]) -> None:
    code = (
        "import sys; from thirdorder.service.cli import main; sys.argv[1:] = %r\n"
        "try: main()\nexcept SystemExit as end: assert not end.code, end.code\n"
        "print('LOADED', sorted(set(sys.modules) & %r))"
    )
    done = subprocess.run([sys.executable, "-c", code % (arguments, HEAVY)], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
    assert "Example" in done.stdout
    assert "thirdorder " in done.stdout


def test_every_command_is_listed() -> None:
    shown = CliRunner().invoke(cli, ["--help"]).output
    assert all(name in shown for name in COMMANDS)


def test_wrong_use_is_two() -> None:
    for wrong in (["nonsense"], ["parse"], ["parse", "no-such-file.pdf"], ["run", "x"]):
        assert CliRunner().invoke(cli, wrong).exit_code == 2


def test_nothing_could_be_done_is_three_and_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "thirdorder.service", "run", str(tmp_path / "empty"), "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.strip().splitlines()[-1].startswith("thirdorder: ")
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "thirdorder.service", "run", str(tmp_path), "--out", str(tmp_path / "out"), "--debug"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" in done.stderr


def test_an_expected_error_becomes_a_failure(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["run", str(tmp_path), "--out", str(tmp_path / "o")], standalone_mode=False)
    assert isinstance(result.exception, Failure)
    assert result.exception.exit_code == 3
