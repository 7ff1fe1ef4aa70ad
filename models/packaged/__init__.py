"""Every file of the models that come in packages, held against its digest before it is used."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from thirdorder.models.errors import ModelError


def check_packaged(name: str, folder: Path) -> None:
    """Look whether a model's files are those that were pinned, by `name.sha256` beside this module.

    Raises `ModelError` naming the first file that is missing or altered.
    """
    pinned = (files(__name__) / f"{name}.sha256").read_text(encoding="utf-8")
    for line in pinned.splitlines():
        digest, _, path = line.partition("  ")
        file = folder / path
        if not file.is_file():
            raise ModelError(f"The model {name} lacks {path}: reinstall its package.")
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != digest:
            raise ModelError(
                f"{path} of the model {name} is not the one that was checked (sha256 {found}): reinstall its package."
            )
