"""A run on disk whole or not at all: written beside the old one, then put in its place; every file with its digest.

`.next` in the run folder is a run that is being written. With a run.json in it, it is finished and only waits to be put
in place, which is done at the next look if this process is killed meanwhile; without one, it is thrown away.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.columns import PATTERN
from thirdorder.service.folder.files import File, Folder
from thirdorder.service.folder.shapes import Sum
from thirdorder.service.language_model.replies import Replies

NEXT = ".next"
HEAD = "run.json"


def begin(path: Path) -> Folder:
    """An empty folder beside the run that stands, to write the next one to."""
    finish(path)
    (path / NEXT).mkdir(parents=True)
    return Folder(path / NEXT)


def sums(path: Path) -> dict[str, Sum]:
    """Size and sha256 of every file of a run but run.json."""
    return {p.name: _sum(p) for p in sorted(path.iterdir()) if p.is_file() and p.name != HEAD}


def finish(path: Path) -> None:
    """Put a finished next run in its place, file by file; run.json last. May be broken off and begun again."""
    waiting = path / NEXT
    if not waiting.is_dir():
        return
    if (waiting / HEAD).is_file():
        named = Folder(waiting).head.files
        known = {f.name for f in vars(Folder).values() if isinstance(f, File)} | {p.name for p in path.glob(PATTERN)}
        for name in sorted(known - named.keys() - {HEAD}):
            (path / name).unlink(missing_ok=True)
        for name in sorted(named):
            if (waiting / name).is_file():
                (waiting / name).replace(path / name)
        (waiting / HEAD).replace(path / HEAD)
        _sync(path)
    shutil.rmtree(waiting)


def damaged(path: Path) -> tuple[str, ...]:
    """The files of a finished run that are missing, cut or altered, by name; none where there is no run."""
    try:
        head = Folder(path).head
    except RunFolderError:
        return (HEAD,) if (path / HEAD).is_file() else ()
    return tuple(name for name, kept in head.files.items() if not _fits(path / name, kept))


def answered(path: Path) -> bool:
    """Whether a run asked all that it had to ask of a language model, if any, and still keeps the answers."""
    try:
        made = Folder(path).interpretation
    except RunFolderError:
        return False
    return made is None or (not made.unanswered and Replies(path).holds(made.replies))


def settle(path: Path) -> None:
    """Let everything written so far reach the disk, before run.json says that it is there."""
    for file in path.iterdir():
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
    _sync(path)


def _fits(path: Path, kept: Sum) -> bool:
    return path.is_file() and path.stat().st_size == kept.size and _sum(path) == kept


def _sum(path: Path) -> Sum:
    with path.open("rb") as file:
        return Sum(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _sync(path: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
