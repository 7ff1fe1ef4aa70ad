"""From scores to probabilities and to decisions, over all codes at once so that rare codes borrow from common ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.metrics import average_precision_score

from thirdorder.nlp.suggestions.units import Matrix

TRUST_PRIOR = 300.0
INFORMATION = 0.05
"""What a cell tells about a weight, p(1 - p), at the usual rate of codes."""
USUAL_THRESHOLD = -0.4
TRUST_USUAL = 20.0
"""The log odds that agree best on unrelated collections, and how many codes given weigh as much."""

TRUST_COMMON = 60.0
FEWEST_GIVEN = 3
FAR = 2.0
"""How many uses of a code weigh as much as the codebook's threshold, from how many its own is looked for, and how far
from the codebook's that may lie."""


@dataclass(frozen=True, eq=False)
class Blend:
    """A logistic regression over the sources of evidence, shared by all codes; the intercept is the last weight."""

    weights: Matrix

    def logits(self, features: NDArray[np.float64]) -> Matrix:
        """(units, k, features) to (units, k)."""
        return np.asarray(features @ self.weights[:-1] + self.weights[-1])


def fit_blend(
    features: NDArray[np.float64], codes: Matrix, prior: Matrix, trust: float = TRUST_PRIOR, steps: int = 25
) -> Blend:
    """The most probable weights, starting from `prior`, by Newton's method.

    `features` is (units, k, f), `codes` (units, k). Each weight has a normal prior around its value in `prior`, worth
    `trust` cells: a handful of units changes little, a hundred decide.
    """
    x = np.concatenate([features.reshape(-1, features.shape[-1]), np.ones((codes.size, 1))], axis=1)
    y = codes.reshape(-1)
    precision = trust * INFORMATION * ((x**2).mean(axis=0) + 1e-6)
    weights = prior.astype(np.float64)
    for _ in range(steps):
        p = expit(x @ weights)
        gradient = x.T @ (p - y) + precision * (weights - prior)
        curvature = (x * (p * (1 - p) + 1e-9)[:, None]).T @ x + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return Blend(weights)


def rankings(codes: Matrix, scores: Matrix) -> Matrix:
    """Average precision of each code that was given, (given,): how well units are ranked for it."""
    given = np.flatnonzero(codes.any(axis=0)).tolist()
    return np.array([average_precision_score(codes[:, j], scores[:, j]) for j in given])


def shrunk_threshold(codes: Matrix, scores: Matrix) -> float:
    """The best threshold, drawn towards the usual one where few codes were given."""
    given = float(codes.sum())
    if not given:
        return USUAL_THRESHOLD
    return (given * best_threshold(codes, scores) + TRUST_USUAL * USUAL_THRESHOLD) / (given + TRUST_USUAL)


def expected_threshold(scores: Matrix) -> float:
    """The log odds (units, k) from which as many codes are assigned as their probabilities add up to, one at least.

    Long definitions say a little of much: no single code is probable by them, and a usual cut would assign none.
    """
    ranked = np.sort(scores, axis=None)[::-1]
    return float(ranked[min(max(round(float(expit(scores).sum())), 1), ranked.size) - 1])


def thresholds(codes: Matrix, scores: Matrix) -> Matrix:
    """A threshold for each code, (k,): its own best, drawn towards the codebook's as far as it was given seldom."""
    common = shrunk_threshold(codes, scores)
    out = np.full(codes.shape[1], common)
    given = codes.sum(axis=0)
    for j in np.flatnonzero(given >= FEWEST_GIVEN).tolist():
        own = np.clip(best_threshold(codes[:, [j]], scores[:, [j]]), common - FAR, common + FAR)
        out[j] = (given[j] * own + TRUST_COMMON * common) / (given[j] + TRUST_COMMON)
    return out


def best_threshold(codes: Matrix, scores: Matrix) -> float:
    """The score above which assigning a code agrees most with the coder (pooled Cohen's κ over cells)."""
    y, s = codes.reshape(-1), scores.reshape(-1)
    order = np.argsort(-s, kind="stable")
    kappa = _kappa_at(y[order])
    ends = np.append(np.diff(s[order]) != 0, True)
    kappa[~ends] = -np.inf
    i = int(np.argmax(kappa))
    ranked = s[order]
    return float(ranked[i] - 1e-9 if i + 1 == len(ranked) else (ranked[i] + ranked[i + 1]) / 2)


def _kappa_at(y: Matrix) -> Matrix:
    """Cohen's κ if the first 1, 2, … of these cells are assigned."""
    n, positive = len(y), y.sum()
    assigned = np.arange(1, n + 1)
    hits = np.cumsum(y)
    agree = (2 * hits + n - assigned - positive) / n
    rate, share = positive / n, assigned / n
    chance = rate * share + (1 - rate) * (1 - share)
    return np.asarray((agree - chance) / np.maximum(1 - chance, 1e-12), dtype=np.float64)
