"""Groups of constructs that many ways of looking agree on: no single likeness of so few holds by itself.

By their passages, by their words and by both; each drawn to few of its nearest or to more; cut into fewer groups or
into more. How often two constructs come together is their likeness, by which they are grouped once more: evidence
accumulation (Fred and Jain 2005).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from thirdorder.nlp.themes.clustering import CROSSOVER, Clustering, Labels, cluster, own_share
from thirdorder.nlp.themes.space import Floats, Ints, smoothed, unit

Distances = NDArray[np.float64]

LEXICAL = 0.5
"""Length of the words' part beside the vectors' part where a construct is seen by both."""
NEAREST = (4, 6, 8)
"""Constructs, itself among them, that a construct is drawn to."""
SHARE, ROOT = 1 / 3, 2.2
"""Themes looked for: so many for each construct, at most so many times the square root of their number."""
TIMES = (2 / 3, 1.0, 4 / 3)
"""Groups looked for in one way of looking, for each theme."""
ONE = 0.4
"""Mean distance up to which groups of constructs are one however many are looked for."""
HALF = 0.5
"""Themes that come together in more than half of the groupings are one."""
LARGEST, FROM = 1 / 3, 12
"""No theme holds more than this share of all constructs, from so many constructs on."""


def group(means: Floats, words: Floats, study: Ints, seed: int) -> Clustering:
    """Themes over constructs, every one in one: unit rows `means` (n, d) and `words` (n, words, or none)."""
    n, studies = len(means), len(np.unique(study))
    if n >= CROSSOVER:
        return cluster(means, study, seed)
    both = unit(np.hstack([means, LEXICAL * words]))
    seen = (means, words, both) if words.shape[1] else (means,)
    number = max(2, min(round(SHARE * n), round(ROOT * math.sqrt(n))))
    together = np.zeros((n, n))
    ways = 0
    for places in seen:
        for nearest in NEAREST:
            distance = _distances(places, min(nearest, max(1, n // 4)), study, studies)
            for times in TIMES:
                labels = _cut(distance, max(2, round(times * number)), ONE)
                together += labels[:, None] == labels[None, :]
                ways += 1
    distance = 1.0 - together / ways
    labels = _numbered(_limited(distance, _cut(distance, number, HALF)))
    by = ", by their words and by both" if words.shape[1] else ""
    method = (
        f"constructs by the mean of their passages{by}, each drawn to its {', '.join(map(str, NEAREST))} nearest, "
        f"at most {own_share(max(NEAREST), studies)} of its own study; average linkage over how often {ways} "
        f"groupings agree, {int(labels.max()) + 1} themes of {n} constructs"
    )
    return Clustering(labels, method, both, 1)


def _distances(places: Floats, nearest: int, study: Ints, studies: int) -> Distances:
    """Cosine distances (n, n) of constructs drawn to their nearest, most of these of other studies."""
    points = smoothed(places, nearest, study if studies > 1 else None, own_share(nearest, studies))
    points = unit(points - points.mean(axis=0))
    distance: Distances = np.maximum(1.0 - points @ points.T, 0.0).astype(np.float64)
    np.fill_diagonal(distance, 0.0)
    return distance


def _cut(distance: Distances, number: int, one: float) -> Labels:
    """Average linkage into `number` groups, fewer where groups nearer than `one` would stay apart."""
    if len(distance) < 2:
        return np.zeros(len(distance), dtype=np.int64)
    tree = linkage(distance[np.triu_indices(len(distance), 1)], "average")
    number = min(number, int(fcluster(tree, one, "distance").max()))
    labels: Labels = fcluster(tree, number, "maxclust").astype(np.int64) - 1
    return labels


def _limited(distance: Distances, labels: Labels) -> Labels:
    """The same, every group that holds too much of everything parted in two until none does."""
    most = math.ceil(LARGEST * len(labels)) if len(labels) >= FROM else len(labels)
    labels = labels.copy()
    while np.bincount(labels).max() > most:
        rows = np.flatnonzero(labels == np.bincount(labels).argmax())
        halves = _cut(distance[np.ix_(rows, rows)], 2, 0.0)
        if halves.max() == 0:  # nothing tells them apart
            halves = (np.arange(len(rows)) >= len(rows) // 2).astype(np.int64)
        labels[rows[halves > 0]] = labels.max() + 1
    return labels


def _numbered(labels: Labels) -> Labels:
    """Groups numbered by their first member."""
    first = {g: i for i, g in enumerate(dict.fromkeys(labels.tolist()))}
    return np.array([first[g] for g in labels.tolist()], dtype=np.int64)
