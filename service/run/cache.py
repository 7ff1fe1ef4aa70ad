"""What was worked out before: parsed papers and vectors, kept outside any run so that every run finds them."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from functools import cache
from pathlib import Path

import thirdorder.nlp as nlp
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
    """A hash over the pipeline's own source: what an older version of it worked out is not looked up."""
    total = hashlib.sha256()
    root = Path(nlp.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".json") and path.is_file():
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


class Cache:
    """A folder with a file for each parsed paper and one for all vectors."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else default_folder()
        self.vectors = VectorCache(self.folder / "vectors.db")

    def paper(self, key: str) -> Paper | None:
        """A parsed paper, or None where it has not been parsed by this version of the pipeline."""
        path = self._path(key)
        # The folder is the user's own and the key holds the code's digest: pickle is safe here and keeps every bit.
        try:
            found: Paper = pickle.loads(path.read_bytes())
        except (FileNotFoundError, EOFError, pickle.UnpicklingError):
            return None
        return found

    def put_paper(self, key: str, paper: Paper) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(pickle.dumps(paper, protocol=5))
        draft.replace(path)

    def _path(self, key: str) -> Path:
        return self.folder / "papers" / code_digest() / f"{key}.pickle"
