"""Every answer kept beside the run: asked once, the same bytes ever after, and there to be audited."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from thirdorder.nlp.language_model.questions import Problem, Question

FOLDER = "replies"
SCHEMA = "thirdorder/reply@1"


@dataclass(frozen=True, slots=True)
class Kept:
    """One question with its answer: what was asked of which model, what it said, what the server calls itself.

    `local` says that the server was the computer of the run.
    """

    model: str
    prompt: str
    attempt: int
    asked: str
    material: str
    reply: str
    problem: Problem
    answered_by: str
    fingerprint: str
    local: bool
    schema: str = SCHEMA


def key_of(model: str, asked: Question) -> str:
    """The sha256 over all that decides an answer: the model, the prompt, its material, the shape, the attempt."""
    decisive = [model, asked.prompt.text, asked.material, asked.schema, asked.most, asked.attempt]
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


class Replies:
    """A folder with a file for each answer, readable by its owner alone and kept out of a repository that the run is
    published in, since it holds text of the papers."""

    def __init__(self, run: Path) -> None:
        self.folder = run / FOLDER

    def get(self, key: str) -> Kept | None:
        """The answer kept under a key; None where there is none or its file is damaged."""
        try:
            return msgspec.json.decode((self.folder / f"{key}.json").read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError):
            return None

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer, whole or not at all."""
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
        draft = self.folder / f".{key}.{os.getpid()}"
        draft.touch(mode=0o600)
        text = json.dumps(asdict(kept), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        draft.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        draft.replace(self.folder / f"{key}.json")

    def holds(self, keys: Iterable[str]) -> bool:
        """Whether all these answers are kept."""
        return all((self.folder / f"{key}.json").is_file() for key in keys)
