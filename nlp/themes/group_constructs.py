"""Groups of constructs that many ways of looking agree on: no single likeness of so few holds by itself.

By their passages, by their words and by both, each drawn to few of its nearest or to more; by passages, words and what
authors state together, less a part of what brings constructs of one study near; cut into fewer groups or into more.
How often two constructs come together is their likeness, by which they are grouped once more: evidence accumulation
(Fred and Jain 2005). A construct that then stands alone joins the theme it is nearest to, if it is near any.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

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
WORDS, STATED = 0.5, 0.5
"""What a standard deviation of likeness by words and by what is stated counts beside one by passages."""
OWN = (0.4, 0.5, 0.6)
"""Shares of what constructs of one study are nearer to each other than to others' that are taken off: all of it would
leave as if by chance what authors themselves put side by side."""
SHARE, ROOT = 1 / 3, 2.2
"""Themes looked for: so many for each construct, at most so many times the square root of their number."""
TIMES = (2 / 3, 1.0, 4 / 3)
"""Groups looked for in one way of looking, for each theme."""
ONE = 0.4
"""Mean distance up to which groups of constructs are one however many are looked for."""
HALF = 0.5
"""Themes that come together in more than half of the groupings are one."""
NEAR = 0.5
"""Standard deviations above pairs of different studies from which a construct that stands alone joins a theme."""
LARGEST, FROM = 1 / 3, 12
"""No theme holds more than this share of all constructs, from so many constructs on."""


def group(means: Floats, words: Floats, stated: Floats, study: Ints, seed: int) -> Clustering:
    """Themes over constructs, every one in one: unit rows `means` and `stated` (n, d), `words` (n, words, or none)."""
    n, studies = len(means), len(np.unique(study))
    if n >= CROSSOVER:
        return cluster(means, study, seed)
    both = unit(np.hstack([means, LEXICAL * words]))
    seen = (means, words, both) if words.shape[1] else (means,)
    number = max(2, min(round(SHARE * n), round(ROOT * math.sqrt(n))))
    drawn = [_distances(places, min(k, max(1, n // 4)), study, studies) for places in seen for k in NEAREST]
    near = _near(means, words, stated, study) if studies > 1 else None
    across = [] if near is None else [near.max() - _less_own(near, study, share) for share in OWN]
    together = _agreed(drawn, number, ONE)
    if across:
        together = (together + _agreed(across, number, 0.0)) / 2
    distance = 1.0 - together
    labels = _limited(distance, _cut(distance, number, HALF))
    if near is not None:
        labels = _joined(labels, _less_own(near, study, float(np.median(OWN))))
    labels = _numbered(labels)
    by = ", by their words and by both" if words.shape[1] else ""
    every = "their passages, words and claims" if words.shape[1] else "their passages and claims"
    method = (
        f"constructs by the mean of their passages{by}, each drawn to its {', '.join(map(str, NEAREST))} nearest, "
        f"at most {own_share(max(NEAREST), studies)} of its own study, and by {every} less a part of what brings one "
        f"study's near; average linkage over how often {len(TIMES) * (len(drawn) + len(across))} groupings agree, "
        f"what stands alone joined to what it is nearest to, {int(labels.max()) + 1} themes of {n} constructs"
    )
    return Clustering(labels, method, both, 1)


def _agreed(distances: Sequence[Distances], number: int, one: float) -> Distances:
    """How often each two come together (n, n), 0 to 1, when each of some distances is cut into fewer and into more."""
    together = np.zeros_like(distances[0])
    for distance in distances:
        for times in TIMES:
            labels = _cut(distance, max(2, round(times * number)), one)
            together += labels[:, None] == labels[None, :]
    shares: Distances = together / (len(distances) * len(TIMES))
    return shares


def _near(means: Floats, words: Floats, stated: Floats, study: Ints) -> Distances:
    """Likeness (n, n) by passages, words and what is stated together, in standard deviations (see `_standard`)."""
    apart = study[:, None] != study[None, :]
    together = _standard(means @ means.T, apart) + STATED * _standard(stated @ stated.T, apart)
    if words.shape[1]:
        together += WORDS * _standard(words @ words.T, apart)
    return _standard(together, apart)


def _less_own(near: Distances, study: Ints, share: float) -> Distances:
    """The same less a share of what constructs of one study are nearer to each other than to others'."""
    own = (study[:, None] == study[None, :]) & ~np.eye(len(study), dtype=np.bool_)
    more = max(float(near[own].mean()), 0.0) if own.any() else 0.0
    out: Distances = near - share * more * own
    return out


def _standard(likeness: NDArray[np.floating[Any]], apart: NDArray[np.bool_]) -> Distances:
    """A likeness in standard deviations from the mean of pairs of different studies."""
    values = likeness[apart].astype(np.float64)
    out: Distances = (likeness.astype(np.float64) - values.mean()) / (float(values.std()) or 1.0)
    return out


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
    most = _most(len(labels))
    labels = labels.copy()
    while np.bincount(labels).max() > most:
        rows = np.flatnonzero(labels == np.bincount(labels).argmax())
        halves = _cut(distance[np.ix_(rows, rows)], 2, 0.0)
        if halves.max() == 0:  # nothing tells them apart
            halves = (np.arange(len(rows)) >= len(rows) // 2).astype(np.int64)
        labels[rows[halves > 0]] = labels.max() + 1
    return labels


def _joined(labels: Labels, near: Distances) -> Labels:
    """The same, every construct that stands alone put to the group it is nearest to on average, the nearest first.

    None that is not NEAR any, and none into a group that would hold too much. One construct is no theme over studies.
    """
    most = _most(len(labels))
    labels = labels.copy()
    while True:
        member = labels[:, None] == np.arange(labels.max() + 1)
        size = member.sum(axis=0)
        alone = np.flatnonzero(size[labels] == 1)
        full = (size == 0) | (size >= most)
        to = np.where(full, -np.inf, near[alone] @ member / np.maximum(size, 1))
        to[np.arange(len(alone)), labels[alone]] = -np.inf
        if not len(alone) or to.max() < NEAR:
            return labels
        one, group = np.unravel_index(int(to.argmax()), to.shape)
        labels[alone[one]] = group


def _most(n: int) -> int:
    """Constructs that a theme may hold of n."""
    return math.ceil(LARGEST * n) if n >= FROM else n


def _numbered(labels: Labels) -> Labels:
    """Groups numbered by their first member."""
    first = {g: i for i, g in enumerate(dict.fromkeys(labels.tolist()))}
    return np.array([first[g] for g in labels.tolist()], dtype=np.int64)
