"""When no new themes came any more: only for papers that were sampled on purpose, in a stated order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BASE = 4
"""Studies whose themes are what new ones are measured against."""
RUN = 2
"""Studies looked at together for new themes; runs move on by one study."""
THRESHOLDS = (0.0, 0.05)
PERMUTATIONS = 500
BAND = (5, 95)


@dataclass(frozen=True)
class Stop:
    """Where new information first fell to a threshold: after `studies` studies, the run included; None if never."""

    threshold: float
    studies: int | None


@dataclass(frozen=True)
class Saturation:
    """Themes met after each study of an order, beside other orders, and the stopping rule of Guest et al. (2020).

    `seen` counts themes after each study; `low`, `middle` and `high` are the 5th, 50th and 95th percentile of that
    count over permuted orders. `new_information` is for each run of `run` studies after the base the number of its new
    themes over those of the base. `over` says what was counted.
    """

    order: str
    over: str
    studies: tuple[str, ...]
    seen: tuple[int, ...]
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    base: int
    run: int
    new_information: tuple[float, ...]
    stops: tuple[Stop, ...]


def saturation(
    found: Mapping[str, frozenset[str]], studies: Sequence[str], *, order: str, over: str, seed: int
) -> Saturation:
    """The curve over `studies` in the order given; `found` maps a theme to its studies.

    Guest G, Namey E, Chen M (2020), doi:10.1371/journal.pone.0232076: base size 4, run length 2, and new information of
    at most 0 or 5 per cent. With no theme in the base there is nothing to measure against, and no stop is given.
    """
    table = np.array([[s in where for s in studies] for where in found.values()], dtype=bool)
    table = table.reshape(len(found), len(studies))
    seen = _seen(table)
    generator = np.random.default_rng(seed)
    others = np.array([_seen(table[:, generator.permutation(len(studies))]) for _ in range(PERMUTATIONS)])
    low, high = np.percentile(others, BAND, axis=0) if len(studies) else (np.array([]), np.array([]))
    middle = np.median(others, axis=0) if len(studies) else np.array([])
    base = int(seen[BASE - 1]) if len(seen) >= BASE else 0
    new = [float(seen[i + RUN - 1] - seen[i - 1]) / base for i in range(BASE, len(seen) - RUN + 1)] if base else []
    stops = [Stop(t, next((BASE + i + RUN for i, share in enumerate(new) if share <= t), None)) for t in THRESHOLDS]
    return Saturation(
        order, over, tuple(studies), tuple(int(n) for n in seen), _floats(low), _floats(middle), _floats(high),
        BASE, RUN, _floats(np.array(new)), tuple(stops),
    )  # fmt: skip


def _seen(table: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Themes met after each study."""
    met: NDArray[np.int64] = np.logical_or.accumulate(table, axis=1).sum(axis=0, dtype=np.int64)
    return met


def _floats(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(v), 4) for v in values)
