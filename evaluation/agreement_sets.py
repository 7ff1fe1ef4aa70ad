"""Krippendorff's α where a coder's answer to a unit is a set of codes: MASI and Jaccard distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from thirdorder.evaluation.agreement_coefficients import MISSING, Cells, Floats

SetDistance = Literal["masi", "jaccard"]


@dataclass(frozen=True, eq=False)
class SetSums:
    """Disagreement between coders (...,) and how often each set was given (..., sets), by study or resample."""

    observed: Floats
    given: Floats
    distance: Floats

    def weigh(self, weights: Floats) -> SetSums:
        """Sums of resamples: `weights` (resamples, studies) says how often each study was drawn."""
        return SetSums(weights @ self.observed, weights @ self.given, self.distance)

    def alpha(self) -> Floats:
        """α with the set distance as its difference function; NaN where all sets given are the same."""
        n = self.given.sum(axis=-1)
        expected = np.einsum("...v,vw,...w->...", self.given, self.distance, self.given)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(1 - (n - 1) * self.observed / np.where(expected == 0, np.nan, expected))


def set_sums(cells: Cells, distance: SetDistance) -> SetSums:
    """The sums of each study, over the units that two coders or more have read."""
    known = cells.values[:, :, 0] != MISSING if cells.codes else np.zeros(cells.values.shape[:2], dtype=bool)
    flat = cells.values.reshape(-1, len(cells.codes))
    sets, which = np.unique(flat, axis=0, return_inverse=True)
    which = which.reshape(cells.values.shape[:2])
    distances = set_distances((sets == 1), distance)
    readers = known.sum(axis=1)
    observed = np.zeros(len(cells.studies))
    given = np.zeros((len(cells.studies), len(sets)))
    for unit in np.flatnonzero(readers >= 2):
        mine = which[unit, known[unit]]
        observed[cells.study[unit]] += cells.weight[unit] * distances[np.ix_(mine, mine)].sum() / (len(mine) - 1)
        np.add.at(given[cells.study[unit]], mine, cells.weight[unit])
    return SetSums(observed, given, distances)


def set_distances(sets: NDArray[np.bool_], distance: SetDistance) -> Floats:
    """Distances (n, n) between rows of a membership matrix (n, codes); two empty sets are the same set.

    Jaccard: 1 - |A∩B| / |A∪B|. MASI (Passonneau 2006): 1 - Jaccard × monotonicity, which is 1 for equal sets, 2/3 where
    one holds the other, 1/3 where they merely overlap, 0 where they share nothing.
    """
    member = sets.astype(np.float64)
    common = member @ member.T
    size = member.sum(axis=1)
    union = size[:, None] + size[None, :] - common
    similarity = np.divide(common, union, out=np.ones_like(common), where=union > 0)
    if distance == "jaccard":
        return np.asarray(1 - similarity)
    same = common == union
    nested = common == np.minimum(size[:, None], size[None, :])
    monotonicity = np.select([same, common == 0, nested], [1.0, 0.0, 2 / 3], default=1 / 3)
    return np.asarray(1 - similarity * monotonicity)
