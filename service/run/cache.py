"""What was worked out before: parsed papers and vectors, kept outside any run so that every run finds them."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

import thirdorder.nlp as nlp
from thirdorder.corpora.papers import PaperError, pack, unpack
from thirdorder.nlp.document import Paper
from thirdorder.service.run.vectors import VectorCache


def default_folder() -> Path:
    """`THIRDORDER_CACHE`, else the user's cache folder."""
    if named := os.environ.get("THIRDORDER_CACHE"):
        return Path(named)
    home = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return Path(os.environ.get("XDG_CACHE_HOME", home)) / "thirdorder"


@cache
def code_digest() -> str:
    """A hash over the pipeline's source and data: what an older version of it worked out is not looked up."""
    total = hashlib.sha256()
    root = Path(nlp.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


class Cache:
    """A folder with a file for each parsed paper and one for all vectors."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else default_folder()
        self.vectors = VectorCache(self.folder / "vectors.db")

    def paper(self, key: str) -> Paper | None:
        """A parsed paper; None where this version has not parsed it, or its file is not as it was written."""
        try:
            digest, _, data = self._path(key).read_bytes().partition(b"\n")
            return unpack(data) if digest == _digest(data) else None
        except (FileNotFoundError, PaperError):
            return None

    def holds_paper(self, key: str) -> bool:
        """Whether this version has parsed a paper before."""
        return self._path(key).is_file()

    def put_paper(self, key: str, paper: Paper) -> None:
        """Keep a parsed paper: its digest, and the paper in a line of JSON."""
        path, data = self._path(key), pack(paper)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(_digest(data) + b"\n" + data)
        draft.replace(path)

    def _path(self, key: str) -> Path:
        return self.folder / "papers" / code_digest() / f"{key}.json"


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
