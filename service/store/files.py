"""Files inside a project's walls: papers as they came, their pinned texts and the pictures of their pages.

Everything is named by the hash of its content, written whole or not at all, and readable by its owner alone. The same
paper in two projects is two files: nothing tells one project what another holds.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thirdorder.service.errors import StoreError


@dataclass(frozen=True)
class Files:
    """The data folder and where things lie in it."""

    data: Path

    def project(self, project: int) -> Path:
        return self.data / "projects" / str(project)

    def paper(self, project: int, sha256: str) -> Path:
        """The file as it was uploaded."""
        return self.project(project) / "papers" / sha256

    def text(self, project: int, text_sha256: str) -> Path:
        """A pinned text: the paper as JSON; `.npz` beside it holds where its words and pages are."""
        return self.project(project) / "texts" / f"{text_sha256}.json"

    def places(self, project: int, text_sha256: str) -> Path:
        return self.text(project, text_sha256).with_suffix(".npz")

    def picture(self, project: int, sha256: str, page: int, width: int) -> Path:
        return self.project(project) / "pictures" / sha256[:16] / f"{page}-{width}.png"

    def run(self, project: int) -> Path:
        """The latest run over the project's papers."""
        return self.project(project) / "run"

    def cache(self, project: int) -> Path:
        """Vectors and parsed papers of this project."""
        return self.project(project) / "cache"


def folder(path: Path) -> Path:
    """A folder that its owner alone can open. Raises `StoreError` where it cannot be made."""
    if not path.is_dir():
        folder(path.parent)
        try:
            path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path} cannot be written ({error.strerror}): name a folder of your own.") from error
    return path


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises `StoreError` where there is no room or no right to."""
    with draft(path) as waiting:
        waiting.write_bytes(data)


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place when the block ends well."""
    try:
        folder(path.parent)
        handle, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
        os.close(handle)
        waiting = Path(name)
        try:
            yield waiting
            with waiting.open("rb+") as file:
                os.fsync(file.fileno())
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"Nothing could be written to {path.parent} ({error.strerror}): make room or see that it may be written."
        ) from error
