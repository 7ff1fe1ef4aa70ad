"""Above and below the themes: which stand together, which are nearly one, which are perhaps two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from thirdorder.nlp.themes.clustering import Labels, silhouette
from thirdorder.nlp.themes.space import Floats

FEWEST = 6
"""Themes below which no level above them is sought."""
LARGEST = 1 / 3
"""No family of themes holds more than this share of all passages, or of all constructs."""
TOGETHER = 0.5
"""Share of regroupings in which two themes come together from which they are offered for merging."""
APART = 0.25
"""Silhouette of a division in two from which a theme is offered for splitting."""


def families(centres: Floats, sizes: NDArray[np.int64]) -> list[list[int]]:
    """Themes that stand together, two or more: cut at the highest silhouette.

    `sizes` (measures, themes) is what each theme holds, as passages and constructs; no family holds more than LARGEST
    of either, for what gathers nearly everything says nothing.
    """
    n = len(centres)
    if n < FEWEST:
        return []
    distance = _distances(centres)
    tree = linkage(distance[np.triu_indices(n, 1)], "average")
    cuts = [fcluster(tree, k, "maxclust").astype(np.int64) - 1 for k in range(2, n)]
    cuts = [labels for labels in cuts if not _too_wide(labels, sizes)]
    if not cuts:
        return []
    best = max(cuts, key=lambda labels: silhouette(distance, labels))
    groups = [np.flatnonzero(best == g).tolist() for g in range(int(best.max()) + 1)]
    return sorted(g for g in groups if len(g) > 1)


def _too_wide(labels: Labels, sizes: NDArray[np.int64]) -> bool:
    """Whether some family of two themes or more holds more than LARGEST of everything."""
    several = np.bincount(labels) > 1
    return any(bool((np.bincount(labels, size)[several] > LARGEST * size.sum()).any()) for size in sizes)


def merge_candidates(centres: Floats, joined: NDArray[np.float64]) -> list[list[int]]:
    """For each theme those that came together with it in at least TOGETHER of the regroupings, most often first.

    `joined` (themes, themes) is that share. That two centres are near says little: near themes are often two.
    """
    near = centres @ centres.T
    return [
        sorted(np.flatnonzero(share >= TOGETHER).tolist(), key=lambda h: (-share[h], -near[g, h], h))
        for g, share in enumerate(joined)
    ]


def split_candidates(points: Floats, labels: Labels, smallest: int, most: int = 600) -> list[list[NDArray[np.int64]]]:
    """For each theme the two parts it falls into, as row numbers, or nothing where it holds together.

    Themes of more than `most` points are judged by evenly spaced ones, and the parts are of those.
    """
    out: list[list[NDArray[np.int64]]] = []
    for group in range(int(labels.max(initial=-1)) + 1):
        rows = np.flatnonzero(labels == group)
        rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(int)]
        out.append([])
        if len(rows) < 2 * smallest + 2:
            continue
        distance = _euclidean(points[rows])
        halves = (
            fcluster(linkage(distance[np.triu_indices(len(rows), 1)], "average"), 2, "maxclust").astype(np.int64) - 1
        )
        parts = [rows[halves == h] for h in (0, 1)]
        if min(len(p) for p in parts) >= smallest and silhouette(distance, halves) >= APART:
            out[-1] = parts
    return out


def _distances(x: Floats) -> NDArray[np.float64]:
    distance: NDArray[np.float64] = np.maximum(1.0 - x @ x.T, 0.0).astype(np.float64)
    np.fill_diagonal(distance, 0.0)
    return distance


def _euclidean(x: Floats) -> NDArray[np.float64]:
    x = x.astype(np.float64)
    square = (x**2).sum(axis=1)
    distance: NDArray[np.float64] = np.sqrt(np.maximum(square[:, None] + square[None, :] - 2 * x @ x.T, 0.0))
    np.fill_diagonal(distance, 0.0)
    return distance
