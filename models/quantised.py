"""The default encoder with weights of eight bits, computed by ONNX Runtime: the extra `fast`."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from thirdorder.models.encoder import Vectors
from thirdorder.models.windows import averaged, cores, windows

READS = 254
"""Tokens of a window, as the model was made; its first and last mark come on top."""


class QuantisedEncoder:
    """all-MiniLM-L6-v2 in eight bits. A text at a time in one thread each: eight bits are scaled by what goes through
    together, so a batch would change a vector.

    The files must have been checked before it is made.
    """

    name = "minilm-int8"
    device = "cpu"
    dimensions = 384
    languages = ("en",)

    def __init__(self, weights: Path, tokenizer: Path, revision: str) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._pool = ThreadPoolExecutor(cores())
        self.revision = revision

    def windows(self, text: str) -> int:
        return len(self._windows(text))

    def encode(self, texts: Sequence[str]) -> Vectors:
        return averaged([self._windows(text) for text in texts], self._side_by_side, self.dimensions)

    def _side_by_side(self, parts: Sequence[str]) -> Sequence[Vectors]:
        return list(self._pool.map(self._encode_window, parts))

    def _encode_window(self, text: str) -> Vectors:
        tokens = np.array([self._tokenizer.encode(text).ids[: READS + 2]], dtype=np.int64)
        given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
        (states,) = self._session.run(None, given)
        vector: Vectors = states[0].mean(axis=0)
        return vector

    def _windows(self, text: str) -> list[str]:
        return windows(text, lambda one: self._tokenizer.encode(one, add_special_tokens=False).offsets, READS)
