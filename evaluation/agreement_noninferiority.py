"""Is the machine as good as a second reviewer? Its agreement with a person beside that of two people."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy.stats import t as student

from thirdorder.evaluation.agreement_coefficients import Cells, Floats, coefficients, sums_by_study
from thirdorder.evaluation.agreement_resampling import draw_studies, present, tail

Verdict = Literal["non-inferior", "inferior", "not shown", "too few studies to tell", "no margin was fixed"]
FEWEST_STUDIES = 15
POWER = 0.8


@dataclass(frozen=True, slots=True)
class Contrast:
    """A machine against a person, beside two people, on the units that all three have read.

    `difference` is pooled machine-human less pooled human-human; `lower` and `upper` are its one-sided bounds at
    `level` over resampled studies; `p` is the share of resamples in which the machine falls short by the margin or
    more; `smallest` is the smallest margin that a machine as good as a person would meet in four studies like this
    out of five.
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
    once = np.ones((1, studies))
    mine, theirs = (
        _pooled(common, (machine, person), coefficient, once),
        _pooled(common, (person, beside), coefficient, once),
    )
    difference = float(mine[0] - theirs[0])
    drawn = np.empty(0)
    if studies > 1 and not np.isnan(difference):
        weights = draw_studies(studies, resamples, seed)
        both = [_pooled(common, pair, coefficient, weights) for pair in ((machine, person), (person, beside))]
        drawn = both[0] - both[1]
        drawn = drawn[~np.isnan(drawn)]
    lower, upper, smallest, p = _bounds(drawn, margin, level, studies)
    return Contrast(
        machine,
        person,
        beside,
        coefficient,
        _number(mine[0]),
        _number(theirs[0]),
        _number(difference),
        lower,
        upper,
        p,
        margin,
        smallest,
        level,
        float(common.weight.sum()),
        studies,
        verdict(lower, upper, smallest, margin, studies),
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


def _pooled(cells: Cells, pair: tuple[str, str], coefficient: str, weights: Floats) -> Floats:
    columns = [cells.coders.index(c) for c in pair]
    rows = np.arange(len(cells.units))
    sums = sums_by_study(cells.rows(rows, columns)).weigh(weights)
    return coefficients(sums.pooled())[coefficient][..., 0]


def _bounds(
    drawn: Floats, margin: float | None, level: float, studies: int
) -> tuple[float | None, float | None, float | None, float | None]:
    if not len(drawn):
        return None, None, None, None
    cut = tail(1 - level, studies)
    low, high = np.quantile(drawn, [cut, 1 - cut])
    error = drawn.std() * sqrt(studies / (studies - 1))
    smallest = float((student.ppf(level, studies - 1) + student.ppf(POWER, studies - 1)) * error)
    p = None if margin is None else float((1 + (drawn <= -margin).sum()) / (1 + len(drawn)))
    return float(low), float(high), smallest, p


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
