"""Vectors of texts, looked up before they are computed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from thirdorder.models import Encoder

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much is done and how much there is."""


LOOKED_UP = 4096
"""Vectors looked up at once."""


class VectorStore(Protocol):
    """Keeps vectors by model revision and content hash. What it gives back is what was put in, bit for bit."""

    def get(self, revision: str, keys: Sequence[str]) -> Mapping[str, NDArray[np.float32]]: ...

    def put(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None: ...


class MemoryStore:
    """A vector store that lasts as long as the process."""

    def __init__(self) -> None:
        self._vectors: dict[tuple[str, str], NDArray[np.float32]] = {}

    def get(self, revision: str, keys: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return {k: self._vectors[revision, k] for k in keys if (revision, k) in self._vectors}

    def put(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        self._vectors.update({(revision, k): v for k, v in vectors.items()})


def silent(stage: str, done: int, total: int) -> None:
    """A progress callback that says nothing."""


def content_key(text: str) -> str:
    """The sha256 of a text, by which its vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def encode(
    texts: Sequence[str],
    encoder: Encoder,
    store: VectorStore | None = None,
    progress: Progress = silent,
    stage: str = "vectors",
    batch: int = 64,
) -> Vectors:
    """float32 (len(texts), d), a row a text: looked up in the store, else encoded and stored as it comes."""
    store = store if store is not None else MemoryStore()
    keys = [content_key(t) for t in texts]
    wanted = dict(zip(keys, texts, strict=True))
    row = {k: i for i, k in enumerate(wanted)}
    out = np.zeros((len(wanted), encoder.dimensions), dtype=np.float32)
    distinct, missing = list(wanted), []
    for i in range(0, len(distinct), LOOKED_UP):
        part = distinct[i : i + LOOKED_UP]
        known = store.get(encoder.revision, part)
        for k, vector in known.items():
            out[row[k]] = vector
        missing += [k for k in part if k not in known]
    for i in range(0, len(missing), batch):
        progress(stage, i, len(missing))
        part = missing[i : i + batch]
        fresh = dict(zip(part, encoder.encode([wanted[k] for k in part]), strict=True))
        store.put(encoder.revision, fresh)
        for k, vector in fresh.items():
            out[row[k]] = vector
    progress(stage, len(missing), len(missing))
    return out if len(out) == len(keys) else out[[row[k] for k in keys]]
