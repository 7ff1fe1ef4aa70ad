"""Sections where nothing names them: found in reading order from the words and the rhythm of quotations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from thirdorder.nlp.constructs.labels import stem


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or quotation of the findings: its text, the share of it that participants speak, its vector."""

    text: str
    quoted: float
    vector: NDArray[np.float32] | None = None


def segment(units: Sequence[Unit]) -> list[int]:
    """The indices at which segments begin, the first always 0."""
    if len(units) < 4:
        return [0] if units else []
    gaps = _gaps(units)
    length = max(4.0, len(units) / 6)
    return best_segmentation(gaps - gaps[1:].mean() - 0.5 * gaps[1:].std(), length)


def best_segmentation(gain: NDArray[np.float64], length: float) -> list[int]:
    """The starts that maximise the summed gain of boundaries under a prior on lengths (log-normal round `length`)."""
    n = len(gain)
    best = np.full(n + 1, -np.inf)
    best[0] = 0.0
    back = np.zeros(n + 1, dtype=int)
    spread = 0.6
    for end in range(1, n + 1):
        lengths = end - np.arange(end)
        prior = -0.5 * ((np.log(lengths) - np.log(length)) / spread) ** 2 * 0.1
        scores = best[:end] + prior + np.where(np.arange(end) > 0, gain[:end], 0.0)
        back[end] = int(np.argmax(scores))
        best[end] = scores[back[end]]
    starts: list[int] = []
    at = n
    while at > 0:
        at = int(back[at])
        starts.append(at)
    return starts[::-1]


def _gaps(units: Sequence[Unit]) -> NDArray[np.float64]:
    """How likely a segment begins at each unit: lexical change across it, and an author opening after a quotation."""
    bags = [Counter(stem(w) for w in re.findall(r"[^\W\d_]{4,}", u.text)) for u in units]
    spread = Counter(w for bag in bags for w in bag)
    n = len(units)
    gaps = np.zeros(n)
    for i in range(1, n):
        left, right = sum(bags[max(0, i - 3) : i], Counter()), sum(bags[i : i + 3], Counter())
        weight = {w: np.log((n + 1) / spread[w]) for w in {*left, *right}}
        dot = sum(left[w] * right[w] * weight[w] ** 2 for w in left if w in right)
        norm = np.sqrt(sum((left[w] * weight[w]) ** 2 for w in left) * sum((right[w] * weight[w]) ** 2 for w in right))
        gaps[i] = 1 - dot / norm if norm else 1.0
        gaps[i] -= 0.6 * (units[i].quoted > 0.5) + 0.15 * (units[i - 1].quoted <= 0.5)
    return gaps
