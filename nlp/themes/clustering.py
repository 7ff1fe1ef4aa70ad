"""From points to groups: average linkage where points are few, UMAP and HDBSCAN where there is material for them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from thirdorder.nlp.themes.space import Floats, Ints, layout, linear, smoothed

Labels = NDArray[np.int64]
"""(n,) group of each point, from 0; -1 where it fits nowhere."""

CROSSOVER = 1000
"""Points from which UMAP and HDBSCAN are used: below, they gain little and cost their compilation."""
SAMPLE = 12_000
"""Points that are laid out; beyond, a sample drawn by seed and passage id is, and the rest go to the nearest centre."""
MOST = 1.5
"""Groups looked for at most, times the square root of n: the silhouette alone prefers groups too small to read."""
COMPONENTS = 20
SMOOTHING = 10
OWN = 2
NEIGHBOURS = 15
DIMENSIONS = 5
DENSE = 7
"""Neighbours that make a point dense for HDBSCAN."""


@dataclass(frozen=True)
class Clustering:
    """Groups, how they were found, and the space they were found in (n, k), kept for resampling."""

    labels: Labels
    method: str
    points: Floats
    smallest: int


def smallest_group(n: int) -> int:
    """Fewest points that make a group among n: a quarter of the square root, at least two, three from thirty on."""
    return max(2 if n < 30 else 3, round(math.sqrt(n) / 4))


def cluster(x: Floats, study: Ints, seed: int) -> Clustering:
    """Group unit rows (n, d) of the studies numbered in `study` (n,); n decides the road."""
    n, smallest = len(x), smallest_group(len(x))
    number = len(np.unique(study))
    by_study = study if number > 1 else None
    if n < CROSSOVER:
        k = min(SMOOTHING, max(1, n // 4))
        own = own_share(k, number)
        points = linear(smoothed(x, k, by_study, own), COMPONENTS)
        method = f"weighted mean of {k} neighbours, {points.shape[1]} principal components, average linkage"
        return Clustering(average_linkage(points, smallest), method + _balance(by_study, own), points, smallest)
    own = own_share(NEIGHBOURS, number)
    points = layout(x, NEIGHBOURS, DIMENSIONS, seed, by_study, own)
    method = f"UMAP ({NEIGHBOURS} exact neighbours, {DIMENSIONS} dimensions)"
    method += f", HDBSCAN (smallest group {smallest})"
    return Clustering(density(points, smallest), method + _balance(by_study, own), points, smallest)


def own_share(k: int, studies: int) -> int:
    """How many of a passage's k neighbours may be of its own study: its fair share, two at least."""
    return max(OWN, -(-k // max(studies, 1)))


def _balance(study: Ints | None, own: int) -> str:
    return f", at most {own} neighbours from a passage's own study" if study is not None else ""


def density(points: Floats, smallest: int) -> Labels:
    """HDBSCAN groups of points by Euclidean distance."""
    import hdbscan  # only where there is material for it

    found = hdbscan.HDBSCAN(min_cluster_size=smallest, min_samples=min(DENSE, smallest), core_dist_n_jobs=1)
    return np.asarray(found.fit_predict(points.astype(np.float64)), dtype=np.int64)


def average_linkage(points: Floats, smallest: int) -> Labels:
    """Average linkage by cosine of unit rows, cut at the highest mean silhouette; smaller ones than `smallest` go."""
    n = len(points)
    distance = np.maximum(1.0 - points @ points.T, 0.0).astype(np.float64)
    if n < 2 * smallest or distance.max() < 1e-6:
        return np.zeros(n, dtype=np.int64)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(distance[np.triu_indices(n, 1)], "average")
    cuts = np.unique(np.geomspace(2, max(2.0, MOST * math.sqrt(n)), 25).astype(int))
    labels = [fcluster(tree, int(k), "maxclust").astype(np.int64) - 1 for k in cuts]
    best = max(labels, key=lambda found: silhouette(distance, found))
    return tidy(best, smallest)


def silhouette(distance: NDArray[np.float64], labels: Labels) -> float:
    """Mean silhouette (Rousseeuw 1987) over a full distance matrix; a point alone counts 0."""
    n, groups = len(labels), int(labels.max()) + 1
    if groups < 2:
        return 0.0
    count = np.bincount(labels, minlength=groups)
    to_group = distance @ np.eye(groups)[labels]
    rows = np.arange(n)
    inside = to_group[rows, labels] / np.maximum(count[labels] - 1, 1)
    means = to_group / count
    means[rows, labels] = np.inf
    outside = means.min(axis=1)
    score = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-12)
    return float(np.where(count[labels] == 1, 0.0, score).mean())


def tidy(labels: Labels, smallest: int) -> Labels:
    """Groups numbered by their first point; those under `smallest` become -1."""
    out = np.full(len(labels), -1, dtype=np.int64)
    number = 0
    for group in dict.fromkeys(labels.tolist()):
        rows = np.flatnonzero(labels == group)
        if group >= 0 and len(rows) >= smallest:
            out[rows] = number
            number += 1
    return out
