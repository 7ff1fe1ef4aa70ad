"""Intervals by resampling studies: passages of one study are no independent witnesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from thirdorder.evaluation.agreement.coefficients import (
    Cells,
    Floats,
    Sums,
    coefficients,
    mean_over_codes,
    sums_by_study,
)
from thirdorder.evaluation.agreement.sets import set_sums

FEWEST_STUDIES = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its interval; None where it is undefined, or where one study gives no interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Scores:
    """All coefficients of some coders on the units that all of them have read.

    `pooled` takes each unit × code cell as a unit, `mean` averages over the codes for which a coefficient is defined,
    `sets` is Krippendorff's α on sets of codes. `units` counts characters where the unit is the character.
    """

    coders: tuple[str, ...]
    units: float
    studies: int
    pooled: Mapping[str, Estimate]
    mean: Mapping[str, Estimate]
    by_code: Mapping[str, Mapping[str, Estimate]]
    sets: Mapping[str, Estimate]


def draw_studies(studies: int, resamples: int, seed: int) -> Floats:
    """How often each study is drawn in each resample, (resamples, studies)."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(studies, np.full(studies, 1 / studies), size=resamples).astype(np.float64)


def scores(cells: Cells, *, seed: int, resamples: int, level: float) -> Scores:
    """Every coefficient with its (expanded) percentile interval from studies drawn with replacement."""
    cells = present(cells)
    sums = sums_by_study(cells)
    studies = len(cells.studies)
    weights = draw_studies(studies, resamples, seed) if studies >= FEWEST_STUDIES and resamples else None
    once = np.ones((1, studies))
    point, pooled_point = _both(sums.weigh(once))
    drawn, pooled_drawn = _both(sums.weigh(weights)) if weights is not None else ({}, {})

    def estimates(at: Mapping[str, Floats], of: Mapping[str, Floats], column: int | None) -> dict[str, Estimate]:
        def pick(a: Floats) -> Floats:
            return a if column is None else a[..., column]

        return {n: estimate(pick(v)[0], pick(of[n]) if of else None, level, studies) for n, v in at.items()}

    sets: dict[str, Estimate] = {}
    for distance in ("masi", "jaccard"):
        ss = set_sums(cells, distance)
        resampled = ss.alpha(weights) if weights is not None else None
        sets[f"krippendorff_alpha_{distance}"] = estimate(ss.alpha(once)[0], resampled, level, studies)
    return Scores(
        coders=cells.coders,
        units=float(cells.weight.sum()),
        studies=studies,
        pooled=estimates(pooled_point, pooled_drawn, 0),
        mean=estimates(mean_over_codes(point), mean_over_codes(drawn), None),
        by_code={code: estimates(point, drawn, i) for i, code in enumerate(cells.codes)},
        sets=sets,
    )


def tail(share: float, studies: int) -> float:
    """The share of resamples to cut off a tail so that about `share` of samples of so few studies lie beyond it.

    Plain percentiles are too narrow for few; this is the expanded percentile of T. C. Hesterberg, "What Teachers Should
    Know About the Bootstrap", The American Statistician 69 (2015), which widens them as Student's t does.
    """
    return float(norm.cdf(sqrt(studies / (studies - 1)) * student.ppf(share, studies - 1)))


def estimate(value: float, drawn: Floats | None, level: float, studies: int | None = None) -> Estimate:
    """A value with the percentile interval of its resamples, expanded for few `studies` where their number is given.

    Resamples in which it is undefined say nothing.
    """
    point = None if np.isnan(value) else float(value)
    defined = drawn[~np.isnan(drawn)] if drawn is not None else np.empty(0)
    if point is None or not len(defined):
        return Estimate(point)
    cut = (1 - level) / 2 if studies is None else tail((1 - level) / 2, studies)
    low, high = np.quantile(defined, [cut, 1 - cut])
    return Estimate(point, float(low), float(high))


def present(cells: Cells) -> Cells:
    """The cells with only those studies that have units among them."""
    kept = np.unique(cells.study)
    index = np.searchsorted(kept, cells.study)
    studies = tuple(cells.studies[i] for i in kept)
    return Cells(cells.coders, cells.codes, cells.units, studies, index, cells.values, cells.weight)


def _both(sums: Sums) -> tuple[Mapping[str, Floats], Mapping[str, Floats]]:
    return coefficients(sums), coefficients(sums.pooled())
