"""The packaged review: invented studies on one question, for the first run, the tests and the documentation.

Nothing in it is real and no figure on it says how good anything is (see DATASHEET.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from importlib.resources.abc import Traversable

FOLDERS = ("papers", "new", "gold")
TABLES = (
    "appraisal.csv",
    "codebook.csv",
    "codings.csv",
    "grid.csv",
    "grid.xlsx",
    "question.txt",
    "references.ris",
    "studies.csv",
)


@cache
def files() -> Mapping[str, bytes]:
    """Every file of the review by its path: `papers/*.pdf`, `new/*.pdf`, `gold/*.json` and the tables beside them."""
    root = resources(__name__)
    found = {f"{folder}/{f.name}": f for folder in FOLDERS for f in _below(root / folder)}
    found |= {name: root / name for name in TABLES if (root / name).is_file()}
    return {path: file.read_bytes() for path, file in found.items()}


def papers() -> Mapping[str, bytes]:
    """The coded papers by file name."""
    return _folder("papers")


def new_papers() -> Mapping[str, bytes]:
    """The papers without codings, to suggest codes for, by file name."""
    return _folder("new")


def question() -> str:
    """The review question."""
    return files()["question.txt"].decode().strip()


def _folder(name: str) -> Mapping[str, bytes]:
    return {path.partition("/")[2]: data for path, data in files().items() if path.startswith(f"{name}/")}


def _below(folder: Traversable) -> list[Traversable]:
    return sorted((f for f in folder.iterdir() if not f.name.startswith(".")), key=lambda f: f.name)
