"""How far themes come back when studies are left out, or when another seed is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Rows = NDArray[np.int64]
Recluster = Callable[[Rows], Labels]
"""Groups some of the rows anew: row numbers in, their groups out (-1 for none)."""


def resampled(
    labels: Labels, study: NDArray[np.int32], recluster: Recluster, rounds: int, seed: int
) -> NDArray[np.float64]:
    """Stability (groups,) from 0 to 1: mean best Jaccard over `rounds` regroupings without a fifth of the studies.

    Hennig's (2007) clusterwise stability, drawn by study because passages of one study stand or fall together.
    Where there are fewer than five studies, a fifth of the passages is left out instead.
    """
    return recovery(labels, subsets(study, rounds, seed), recluster)


def leaving_each_out(labels: Labels, study: NDArray[np.int32], recluster: Recluster) -> NDArray[np.float64]:
    """Stability (groups,) over regroupings that leave out each study in turn."""
    return recovery(labels, (np.flatnonzero(study != s) for s in np.unique(study)), recluster)


def recovery(labels: Labels, kept: Iterator[Rows] | Sequence[Rows], recluster: Recluster) -> NDArray[np.float64]:
    """Mean over subsets of the best Jaccard that each group reaches within the subset; NaN where never present."""
    groups = int(labels.max(initial=-1)) + 1
    scores: list[NDArray[np.float64]] = []
    for rows in kept:
        scores.append(best_jaccard(labels[rows], recluster(rows), groups))
    if not scores or not groups:
        return np.full(groups, np.nan)
    found = np.stack(scores)
    present = ~np.isnan(found)
    total = np.where(present, found, 0.0).sum(axis=0)
    return np.where(present.any(axis=0), total / np.maximum(present.sum(axis=0), 1), np.nan)


def best_jaccard(labels: Labels, other: Labels, groups: int) -> NDArray[np.float64]:
    """For each group of `labels` the highest Jaccard with a group of `other` (same points); NaN where it is empty."""
    second = int(other.max(initial=-1)) + 1
    both = (labels >= 0) & (other >= 0)
    table = np.zeros((groups, max(second, 1)))
    np.add.at(table, (labels[both], other[both]), 1)
    size = np.bincount(labels[labels >= 0], minlength=groups)
    other_size = np.bincount(other[other >= 0], minlength=max(second, 1))
    union = size[:, None] + other_size[None, :] - table
    best = (table / np.maximum(union, 1)).max(axis=1)
    return np.where(size > 0, best, np.nan)


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
