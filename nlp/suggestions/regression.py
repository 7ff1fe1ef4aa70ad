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
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve
from scipy.sparse import csr_matrix

from thirdorder.nlp.suggestions.units import Matrix, Stack, unit_rows
from thirdorder.nlp.suggestions.zero_shot import ZeroShot
from thirdorder.nlp.vectors import Vectors

PENALTY = 0.2
ROUNDS = 3
NAMED = 0.5
"""How much of an example a code's own wording is: it teaches where nothing else does."""
PSEUDO_COUNT = 6.0
"""Units added to each code's count: holding out the only unit of a rare code must not tell that the code is in it."""
COMMON = 2048
"""From more units than this on, words are weighed for as many that most units use: the work then grows with the units,
not with their cube."""
FEW = 5
"""A centre or a rate from this many units is trusted half."""


@dataclass(frozen=True, eq=False)
class Regression:
    """Linear scores above the base rate, over vectors and over words, and the codes' centres (k, d).

    `centre` (d,) is taken off vectors before `meaning` (d, k); `words` (m, k) weigh the words that stand in `columns`
    (m,); `centres` lie about the common centre of the zero-shot space.
    """

    centre: Matrix
    meaning: Matrix
    columns: NDArray[np.intp]
    words: Matrix
    centres: Matrix
    log_odds: Matrix

    def by_meaning(self, vectors: Vectors) -> Matrix:
        """How much each text speaks for each code, (n, k)."""
        return np.asarray((vectors - self.centre) @ self.meaning, dtype=np.float64)

    def by_words(self, unit_words: csr_matrix) -> Matrix:
        """How much the words of each unit speak for each code, (units, k)."""
        return np.asarray(unit_words[:, self.columns] @ self.words, dtype=np.float64)


def fit(stack: Stack, unit_words: csr_matrix, codes: Matrix, start: Matrix, shot: ZeroShot) -> Regression:
    """Learn from units (n) of passages: `codes` is (n, k) of 0 and 1, `start` (passages, k) what the codebook says.

    The wording of each code stands among the examples as part of one.
    """
    n, k = codes.shape
    rate = codes.mean(axis=0)
    centre = stack.vectors.mean(axis=0, dtype=np.float64) * n / (n + FEW)
    vectors = stack.vectors - centre
    named = np.sqrt(NAMED)
    learner = _solver(np.concatenate([vectors, named * (shot.wording - centre)]))
    wording = named * (np.eye(k) - rate)
    carried = _carried(stack, codes, start)
    meaning = learner(np.concatenate([_above(carried, stack, rate), wording]))
    if n < len(stack.texts):
        for _ in range(ROUNDS):
            carried = _carried(stack, codes, vectors @ meaning)
            meaning = learner(np.concatenate([_above(carried, stack, rate), wording]))
    columns = _columns(unit_words)
    words = _word_weights(unit_words[:, columns], codes - rate)
    shared = carried / np.maximum(carried.sum(axis=1, keepdims=True), 1)
    centres = unit_rows(shot.prototypes + shared.T @ unit_rows(stack.vectors - shot.centre))
    return Regression(centre, np.asarray(meaning), columns, words, centres, log_odds(codes))


def log_odds(codes: Matrix) -> Matrix:
    """How common each code is, (k,): counts drawn strongly towards the rate of all codes.

    Before any unit is coded each is expected to carry one of the codes or none: the rate is never 0 or 1, however
    small the codebook and whatever was coded.
    """
    n, k = codes.shape
    rate = (codes.sum() + 1) / (n * k + k + 1)
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


def _columns(unit_words: csr_matrix) -> NDArray[np.intp]:
    """The words that are weighed: all, or of many units those that most of them use."""
    used = unit_words.getnnz(axis=0)
    if unit_words.shape[0] <= COMMON:
        return np.flatnonzero(used)
    return np.sort(np.argsort(-used, kind="stable")[:COMMON])


def _word_weights(x: csr_matrix, y: Matrix) -> Matrix:
    """Ridge regression on the rows of sparse `x`, over the shorter side."""
    n, m = x.shape
    if n < m:
        return np.asarray(x.T @ solve((x @ x.T).toarray() + PENALTY * np.eye(n), y, assume_a="pos"))
    return np.asarray(solve((x.T @ x).toarray() + PENALTY * np.eye(m), x.T @ y, assume_a="pos"))


def _carried(stack: Stack, codes: Matrix, scores: Matrix) -> Matrix:
    """Which passage carries which code, (passages, k): of a unit's passages the one that speaks for it most."""
    owner = stack.owner
    mine = codes[owner]
    if len(owner) == len(codes):
        return mine
    return np.asarray((scores >= stack.best(scores)[owner]) & (mine > 0), dtype=np.float64)


def _above(carried: Matrix, stack: Stack, rate: Matrix) -> Matrix:
    """What each passage should score above the base rate."""
    return carried - (rate if len(stack.starts) == len(stack.vectors) else carried.mean(axis=0))
