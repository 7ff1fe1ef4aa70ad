"""Sections where nothing names them: the division of paragraphs in reading order that is expected to agree best."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from thirdorder.nlp.constructs.boundaries import Unit, boundary_features
from thirdorder.nlp.constructs.elsewhere import References
from thirdorder.nlp.constructs.stem_counts import Array

CAUTION, TOGETHER, SIZE = -0.5, 0.3, 0.8
"""Of the decision: what is taken off the odds, the probability of belonging together from which two paragraphs had
better share a segment, and how strongly long segments are held back."""
FEWEST, MOST = 2.0, 0.6
"""Boundaries that findings are expected to have at least, and the share of places that may be some at most."""
CLIP = 4.0
"""Standard deviations beyond which a figure counts no more."""


@dataclass(frozen=True)
class BoundaryModel:
    """A calibrated logistic regression over named figures: for each its mean, its spread and its weight.

    `usual` says how many boundaries papers have: the logarithm of their number is `usual[0]` + `usual[1]` × that of
    the units.
    """

    intercept: float
    weights: Mapping[str, tuple[float, float, float]]
    usual: tuple[float, float]

    def odds(self, figures: Mapping[str, Array]) -> Array:
        """The logarithm of the odds that a section begins at each place, from its figures alone."""
        total = np.full(len(next(iter(figures.values()))), self.intercept)
        for name, (mean, spread, weight) in self.weights.items():
            total += weight * np.clip((figures[name] - mean) / spread, -CLIP, CLIP)
        return total

    def settled(self, odds: Array) -> Array:
        """The odds of one paper, shifted alike so that they expect a likely number of boundaries.

        That is the geometric mean of what the odds expect and what is usual at this length. Authors' habits, or a
        language whose cues are not known, move all odds of a paper one way, and then their order is what counts.
        """
        expected = float(expit(odds).sum())
        usual = math.exp(self.usual[0] + self.usual[1] * math.log(len(odds) + 1))
        wanted = min(max(FEWEST, math.sqrt(expected * usual)), MOST * len(odds))
        return odds + brentq(lambda shift: expit(odds + shift).sum() - wanted, -100.0, 100.0)  # type: ignore[no-any-return]


def shipped() -> BoundaryModel:
    """The model of this package; its file says what it was trained on."""
    held = tomllib.loads((Path(__file__).parent / "boundaries.toml").read_text(encoding="utf-8"))
    weights = {name: (mean, spread, weight) for name, (mean, spread, weight) in held["weights"].items()}
    constant, exponent = held["usual"]
    return BoundaryModel(held["intercept"], weights, (constant, exponent))


SHIPPED = shipped()


def segment(units: Sequence[Unit], references: References, model: BoundaryModel = SHIPPED) -> list[int]:
    """The indices of units at which segments begin, the first always 0; their number follows from the words."""
    if len(units) < 3:
        return [0] if units else []
    return best_division(model.settled(model.odds(boundary_features(units, references))))


def best_division(odds: Array) -> list[int]:
    """The starts of the segments that pairs of units are expected to agree with best.

    Two units belong together if no section begins between them; its probability is the product of the boundaries'
    being absent. A segment is worth the sum over its pairs of that probability less a threshold, divided by a power of
    its length so that long segments do not decide everything; dynamic programming finds the best sum.
    """
    absent = -np.logaddexp(0.0, odds + CAUTION)
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
