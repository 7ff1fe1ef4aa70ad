"""Soft membership: how strongly each passage belongs to each theme, and which belong to none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.themes.clustering import Labels
from thirdorder.nlp.themes.space import Floats, unit

REJECT = 5
"""Percentile of a theme's founders, or of the middle theme's where that is lower, below which a passage is too far."""
BLOCK = 1 << 15
"""Passages at a time, so that what is between does not grow with the corpus."""
SECOND = 0.8
"""A further theme must be at least this near, beside the nearest."""


@dataclass(frozen=True)
class Membership:
    """`strength` (n, themes), 0 where a passage does not belong; `nearest` (n,) and its cosine say what is closest."""

    strength: Floats
    nearest: Labels
    cosine: Floats
    centres: Floats

    @property
    def primary(self) -> Labels:
        """(n,) the theme each passage belongs to most, -1 for none."""
        return np.where(self.strength.max(axis=1, initial=0.0) > 0, self.nearest, -1)

    def firmly(self, rows: NDArray[np.int64]) -> Membership:
        """The same with the rows named in their first theme alone: a construct brings its passages into one theme."""
        strength = self.strength.copy()
        first = strength[rows, self.nearest[rows]]
        strength[rows] = 0.0
        strength[rows, self.nearest[rows]] = first
        return replace(self, strength=strength)

    def without(self, rows: NDArray[np.bool_]) -> Membership:
        """The same with some rows, marked in (n,), in no theme."""
        return replace(self, strength=np.where(rows[:, None], np.float32(0), self.strength))


def belong(x: Floats, founders: NDArray[np.int64], labels: Labels) -> Membership:
    """Membership of unit rows x (n, d) in the groups that rows `founders` form (`labels` beside them, -1 for none).

    A theme's centre is the mean of its founders. A passage belongs to its nearest theme unless it stands
    farther out than nearly all founders; to a further theme when it is as near as half of that theme's founders
    and nearly as near as to its first. Strength is the cosine to the centre, measured by that of the theme's
    most typical founders, so that 1 means typical in tight and loose themes alike.
    """
    groups = int(labels.max(initial=-1)) + 1
    n = len(x)
    if groups == 0:
        empty = np.zeros((n, 0), dtype=np.float32)
        return Membership(
            empty, np.full(n, -1, dtype=np.int64), np.zeros(n, np.float32), np.zeros((0, x.shape[1]), np.float32)
        )
    centres = unit(np.stack([x[founders[labels == g]].mean(axis=0) for g in range(groups)]))
    cosine = np.empty((n, groups), dtype=np.float32)
    for start in range(0, n, BLOCK):
        cosine[start : start + BLOCK] = x[start : start + BLOCK] @ centres.T
    own = [cosine[founders[labels == g], g] for g in range(groups)]
    floor, half, typical = (np.array([np.percentile(c, q) for c in own], dtype=np.float32) for q in (REJECT, 50, 95))
    floor = np.minimum(floor, np.median(floor))
    nearest = cosine.argmax(axis=1).astype(np.int64)
    nearest[founders[labels >= 0]] = labels[labels >= 0]
    best = cosine[np.arange(n), nearest]
    sure = np.full(n, -1, dtype=np.int64)
    sure[founders] = labels
    strength = np.zeros((n, groups), dtype=np.float32)
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        strength[rows] = _strengths(
            cosine[rows], nearest[rows], best[rows], sure[rows], np.minimum(floor, half), half, typical
        )
    return Membership(strength, nearest, best, centres)


def _strengths(
    cosine: Floats, nearest: Labels, best: Floats, sure: Labels, floor: Floats, half: Floats, typical: Floats
) -> Floats:
    """Strength of some rows in all themes; `sure` is the theme a row founded, -1 for none."""
    here = np.arange(len(cosine))
    member = (cosine >= half) & (cosine >= SECOND * best[:, None])
    member[here, nearest] = best >= floor[nearest]
    member[here[sure >= 0], sure[sure >= 0]] = True
    strength = np.clip(cosine / np.maximum(typical, 1e-6), 0.01, 1.0)
    first = np.where(member, strength, 0.0)
    top = first.max(axis=1)
    placed = member[here, nearest]
    first[here, nearest] = np.where(placed, np.maximum(top, strength[here, nearest]), 0.0)
    first[~placed] = 0.0
    return first.astype(np.float32)
