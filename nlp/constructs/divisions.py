"""Every way to divide a text at once: how probable a boundary is when sections are bags of words of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln

from thirdorder.nlp.constructs.stem_counts import Array

LONGEST = 60
"""Rows that a section has at most, and"""
WORDS = 1000
"""words looked at, those in most rows first: both keep a book within reach."""


def boundary_posterior(count: Array, concentration: float, trust: float, length: float) -> Array:
    """The probability of a boundary before each row but the first, from counts of words (rows, words).

    Each section draws its words from a distribution of its own with a symmetric Dirichlet prior (Eisenstein and
    Barzilay 2008); all divisions are summed over. Likelihoods count to the power `trust`, as words come in bursts and
    say less than they seem to. The prior is set so that sections have `length` rows on average, two boundaries at
    least.
    """
    n = len(count)
    if n < 4 or not count.any():
        return np.zeros(max(0, n - 1))
    widest = np.argsort(-(count > 0).sum(axis=0), kind="stable")[:WORDS]
    likelihood = trust * _likelihoods(count[:, np.sort(widest)].astype(int), concentration)
    wanted = min(max(2.0, n / length), 0.5 * n)

    def excess(prior: float) -> float:
        return float(_posterior(likelihood, prior).sum()) - wanted

    reach = 30.0 + float(np.ptp(likelihood[np.isfinite(likelihood)]))
    return _posterior(likelihood, brentq(excess, -reach, reach, xtol=1e-3))


def _likelihoods(count: NDArray[np.int_], concentration: float) -> Array:
    """(n, n + 1): the log-likelihood of one section from row i up to j; -inf where there is none."""
    n, words = count.shape
    along = np.vstack([np.zeros((1, words), dtype=int), np.cumsum(count, axis=0)])
    each = gammaln(np.arange(along[-1].max() + 1) + concentration) - gammaln(concentration)
    whole = gammaln(words * concentration) - gammaln(np.arange(along[-1].sum() + 1) + words * concentration)
    out = np.full((n, n + 1), -np.inf)
    for i in range(n):
        inside = along[i + 1 : i + 1 + LONGEST] - along[i]
        out[i, i + 1 : i + 1 + LONGEST] = whole[inside.sum(axis=1)] + each[inside].sum(axis=1)
    return out


def _posterior(likelihood: Array, prior: float) -> Array:
    """Forward and backward sums over all divisions, each boundary weighed by the log-odds `prior`."""
    n = len(likelihood)
    worth = likelihood.copy()
    worth[:, :n] += prior
    before, after = np.full(n + 1, -np.inf), np.full(n + 1, -np.inf)
    before[0] = after[n] = 0.0
    for j in range(1, n + 1):
        near = slice(max(0, j - LONGEST), j)
        before[j] = np.logaddexp.reduce(before[near] + worth[near, j])
    for i in range(n - 1, -1, -1):
        near = slice(i + 1, i + 1 + LONGEST)
        after[i] = np.logaddexp.reduce(worth[i, near] + after[near])
    return np.exp(before[1:n] + after[1:n] - before[n])  # type: ignore[no-any-return]
