"""Texts longer than a model reads at once: read in windows whose vectors are averaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np

from thirdorder.models.encoder import Vectors


def windows(text: str, offsets: Callable[[str], Sequence[tuple[int, int]]], reads: int) -> list[str]:
    """The text cut after every `reads` tokens; `offsets` gives where each of its tokens begins and ends."""
    if len(text) < 2 * reads:  # a token is rarely shorter than two characters: most texts need no counting
        return [text]
    tokens = offsets(text)
    if len(tokens) <= reads:
        return [text]
    return [
        text[tokens[i][0] : tokens[min(i + reads, len(tokens)) - 1][1]] for i in range(0, len(tokens), reads)
    ]  # fmt: skip


def averaged(
    parts: Sequence[Sequence[str]], encode: Callable[[Sequence[str]], Sequence[Vectors]], dimensions: int
) -> Vectors:
    """float32 (len(parts), dimensions), each row of unit length: the mean of the vectors of a text's windows."""
    found = encode([window for one in parts for window in one])
    out = np.zeros((len(parts), dimensions), dtype=np.float32)
    first = 0
    for row, one in enumerate(parts):
        vector = found[first] if len(one) == 1 else np.mean(found[first : first + len(one)], axis=0)
        out[row] = vector / max(float(np.linalg.norm(vector)), 1e-12)
        first += len(one)
    return out


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
