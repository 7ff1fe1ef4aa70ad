"""Words of the findings as numbers: which stems stand where, how much each tells apart, and sums over a window."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.constructs.wording import unspecific
from thirdorder.nlp.language.common_words import language_of
from thirdorder.nlp.language.stems import stem

Array = NDArray[np.float64]
_WORD = re.compile(r"[^\W\d_]{3,}")


class Counts:
    """Stems of the units: how often each stands in each (n, words), and how much it tells apart."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.language = language_of(w for t in texts for w in _WORD.findall(t.casefold()))
        bags = [stems(t, self.language) for t in texts]
        self.column = {w: i for i, w in enumerate(dict.fromkeys(w for bag in bags for w in bag))}
        self.count = np.zeros((len(texts), max(1, len(self.column))))
        for row, bag in zip(self.count, bags, strict=True):
            for word in bag:
                row[self.column[word]] += 1
        self.present = self.count > 0
        self.weight = np.log((len(texts) + 1) / np.maximum(1, self.present.sum(axis=0)))

    def weighed(self, count: Array, which: NDArray[np.bool_] | None = None) -> Array:
        """Counts of all stems, or of `which`, damped and weighed by what each tells apart."""
        weight = self.weight if which is None else self.weight[which]
        return np.where(count > 0, 1 + np.log(np.maximum(1, count)), 0) * weight  # type: ignore[no-any-return]

    def rows(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which of the known stems stand in each of some other texts."""
        found = np.zeros((len(texts), self.count.shape[1]), dtype=bool)
        for row, text in zip(found, texts, strict=True):
            row[[self.column[w] for w in stems(text, self.language) if w in self.column]] = True
        return found


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's content words, in order."""
    left_out = unspecific(language)
    return [stem(w, language) for w in _WORD.findall(text.casefold()) if w not in left_out]


class Window:
    """Sums of rows over a window that moves with each place between two rows."""

    def __init__(self, rows: NDArray[np.float64] | NDArray[np.bool_]) -> None:
        self.n = len(rows)
        self.sums = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)])

    def __call__(self, start: int, end: int) -> Array:
        """For the place before row i: the sum of rows i + start up to i + end, cut off at the ends of the text."""
        at = np.arange(1, self.n)
        return self.sums[np.clip(at + end, 0, self.n)] - self.sums[np.clip(at + start, 0, self.n)]


def cosine(a: Array, b: Array) -> Array:
    norm = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return (a * b).sum(axis=1) / (norm + 1e-9)  # type: ignore[no-any-return]
