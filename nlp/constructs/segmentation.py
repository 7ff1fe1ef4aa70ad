"""Sections where nothing names them: the division of paragraphs in reading order that is expected to agree best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from thirdorder.nlp.constructs.boundaries import Array, References, Unit, boundary_features
from thirdorder.nlp.constructs.weights import INTERCEPT, WEIGHTS

SHARPNESS, CAUTION, TOGETHER, SIZE = 0.85, -0.5, 0.4, 0.7
"""Of the decision: how far the model's odds are trusted, their bias, the probability of belonging together from which
two paragraphs had better share a segment, and how strongly long segments are held back."""
FEWEST, LONGEST = 2.0, 15.0
"""Boundaries that findings are expected to have at least, and units that a segment is expected to have at most."""
CLIP = 4.0
"""Standard deviations beyond which a figure counts no more."""


@dataclass(frozen=True)
class BoundaryModel:
    """A logistic regression over named figures: for each its mean, its spread and its weight."""

    intercept: float
    weights: Mapping[str, tuple[float, float, float]]

    def odds(self, figures: Mapping[str, Array]) -> Array:
        """The logarithm of the odds that a section begins at each place."""
        total = np.full(len(next(iter(figures.values()))), self.intercept)
        for name, (mean, spread, weight) in self.weights.items():
            total += weight * np.clip((figures[name] - mean) / spread, -CLIP, CLIP)
        return total


SHIPPED = BoundaryModel(INTERCEPT, WEIGHTS)


def segment(units: Sequence[Unit], references: References, model: BoundaryModel = SHIPPED) -> list[int]:
    """The indices of units at which segments begin, the first always 0; their number follows from the words."""
    if len(units) < 3:
        return [0] if units else []
    return best_division(enough(model.odds(boundary_features(units, references))))


def enough(odds: Array) -> Array:
    """The odds, raised alike where they expect fewer than two boundaries or one in fifteen units.

    Findings of any length have more than one theme; in a language or style whose cues the model does not know the
    odds are low throughout, and then their order is what counts.
    """
    wanted = min(max(FEWEST, (len(odds) + 1) / LONGEST), 0.6 * len(odds))
    if expit(odds).sum() >= wanted:
        return odds
    return odds + brentq(lambda raised: expit(odds + raised).sum() - wanted, 0.0, 100.0)  # type: ignore[no-any-return]


def best_division(odds: Array) -> list[int]:
    """The starts of the segments that pairs of units are expected to agree with best.

    Two units belong together if no section begins between them; its probability is the product of the boundaries'
    being absent. A segment is worth the sum over its pairs of that probability less a threshold, divided by a power of
    its length so that long segments do not decide everything; dynamic programming finds the best sum.
    """
    absent = -np.logaddexp(0.0, SHARPNESS * odds + CAUTION)
    along = np.concatenate([[0.0], np.cumsum(absent)])
    n = len(along)
    together = np.exp(-np.abs(along[:, None] - along[None, :])) - TOGETHER
    np.fill_diagonal(together, 0.0)
    area = np.zeros((n + 1, n + 1))
    area[1:, 1:] = together.cumsum(axis=0).cumsum(axis=1)
    best, back = np.zeros(n + 1), np.zeros(n + 1, dtype=int)
    for end in range(1, n + 1):
        start = np.arange(end)
        worth = (area[end, end] - 2 * area[start, end] + area[start, start]) / 2 / (end - start) ** SIZE
        total = best[:end] + worth
        back[end] = int(np.argmax(total))
        best[end] = total[back[end]]
    starts = [int(back[n])]
    while starts[-1] > 0:
        starts.append(int(back[starts[-1]]))
    return starts[::-1]
