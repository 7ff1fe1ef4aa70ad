"""The one thing the pipeline asks of a model: texts in, rows of unit length out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors. On a CPU a vector depends on its text and `revision` alone, never on its batch.

    On another `device` texts go in batches, whose sizes may change the last bits of a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str:
        """Identifies the weights and any device but the CPU: encoders of one revision give the same vectors."""
        ...

    @property
    def device(self) -> str:
        """What it computes on: "cpu", or as PyTorch calls it ("cuda", "cuda:1", "mps")."""
        ...

    @property
    def dimensions(self) -> int: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes the model was trained for; ("*",) for a multilingual one."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (len(texts), dimensions), each row of unit length."""
        ...

    def windows(self, text: str) -> int:
        """How many windows the text is read in; more than one where it is longer than the model reads at once."""
        ...


class HashingEncoder:
    """Words hashed to signed axes: deterministic, needs no weights, good enough to try the machinery with.

    Texts that share words are close; it knows no synonyms. Meant for tests and dry runs, never for results.
    """

    name = "hashing"
    revision = "hashing-1"
    device = "cpu"
    languages = ("*",)

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                h = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                out[row, h % self.dimensions] += 1.0 if h >> 63 else -1.0
            if not out[row].any():
                out[row, 0] = 1.0
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        return out

    def windows(self, text: str) -> int:  # noqa: ARG002 - reads any length at once
        return 1
