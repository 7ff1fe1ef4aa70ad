"""Is the machine as good as a second reviewer? Its agreement with a person beside that of two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
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
from thirdorder.evaluation.agreement.resampling import draw_studies, present, tail, untail

Verdict = Literal["non-inferior", "inferior", "not shown", "too few studies to tell", "no margin was fixed"]
FEWEST_STUDIES = 15
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Beside:
    """One coefficient of machine and person, beside that of two people on the same units; None where undefined."""

    machine_human: float | None
    human_human: float | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A machine against a person, beside two people, on the units that all three have read.

    `difference` is pooled machine-human less pooled human-human; `lower` and `upper` are its one-sided bounds at
    `level` over resampled studies; `p` is the share of resamples in which the machine falls short by the margin or
    more, widened as the bounds are; `smallest` is the smallest margin that a machine as good as a person would meet in
    four reviews like this out of five. `pooled` and `mean` (over codes) set every coefficient side by side.
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
    drawn = np.empty(0)
    difference = None
    if here.machine_human is not None and here.human_human is not None:
        difference = here.machine_human - here.human_human
        if studies > 1:
            weights = draw_studies(studies, resamples, seed)
            drawn = _of(mine.weigh(weights), coefficient) - _of(theirs.weigh(weights), coefficient)
            drawn = drawn[~np.isnan(drawn)]
    lower, upper, smallest, p = _bounds(drawn, margin, level, studies)
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


def _of(sums: Sums, coefficient: str) -> Floats:
    return coefficients(sums.pooled())[coefficient][..., 0]


def _beside(mine: Sums, theirs: Sums) -> tuple[dict[str, Beside], dict[str, Beside]]:
    """Every coefficient pooled and as the mean over codes, of sums that were drawn once."""
    pooled = [coefficients(s.pooled()) for s in (mine, theirs)]
    means = [mean_over_codes(coefficients(s)) for s in (mine, theirs)]
    return (
        {n: Beside(_number(pooled[0][n][0, 0]), _number(pooled[1][n][0, 0])) for n in pooled[0]},
        {n: Beside(_number(means[0][n][0]), _number(means[1][n][0])) for n in means[0]},
    )


def _bounds(
    drawn: Floats, margin: float | None, level: float, studies: int
) -> tuple[float | None, float | None, float | None, float | None]:
    if not len(drawn):
        return None, None, None, None
    cut = tail(1 - level, studies)
    low, high = np.quantile(drawn, [cut, 1 - cut])
    error = drawn.std() * sqrt(studies / (studies - 1))
    smallest = float((student.ppf(level, studies - 1) + student.ppf(POWER, studies - 1)) * error)
    if margin is None:
        return float(low), float(high), smallest, None
    share = (1 + (drawn <= -margin).sum()) / (2 + len(drawn))
    return float(low), float(high), smallest, untail(share, studies)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
