"""Typesetters of other makers, run on one source in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

LONGEST = 240  # seconds for one run of one program


class MissingProgramError(Exception):
    """The program that sets these layouts is not installed."""


class FailedProgramError(Exception):
    """The program ran and left no PDF."""


def found(names: Sequence[str]) -> str:
    """The first of these programs that is installed. Raises MissingProgramError, which says what is missing."""
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    raise MissingProgramError(f"{' or '.join(names)} is not installed, so its layouts are left out.")


def styles(names: Sequence[str]) -> None:
    """Check that LaTeX has these style files. Raises MissingProgramError, which says what is missing."""
    said = subprocess.run([found(("kpsewhich",)), *names], capture_output=True, text=True, check=False).stdout
    missing = [name for name in names if f"/{name}" not in said]
    if missing:
        raise MissingProgramError(f"LaTeX lacks {', '.join(missing)}, so its layouts are left out.")


def run(command: Sequence[str], source: str, name: str, *, times: int = 1) -> bytes:
    """Write `source` to a file of that name, run the command beside it, and give the PDF it leaves there.

    `{folder}` in the command becomes the path of that folder. Raises FailedProgramError.
    """
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        (Path(folder) / name).write_text(source, encoding="utf-8")
        fixed = {"SOURCE_DATE_EPOCH": "1577836800", "FORCE_SOURCE_DATE": "1"}
        said = b""
        for _ in range(times):
            try:
                done = subprocess.run(
                    [part.format(folder=folder) for part in command], cwd=folder, env=os.environ | fixed,
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LONGEST,
                    check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired as error:
                raise FailedProgramError(f"{command[0]} took longer than {LONGEST} seconds.") from error
            said = done.stdout
        pdf = (Path(folder) / name).with_suffix(".pdf")
        if not pdf.is_file():
            raise FailedProgramError(f"{command[0]} left no PDF: {said[-400:].decode('utf-8', 'replace')}")
        return pdf.read_bytes()
