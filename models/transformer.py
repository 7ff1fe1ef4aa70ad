"""Encoders of the sentence-transformers kind. The only module that imports torch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from thirdorder.models.encoder import Vectors
from thirdorder.models.errors import ModelError


class TransformerEncoder:
    """A sentence-transformers model read from a folder.

    Texts go through the network one at a time and in one thread each: padding, batch size and the number of threads
    change the last bits of a result, and a vector must depend on its text alone. On a CPU this costs nothing: several
    texts go side by side instead. A text longer than the model reads at once is read in windows whose vectors are
    averaged.
    """

    def __init__(self, folder: Path, *, name: str, languages: tuple[str, ...], sha256: str | None) -> None:
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise ModelError(f"{folder} has no model.safetensors: give the folder of a sentence-transformers model.")
        found = _sha256(weights)
        if sha256 is not None and found != sha256:
            raise ModelError(
                f"The weights of {name} are not the ones that were checked (sha256 {found}): reinstall them."
            )
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]

        self._torch = torch
        model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()
        self._model = model
        self._tokenizer = model.tokenizer
        self._tokenizing = Lock()
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,))
        torch.set_num_threads(1)
        self.name = name
        self.revision = f"{name}-{found[:16]}"
        self.languages = languages
        self.dimensions: int = model.get_embedding_dimension()
        self._reads: int = model.max_seq_length - 2

    def windows(self, text: str) -> int:
        return len(self._windows(text))

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, vector in enumerate(self._pool.map(self._encode_whole, texts)):
            out[row] = vector
        return out

    def _encode_whole(self, text: str) -> Vectors:
        with self._torch.inference_mode():
            parts = [self._encode_window(part) for part in self._windows(text)]
        vector = np.mean(parts, axis=0) if len(parts) > 1 else parts[0]
        unit: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return unit

    def _encode_window(self, text: str) -> Vectors:
        with self._tokenizing:  # a tokenizer keeps its settings between calls, so threads take turns
            features = self._model.preprocess([text])
        vector: Vectors = self._model.forward(features)["sentence_embedding"][0].numpy()
        return vector

    def _windows(self, text: str) -> list[str]:
        if len(text) < 2 * self._reads:  # a token is rarely shorter than two characters: most texts need no counting
            return [text]
        with self._tokenizing:
            tokens = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets = tokens["offset_mapping"]
        if len(offsets) <= self._reads:
            return [text]
        starts = range(0, len(offsets), self._reads)
        return [text[offsets[i][0] : offsets[min(i + self._reads, len(offsets)) - 1][1]] for i in starts]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
