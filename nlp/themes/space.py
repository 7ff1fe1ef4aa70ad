"""The space themes are sought in: vectors without their study's own centre, neighbours, and a layout to cluster in."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

OWN_CENTRE = 0.7
"""How much of a study's own centre is taken out: enough to loosen disease and place, not what it says."""
CENTRE_PRIOR = 5
"""Passages by which a study's centre is drawn to the common one: a study of few passages has no centre of its own."""
EPOCHS = 150
SHARPNESS = 2
"""Power of the cosine by which neighbours weigh: one that is far, taken for its study alone, counts little."""
BLOCK = 2048
WIDE = 8
"""Nearest candidates looked at for each neighbour wanted from other studies."""


def unit(x: Floats) -> Floats:
    """Rows scaled to unit length; a row of zeros stays one."""
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    return (x / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32, copy=False)


def centred(vectors: Floats, study: Ints, share: float = OWN_CENTRE) -> Floats:
    """Unit rows (n, d) with `share` of each study's departure from the common centre taken out; `study` (n,) numbers.

    Embeddings group by disease and place before they group by what is said. A study's mean carries its setting;
    it is shrunk towards the common mean where it rests on few passages. One study alone is left as it is.
    """
    number = int(study.max()) + 1 if len(study) else 0
    if number < 2:
        return unit(vectors)
    count = np.bincount(study, minlength=number).astype(np.float32)
    sums = np.zeros((number, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, study, vectors)
    own = sums / np.maximum(count, 1)[:, None] - vectors.mean(axis=0, dtype=np.float64)
    weight = share * count / (count + CENTRE_PRIOR)
    shift = (own * weight[:, None]).astype(np.float32)
    out = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), BLOCK):
        rows = slice(start, start + BLOCK)
        out[rows] = unit(vectors[rows] - shift[study[rows]])
    return out


def neighbours(x: Floats, k: int, study: Ints | None = None, own: int = 0) -> tuple[Ints, Floats]:
    """Exact nearest neighbours by cosine of unit rows: indices and distances (n, k), each row's first neighbour itself.

    With `study` at most `own` of them (the row among them) are of its own study, as long as others will do: passages
    of one study are alike in their setting, and what relates studies would never come into sight (as batches are
    balanced in Polański et al. 2020). Blocked products keep memory at BLOCK × n; ties go to the lower row.
    """
    n = len(x)
    index = np.empty((n, k), dtype=np.int32)
    distance = np.empty((n, k), dtype=np.float32)
    wide = k if study is None else min(n, max(WIDE * k, int(np.bincount(study).max()) + k))
    for start in range(0, n, BLOCK):
        rows = np.arange(start, min(start + BLOCK, n))
        similarity = x[rows] @ x.T
        similarity[np.arange(len(rows)), rows] = np.inf
        near = np.sort(np.argpartition(-similarity, wide - 1, axis=1)[:, :wide], axis=1)
        values = np.take_along_axis(similarity, near, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        if study is not None:
            same = study[np.take_along_axis(near, order, axis=1)] == study[rows][:, None]
            late = same & (np.cumsum(same, axis=1) > own)
            order = np.take_along_axis(order, np.argsort(late, axis=1, kind="stable"), axis=1)
        order = order[:, :k]
        index[rows] = np.take_along_axis(near, order, axis=1)
        distance[rows] = 1.0 - np.take_along_axis(values, order, axis=1)
    distance[:, 0] = 0.0
    return index, np.maximum(distance, 0.0)


def smoothed(x: Floats, k: int, study: Ints | None = None, own: int = 0) -> Floats:
    """Each row drawn to the weighted mean of its k nearest, itself among them: evens out wordings among few points."""
    if k < 2:
        return x
    index, distance = neighbours(x, k, study, own)
    weight = np.maximum(1.0 - distance, 0.0) ** SHARPNESS
    return unit(np.einsum("nk,nkd->nd", weight, x[index]))


def linear(x: Floats, dimensions: int) -> Floats:
    """Principal components (n, at most `dimensions`), rows of unit length; signs fixed so that runs agree."""
    shifted = x.astype(np.float64) - x.mean(axis=0, dtype=np.float64)
    values, vectors = np.linalg.eigh(shifted.T @ shifted)
    order = np.argsort(-values)[: min(dimensions, len(x) - 1)]
    order = order[values[order] > 1e-9 * max(float(values.max()), 1e-12)]
    axes = vectors[:, order]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return unit((shifted @ axes).astype(np.float32))


def layout(x: Floats, k: int, dimensions: int, seed: int, study: Ints | None = None, own: int = 0) -> Floats:
    """A UMAP layout (n, dimensions) over exact neighbours, begun at the principal components, which no seed moves.

    The same rows and seed give the same bytes.
    """
    import umap  # compiles for seconds, so only where it is used

    reducer = umap.UMAP(
        n_neighbors=k,
        n_components=dimensions,
        n_epochs=EPOCHS,
        init="pca",
        min_dist=0.0,
        metric="cosine",
        random_state=seed,
        n_jobs=1,
        precomputed_knn=neighbours(x, k, study, own),
        force_approximation_algorithm=True,
    )
    with warnings.catch_warnings():  # that no new points can be placed with given neighbours, which nobody does here
        warnings.filterwarnings("ignore", message="precomputed_knn", category=UserWarning)
        return np.asarray(reducer.fit_transform(x), dtype=np.float32)
