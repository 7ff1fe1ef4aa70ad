"""Krippendorff's α where a coder's answer to a unit is a set of codes: MASI and Jaccard distance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from thirdorder.evaluation.agreement.coefficients import MISSING, Cells, Floats

SetDistance = Literal["masi", "jaccard"]
DISTANCES: tuple[SetDistance, ...] = ("masi", "jaccard")
BLOCK = 256
MOST_SETS = 3000
"""Above so many distinct sets, what is expected by chance is reckoned from so many that were given, drawn once."""


@dataclass(frozen=True, eq=False)
class SetSums:
    """Disagreement between coders (studies,), how many sets they gave (studies,), and the distances summed over all
    pairs of a set given in one study and one given in another (studies, studies)."""

    observed: Floats
    given: Floats
    between: Floats

    def alpha(self, weights: Floats) -> Floats:
        """α under weights with the set distance as its difference function; NaN where all sets given are the same.

        `weights` (r, studies) says how much each study counts.
        """
        expected = ((weights @ self.between) * weights).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = (weights @ self.given - 1) * (weights @ self.observed) / np.where(expected == 0, np.nan, expected)
        return np.asarray(1 - ratio)


def set_sums(cells: Cells) -> dict[SetDistance, SetSums]:
    """The sums of each study for each distance, over the units that two coders or more have read."""
    studies, coders = len(cells.studies), range(len(cells.coders))
    known = (cells.values != MISSING).any(axis=2)
    readers = known.sum(axis=1)
    member = (cells.values == 1).astype(np.float64)
    observed = {d: np.zeros(studies) for d in DISTANCES}
    for a, b in combinations(coders, 2):
        rows = np.flatnonzero(known[:, a] & known[:, b])
        mine, theirs = member[rows, a], member[rows, b]
        apart = _apart((mine * theirs).sum(axis=1), mine.sum(axis=1), theirs.sum(axis=1))
        for d in DISTANCES:
            weight = 2 * cells.weight[rows] * apart[d] / (readers[rows] - 1)
            observed[d] += np.bincount(cells.study[rows], weights=weight, minlength=studies)
    unit, coder = np.nonzero(known & (readers >= 2)[:, None])
    given_sets = cells.values[unit, coder] == 1
    sets, which = _distinct(given_sets)
    count = np.bincount(cells.study[unit], weights=cells.weight[unit], minlength=studies).astype(np.float64)
    drawn = np.arange(len(unit))
    if len(sets) > MOST_SETS:
        drawn = np.sort(np.random.default_rng(0).permutation(len(unit))[:MOST_SETS])
        sets, which = _distinct(given_sets[drawn])
    given = np.zeros((studies, len(sets)))
    np.add.at(given, (cells.study[unit[drawn]], which), cells.weight[unit[drawn]])
    share = given.sum() / count.sum() if len(unit) else 1.0
    between = _between(sets.astype(np.float64), given)
    return {d: SetSums(observed[d], count, between[d] / share**2) for d in DISTANCES}


def _distinct(member: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The distinct rows of a membership matrix, and which of them each row is: told apart as numbers of 64 bits."""
    packed = np.packbits(member, axis=1)
    words = np.zeros((len(packed), -(-packed.shape[1] // 8) * 8 or 8), dtype=np.uint8)
    words[:, : packed.shape[1]] = packed
    keys = words.view(np.uint64)
    if keys.shape[1] == 1:
        _, first, which = np.unique(keys[:, 0], return_index=True, return_inverse=True)
    else:
        _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return member[first], which.ravel().astype(np.int64)


def _between(sets: Floats, given: Floats) -> dict[SetDistance, Floats]:
    """`given @ distances @ given.T` some rows at a time, since there can be thousands of distinct sets.

    A distance hangs on three small numbers alone, the sizes of both sets and of what they share, and is looked up.
    """
    size = sets.sum(axis=1).astype(np.int64)
    most = int(size.max(initial=0)) + 1
    a, b, common = np.indices((most, most, most), dtype=np.float64)
    known = {d: v.ravel() for d, v in _apart(np.minimum(common, np.minimum(a, b)), a, b).items()}
    small = sets.astype(np.float32)  # sums of noughts and ones, exact
    total = {d: np.zeros((len(given), len(given))) for d in DISTANCES}
    for start in range(0, len(sets), BLOCK):
        rows = slice(start, start + BLOCK)
        shared = (small[rows] @ small.T).astype(np.int64)
        at = (size[rows, None] * most + size[None, :]) * most + shared
        for d in DISTANCES:
            total[d] += given[:, rows] @ (known[d][at] @ given.T)
    return total


def _apart(common: Floats, a: Floats, b: Floats) -> dict[SetDistance, Floats]:
    """Distances of sets from the number of codes they share and the size of each; two empty sets are the same set.

    Jaccard: 1 - |A∩B| / |A∪B|. MASI (Passonneau 2006): 1 - Jaccard × monotonicity, which is 1 for equal sets, 2/3 where
    one holds the other, 1/3 where they merely overlap, 0 where they share nothing.
    """
    union = a + b - common
    jaccard = np.where(union == 0, 1.0, common / np.maximum(union, 1.0))
    masi = jaccard * np.where(common == union, 1.0, np.where(common == np.minimum(a, b), 2 / 3, 1 / 3))
    return {"masi": np.asarray(1 - masi), "jaccard": np.asarray(1 - jaccard)}
