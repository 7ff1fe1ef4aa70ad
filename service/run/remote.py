"""Corpora and run folders behind a URL, wherever fsspec reaches (s3://, gs://, sftp:// …): the extra `remote`.

A corpus is read where it lies, a file at a time. A run folder is worked on in a copy on this machine and put back
afterwards, run.json last: a copy that was broken off is found damaged by its digests, and the run is made again.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from thirdorder.service.errors import CorpusError, ServiceError

log = logging.getLogger("thirdorder.remote")
HEAD = "run.json"


def place(name: str) -> Path:
    """A path, or what behaves like one behind a URL. Raises `CorpusError` where the URL cannot be reached."""
    if "://" not in name:
        return Path(name)
    with _reaching(f"{name} cannot be reached"):
        try:
            from upath import UPath
        except ImportError as error:
            raise CorpusError(f"{name}: places behind a URL need pip install 'thirdorder[remote]'.") from error
        found = UPath(name)
        found.exists()
    return cast(Path, found)


@contextmanager
def nearby(name: str, *, exists: bool) -> Iterator[Path]:
    """A copy on this machine of a folder behind a URL until the block ends, then put back.

    What changed meanwhile is put back even where the block fails: all that it left is either whole or to go on from.
    Raises `CorpusError` where it cannot be reached, or where it must exist and does not.
    """
    there = place(name)
    with tempfile.TemporaryDirectory(prefix="thirdorder-") as folder:
        here = Path(folder)
        with _reaching(f"{name} could not be copied here"):
            if exists and not there.exists():
                raise CorpusError(f"There is nothing at {name}.")
            for one in _files(there) if there.exists() else ():
                copy = here / one.relative_to(there).as_posix()
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(one.read_bytes())
        before = _digests(here)
        try:
            yield here
        finally:
            with _reaching(f"The run could not be put to {name}; run again"):
                _put_back(here, there, before)


@contextmanager
def _reaching(problem: str) -> Iterator[None]:
    """The one boundary to other people's protocols, whose errors have no kind in common, as a sentence."""
    try:
        yield
    except ServiceError:
        raise
    except Exception as error:
        log.info("%s", problem, exc_info=True)
        said = " ".join(str(error).split()) or type(error).__name__
        raise CorpusError(f"{problem}: {said.rstrip('.')}.") from error


def _put_back(here: Path, there: Path, before: Mapping[str, str]) -> None:
    after = _digests(here)
    changed = [name for name, digest in after.items() if before.get(name) != digest]
    for name in sorted(changed, key=lambda n: (n == HEAD, n)):
        goal = there / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes((here / name).read_bytes())
    for name in before.keys() - after.keys():
        (there / name).unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.is_file())


def _digests(folder: Path) -> dict[str, str]:
    """The digest of every file but those of a run that is being written."""
    found: dict[str, str] = {}
    for path in sorted(_files(folder)):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(".next/"):
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
