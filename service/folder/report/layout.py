"""Where the themes stand on the map: near each other where their passages are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from thirdorder.nlp.review import Theme

if TYPE_CHECKING:
    from thirdorder.nlp.pipeline import Result

BY_RANK = 0.7


@dataclass(frozen=True)
class Point:
    """A place on the map, both coordinates from 0 to 1."""

    x: float
    y: float


def theme_map(themes: Sequence[Theme], result: Result) -> Mapping[str, Point]:
    """Classical scaling (Torgerson 1952) of the distances between the themes' mean vectors, spread out, by theme id."""
    if not themes:
        return {}
    row = {passage.id: i for i, (_, passage) in enumerate(result.rows)}
    means = np.stack([
        result.vectors[[row[m.passage] for m in t.members if m.passage in row] or [0]].mean(axis=0) for t in themes
    ])  # fmt: skip
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    squared = np.clip(2 - 2 * (means @ means.T), 0, None)
    n = len(themes)
    centre = np.eye(n) - 1 / n
    values, axes = np.linalg.eigh(-0.5 * centre @ squared @ centre)
    order = np.argsort(values)[::-1][:2]
    flat = axes[:, order] * np.sqrt(np.clip(values[order], 0, None))
    if flat.shape[1] < 2:
        flat = np.column_stack([flat, np.zeros(n)])
    flat *= np.where(flat[np.abs(flat).argmax(axis=0), range(2)] < 0, -1, 1)  # an eigenvector has no sign of its own
    low, high = flat.min(axis=0), flat.max(axis=0)
    scaled = np.where(high > low, (flat - low) / np.where(high > low, high - low, 1), 0.5)
    # A few themes far out would press all others into a corner: most of a place is its rank.
    rank = np.argsort(np.argsort(flat, axis=0, kind="stable"), axis=0) / max(n - 1, 1)
    scaled = (1 - BY_RANK) * scaled + BY_RANK * rank
    return {t.id: Point(round(float(x), 4), round(float(y), 4)) for t, (x, y) in zip(themes, scaled, strict=True)}
