"""What coded units teach: ridge regression over meaning and over words, with the passage that carries a code learned.

Ridge regression is solved in closed form for all codes at once, so that learning again takes a moment, and with
some ten examples a code it ranks as well as logistic regression. Where a unit has several passages the code was put
on the whole: training starts from the passages nearest to the code's name and moves to those that the regression
itself finds, as in multiple-instance learning (Andrews, Tsochantaridis and Hofmann 2002, mi-SVM).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve
from scipy.sparse import csr_matrix

from thirdorder.nlp.suggestions.units import Matrix, Stack

PENALTY = 0.2
ROUNDS = 3
PSEUDO_COUNT = 6.0
"""Units added to each code's count: holding out the only unit of a rare code must not tell that the code is in it."""
FEW = 5
"""A centre or a rate from this many units is trusted half."""


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
    centre = stack.vectors.mean(axis=0, dtype=np.float64) * n / (n + FEW)
    vectors = stack.vectors - centre
    learner = _solver(vectors)
    meaning = learner(_targets(stack, codes, start, rate))
    if n < len(stack.texts):
        for _ in range(ROUNDS):
            meaning = learner(_targets(stack, codes, vectors @ meaning, rate))
    kernel = (unit_words @ unit_words.T).toarray() + PENALTY * np.eye(n)
    words = unit_words.T @ solve(kernel, codes - rate, assume_a="pos")
    return Regression(centre, np.asarray(meaning), np.asarray(words), log_odds(codes))


def log_odds(codes: Matrix) -> Matrix:
    """How common each code is, (k,): counts drawn strongly towards the rate of all codes; no units, one code a unit."""
    n, k = codes.shape
    rate = (codes.sum() + 1) / (n * k + k)
    share = (codes.sum(axis=0) + PSEUDO_COUNT) / (n + PSEUDO_COUNT / rate)
    return np.asarray(np.log(share / (1 - share)), dtype=np.float64)


def _solver(x: Matrix) -> Callable[[Matrix], Matrix]:
    """Ridge regression on the rows of `x`, factored once, over the shorter side."""
    n, d = x.shape
    if n < d:
        kernel = cho_factor(x @ x.T + PENALTY * np.eye(n))
        return lambda y: np.asarray(x.T @ cho_solve(kernel, y), dtype=np.float64)
    gram = cho_factor(x.T @ x + PENALTY * np.eye(d))
    return lambda y: np.asarray(cho_solve(gram, x.T @ y), dtype=np.float64)


def _targets(stack: Stack, codes: Matrix, scores: Matrix, rate: Matrix) -> Matrix:
    """What each passage should score: a unit's code belongs to the passage that speaks for it most."""
    owner = stack.owner
    mine = codes[owner]
    if len(owner) == len(codes):
        return np.asarray(mine - rate)
    carries = (scores >= stack.best(scores)[owner]) & (mine > 0)
    return np.asarray(carries - carries.mean(axis=0))
