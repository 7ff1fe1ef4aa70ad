"""Encoders of the sentence-transformers kind. The only module that imports torch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from thirdorder.models.encoder import Vectors
from thirdorder.models.errors import ModelError
from thirdorder.models.windows import averaged, cores, windows

BATCH_CHARACTERS = 64_000
"""Characters, padding counted, that go to a device other than the CPU at once: about a hundred passages."""


class TransformerEncoder:
    """A sentence-transformers model read from a folder.

    On a CPU texts go through the network one at a time and in one thread each: padding, batch size and the number of
    threads change the last bits of a result, and a vector must depend on its text alone. This costs nothing: several
    texts go side by side instead. On another device they go in batches of like length. A text longer than the model
    reads at once is read in windows whose vectors are averaged.
    """

    def __init__(
        self, folder: Path, *, name: str, languages: tuple[str, ...], sha256: str | None, device: str = "cpu"
    ) -> None:
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
        self.device = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        try:
            torch.zeros(1, device=self.device)
        except (RuntimeError, AssertionError) as error:  # PyTorch built without it, or no such device on this machine
            raise ModelError(
                f"There is no device {device!r} on this machine: leave --device out or say cpu."
            ) from error
        model: Any = SentenceTransformer(str(folder), device=self.device, local_files_only=True).eval()
        self._model = model
        self._tokenizer = model.tokenizer
        self._tokenizing = Lock()
        self._pool = ThreadPoolExecutor(cores(), initializer=torch.set_num_threads, initargs=(1,))
        torch.set_num_threads(1)
        self.name = name
        self.revision = f"{name}-{found[:16]}" + ("" if self.device == "cpu" else f"-{self.device}")
        self.languages = languages
        self.dimensions: int = model.get_embedding_dimension()
        self._reads: int = model.max_seq_length - 2

    def windows(self, text: str) -> int:
        return len(self._windows(text))

    def encode(self, texts: Sequence[str]) -> Vectors:
        by_device = self._side_by_side if self.device == "cpu" else self._in_batches
        return averaged([self._windows(text) for text in texts], by_device, self.dimensions)

    def _side_by_side(self, parts: Sequence[str]) -> Sequence[Vectors]:
        return list(self._pool.map(self._encode_window, parts))

    def _in_batches(self, parts: Sequence[str]) -> Sequence[Vectors]:
        """Windows of like length together, the longest first, so that little is padded and memory fails early."""
        out: dict[int, Vectors] = {}
        with self._torch.inference_mode():
            for batch in batches([len(p) for p in parts], BATCH_CHARACTERS):
                features = self._model.preprocess([parts[i] for i in batch])
                features = {k: v.to(self.device) if hasattr(v, "to") else v for k, v in features.items()}
                vectors = self._model.forward(features)["sentence_embedding"].float().cpu().numpy()
                out.update(zip(batch, vectors, strict=True))
        return [out[i] for i in range(len(parts))]

    def _encode_window(self, text: str) -> Vectors:
        with self._tokenizing:  # a tokenizer keeps its settings between calls, so threads take turns
            features = self._model.preprocess([text])
        with self._torch.inference_mode():
            vector: Vectors = self._model.forward(features)["sentence_embedding"][0].numpy()
        return vector

    def _windows(self, text: str) -> list[str]:
        return windows(text, self._offsets, self._reads)

    def _offsets(self, text: str) -> Sequence[tuple[int, int]]:
        with self._tokenizing:
            tokens = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets: Sequence[tuple[int, int]] = tokens["offset_mapping"]
        return offsets


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Numbers of texts in batches of like length, longest first, each of at most `most` characters when padded."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > most:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
