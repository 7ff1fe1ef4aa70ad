"""Is the machine as good as a second reviewer? Its agreement with a person beside that of two people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import t as student

from thirdorder.evaluation.agreement.coefficients import (
    Cells,
    Floats,
    Sums,
    coefficients,
    mean_over_codes,
    sums_by_study,
)
from thirdorder.evaluation.agreement.resampling import draw_studies, present

Verdict = Literal["non-inferior", "inferior", "not shown", "too few studies to tell", "no margin was fixed"]
FEWEST_STUDIES = 15
POWER = 0.8
STEP = 1e-4
"""How much of a study is added to see what it does to a difference."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One coefficient of machine and person, beside that of two people on the same units; None where undefined."""

    machine_human: float | None
    human_human: float | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A machine against a person, beside two people, on the units that all three have read.

    `difference` is pooled machine-human less pooled human-human; `lower` and `upper` are its one-sided bounds at
    `level` by a studentised bootstrap over studies; `p` is the share of resamples that lie as far from the difference,
    in standard errors, as minus the margin does; `smallest` is the smallest margin that a machine as good as a
    person would meet in four reviews like this out of five. `pooled` and `mean` (over codes) set every coefficient side
    by side.
    """

    machine: str
    person: str
    beside: str
    coefficient: str
    machine_human: float | None
    human_human: float | None
    difference: float | None
    lower: float | None
    upper: float | None
    p: float | None
    margin: float | None
    smallest: float | None
    level: float
    units: float
    studies: int
    verdict: Verdict
    pooled: Mapping[str, Beside]
    mean: Mapping[str, Beside]


def contrast(
    cells: Cells,
    machine: str,
    person: str,
    beside: str,
    *,
    margin: float | None,
    seed: int,
    resamples: int,
    level: float = 0.95,
    coefficient: str = "cohen_kappa",
) -> Contrast:
    """Test machine-person against person-beside by a one-sided bootstrap that draws the same studies for both.

    A machine that learned from a person belongs against the other one: name the one it did not learn from as `person`.
    The margin must have been fixed before anyone saw the data; without one there is no verdict.
    """
    common = present(cells.only((machine, person, beside)))
    studies = len(common.studies)
    mine, theirs = (_sums(common, pair) for pair in ((machine, person), (person, beside)))
    once = np.ones((1, studies))
    pooled, mean = _beside(mine.weigh(once), theirs.weigh(once))
    here = pooled[coefficient]
    difference = None
    lower = upper = smallest = p = None
    if here.machine_human is not None and here.human_human is not None:
        difference = here.machine_human - here.human_human
        if studies > 1:
            drawn = draw_studies(studies, resamples, seed)
            values, errors = _differences(mine.pooled(), theirs.pooled(), np.concatenate([once, drawn]), coefficient)
            lower, upper, smallest, p = _bounds(values, errors, margin, level, studies)
    return Contrast(
        machine=machine,
        person=person,
        beside=beside,
        coefficient=coefficient,
        machine_human=here.machine_human,
        human_human=here.human_human,
        difference=difference,
        lower=lower,
        upper=upper,
        p=p,
        margin=margin,
        smallest=smallest,
        level=level,
        units=float(common.weight.sum()),
        studies=studies,
        verdict=verdict(lower, upper, smallest, margin, studies),
        pooled=pooled,
        mean=mean,
    )


def verdict(
    lower: float | None, upper: float | None, smallest: float | None, margin: float | None, studies: int
) -> Verdict:
    """What the bounds allow to say. Data that could not have shown the margin are too few, whichever way they point."""
    if margin is None:
        return "no margin was fixed"
    if lower is None or upper is None or smallest is None or studies < FEWEST_STUDIES:
        return "too few studies to tell"
    if lower > -margin:
        return "non-inferior"
    if upper < -margin:
        return "inferior"
    return "too few studies to tell" if smallest > margin else "not shown"


def _sums(cells: Cells, pair: tuple[str, str]) -> Sums:
    return sums_by_study(cells.rows(np.arange(len(cells.units)), [cells.coders.index(c) for c in pair]))


def _differences(mine: Sums, theirs: Sums, weights: Floats, coefficient: str) -> tuple[Floats, Floats]:
    """The difference under each weighting of studies (r, studies), and its standard error there, both (r,).

    The error is that of the infinitesimal jackknife: what a little more of each study does to the difference
    (Efron and Tibshirani 1993, section 21.2).
    """

    drawn = [sums.weigh(weights) for sums in (mine, theirs)]

    def at(sums: Sequence[Sums]) -> Floats:
        found = [coefficients(s)[coefficient][..., 0] for s in sums]
        return np.asarray(found[0] - found[1])

    values = at(drawn)
    studies = weights.shape[1]
    square = np.zeros(len(weights))
    for i in range(studies):
        more = at([d.plus(s.study(i), STEP) for d, s in zip(drawn, (mine, theirs), strict=True)])
        square += weights[:, i] * ((more - values) / STEP) ** 2
    return values, np.sqrt(square * studies / (studies - 1))


def _beside(mine: Sums, theirs: Sums) -> tuple[dict[str, Beside], dict[str, Beside]]:
    """Every coefficient pooled and as the mean over codes, of sums that were drawn once."""
    pooled = [coefficients(s.pooled()) for s in (mine, theirs)]
    means = [mean_over_codes(coefficients(s)) for s in (mine, theirs)]
    return (
        {n: Beside(_number(pooled[0][n][0, 0]), _number(pooled[1][n][0, 0])) for n in pooled[0]},
        {n: Beside(_number(means[0][n][0]), _number(means[1][n][0])) for n in means[0]},
    )


def _bounds(
    values: Floats, errors: Floats, margin: float | None, level: float, studies: int
) -> tuple[float | None, float | None, float | None, float | None]:
    """Bounds by the studentised bootstrap (Efron and Tibshirani 1993, chapter 12), the sample first.

    Percentiles of the difference, expanded as Student's t does, passed a machine short by the margin more often.
    """
    value, error = float(values[0]), float(errors[0])
    drawn, spread = values[1:], errors[1:]
    usable = ~np.isnan(drawn) & (spread > 1e-9)
    if not usable.any():
        return None, None, None, None
    away = (drawn[usable] - value) / spread[usable]
    low, high = np.quantile(away, [1 - level, level])
    lower, upper = value - float(high) * error, value - float(low) * error
    smallest = (float(high) + float(student.ppf(POWER, studies - 1))) * error
    if margin is None:
        return lower, upper, smallest, None
    p = (1 + (away * error >= value + margin).sum()) / (2 + len(away))
    return lower, upper, smallest, float(p)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
