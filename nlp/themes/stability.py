"""How far themes come back when studies are left out, or when another seed is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Rows = NDArray[np.int64]
Recluster = Callable[[Rows], Labels]
"""Groups some of the rows anew: row numbers in, their groups out (-1 for none)."""
Regrouping = tuple[Rows, Labels]
"""Row numbers, and their groups when only they are grouped."""


def regrouped(study: NDArray[np.int32], recluster: Recluster, rounds: int, seed: int) -> tuple[Regrouping, ...]:
    """`rounds` regroupings without a fifth of the studies: passages of one study stand or fall together.

    Where there are fewer than five studies, a fifth of the passages is left out instead.
    """
    return tuple((rows, recluster(rows)) for rows in subsets(study, rounds, seed))


def recovery(labels: Labels, again: Sequence[Regrouping]) -> NDArray[np.float64]:
    """Stability (groups,) from 0 to 1: the mean best Jaccard of each group over regroupings; NaN where never present.

    Clusterwise stability as of Hennig (2007).
    """
    groups = int(labels.max(initial=-1)) + 1
    if not again or not groups:
        return np.full(groups, np.nan)
    found = np.stack([best_jaccard(labels[rows], other, groups) for rows, other in again])
    present = ~np.isnan(found)
    total = np.where(present, found, 0.0).sum(axis=0)
    return np.where(present.any(axis=0), total / np.maximum(present.sum(axis=0), 1), np.nan)


def joined(labels: Labels, again: Sequence[Regrouping]) -> NDArray[np.float64]:
    """(groups, groups) from 0 to 1: the share of regroupings in which one group takes in half or more of both."""
    groups = int(labels.max(initial=-1)) + 1
    total = np.zeros((groups, groups))
    for rows, other in again:
        table, size, _ = _shared(labels[rows], other, groups)
        most = (table >= size[:, None] / 2) & (size[:, None] > 0)
        total += most.astype(int) @ most.T.astype(int) > 0
    np.fill_diagonal(total, 0.0)
    return total / max(len(again), 1)


def best_jaccard(labels: Labels, other: Labels, groups: int) -> NDArray[np.float64]:
    """For each group of `labels` the highest Jaccard with a group of `other` (same points); NaN where it is empty."""
    table, size, other_size = _shared(labels, other, groups)
    union = size[:, None] + other_size[None, :] - table
    best = (table / np.maximum(union, 1)).max(axis=1)
    return np.where(size > 0, best, np.nan)


def _shared(labels: Labels, other: Labels, groups: int) -> tuple[NDArray[np.float64], Labels, Labels]:
    """How many points each group shares with each group of another labelling (groups, others), and both sizes."""
    second = max(int(other.max(initial=-1)) + 1, 1)
    both = (labels >= 0) & (other >= 0)
    table = np.zeros((groups, second))
    np.add.at(table, (labels[both], other[both]), 1)
    size = np.bincount(labels[labels >= 0], minlength=groups)
    return table, size, np.bincount(other[other >= 0], minlength=second)


def subsets(study: NDArray[np.int32], rounds: int, seed: int) -> list[Rows]:
    """Row numbers kept in each round: four fifths of the studies, or of the rows where studies are fewer than five."""
    generator = np.random.default_rng(seed)
    units = study if len(np.unique(study)) >= 5 else np.arange(len(study))
    names = np.unique(units)
    out = []
    for _ in range(rounds):
        left_out = generator.choice(names, size=max(1, len(names) // 5), replace=False) if len(names) > 1 else names[:0]
        out.append(np.flatnonzero(~np.isin(units, left_out)).astype(np.int64))
    return out


def agreement(runs: Sequence[Labels]) -> float:
    """Mean adjusted mutual information over pairs of groupings of the same points; 1.0 for a single one."""
    from sklearn.metrics import adjusted_mutual_info_score

    pairs = [(a, b) for i, a in enumerate(runs) for b in runs[i + 1 :]]
    return float(np.mean([adjusted_mutual_info_score(a, b) for a, b in pairs])) if pairs else 1.0
