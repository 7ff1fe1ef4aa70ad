"""What coded units teach: ridge regression over meaning and over words, with the passage that carries a code learned.

Ridge regression is solved in closed form for all codes at once, so that learning again takes a moment, and with
some ten examples a code it ranks as well as logistic regression. Where a unit has several passages the code was put
on the whole: training starts from the passages nearest to the code's name and moves to those that the regression
itself finds, as in multiple-instance learning (Andrews, Tsochantaridis and Hofmann 2002, mi-SVM).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve
from scipy.sparse import csr_matrix
from thirdorder.nlp.suggestions.units import Matrix, Stack

PENALTY = 0.3
ROUNDS = 3


@dataclass(frozen=True, eq=False)
class Regression:
    """Linear scores above the base rate; over vectors (d, k) and over words (words, k)."""

    centre: Matrix
    meaning: Matrix
    words: Matrix
    log_odds: Matrix

    def passages(self, stack: Stack) -> Matrix:
        """How much each passage speaks for each code, (passages, k)."""
        return np.asarray((stack.vectors - self.centre) @ self.meaning, dtype=np.float64)

    def by_words(self, unit_words: csr_matrix) -> Matrix:
        """How much the words of each unit speak for each code, (units, k)."""
        return np.asarray(unit_words @ self.words, dtype=np.float64)


def fit(stack: Stack, unit_words: csr_matrix, codes: Matrix, start: Matrix) -> Regression:
    """Learn from units (n) of passages: `codes` is (n, k) of 0 and 1, `start` (passages, k) what the codebook says."""
    n = len(codes)
    rate = codes.mean(axis=0)
    centre = stack.vectors.mean(axis=0, dtype=np.float64)
    vectors = stack.vectors - centre
    gram = vectors.T @ vectors + PENALTY * np.eye(vectors.shape[1])
    meaning = solve(gram, vectors.T @ _targets(stack, codes, start, rate), assume_a="pos")
    if n < len(stack.texts):
        for _ in range(ROUNDS):
            carried = _targets(stack, codes, vectors @ meaning, rate)
            meaning = solve(gram, vectors.T @ carried, assume_a="pos")
    kernel = (unit_words @ unit_words.T).toarray() + PENALTY * np.eye(n)
    words = unit_words.T @ solve(kernel, codes - rate, assume_a="pos")
    log_odds = np.log((codes.sum(axis=0) + 0.5) / (n - codes.sum(axis=0) + 0.5))
    return Regression(centre, np.asarray(meaning), np.asarray(words), log_odds)


def _targets(stack: Stack, codes: Matrix, scores: Matrix, rate: Matrix) -> Matrix:
    """What each passage should score: a unit's code belongs to the passage that speaks for it most."""
    owner = stack.owner
    mine = codes[owner]
    if len(owner) == len(codes):
        return np.asarray(mine - rate)
    carries = (scores >= stack.best(scores)[owner]) & (mine > 0)
    return np.asarray(carries - carries.mean(axis=0))
