"""Is the machine as good as a second reviewer? Its agreement with a person beside that of two people."""

from __future__ import annotations

from collections.abc import Mapping
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
    uses_of,
)
from thirdorder.evaluation.agreement.intervals import (
    Design,
    design,
    from_scale,
    grouped,
    held,
    leaving_out,
    present,
    standard_error,
    to_scale,
)

Verdict = Literal["non-inferior", "inferior", "not shown", "too few studies to tell", "no margin was fixed"]
FEWEST_STUDIES = 15
POWER = 0.8
COEFFICIENT = "cohen_kappa"
CAREFUL = 0.65
"""The share of the promised error that is spent: where studies differ much in how hard they are, a few of them carry
the difference, and that uses up the rest (`evaluation.benchmarks.noninferiority`)."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One coefficient of machine and person, beside that of two people on the same units; None where undefined."""

    machine_human: float | None
    human_human: float | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far machine and person agree less than two people do, in one figure.

    `difference` is machine-human less human-human; `lower` and `upper` are its one-sided bounds by the jackknife over
    studies with Student's t; `p` tests a machine short by the margin; `smallest` is the smallest margin that a machine
    as good as a person would meet in four reviews like this out of five. `codes` counts the codes it goes over.
    """

    machine_human: float | None
    human_human: float | None
    difference: float | None
    lower: float | None
    upper: float | None
    p: float | None
    smallest: float | None
    codes: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Contrast:
    """A machine against a person, beside two people, on the units that all three have read.

    The figures up to `verdict` are those of pooled κ; `over_codes` are those of the mean of κ over codes, with the same
    margin. `pooled` and `mean` (over codes) set every coefficient side by side.
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
    over_codes: Shortfall
    pooled: Mapping[str, Beside]
    mean: Mapping[str, Beside]


def contrast(
    cells: Cells, machine: str, person: str, beside: str, *, margin: float | None, seed: int, level: float = 0.95
) -> Contrast:
    """Test machine-person against person-beside by a one-sided test that leaves the same studies out of both.

    A machine that learned from a person belongs against the other one: name the one it did not learn from as `person`.
    The margin must have been fixed before anyone saw the data; without one there is no verdict.
    """
    common = present(cells.only((machine, person, beside)))
    studies = len(common.studies)
    groups = grouped(common, seed)
    plan = design(groups, studies, level)
    weights = leaving_out(len(groups.studies))
    mine, theirs = (_sums(groups, pair).weigh(weights) for pair in ((machine, person), (person, beside)))
    each = [coefficients(s) for s in (mine, theirs)]
    pooled = [{n: v[:, 0] for n, v in coefficients(s.pooled()).items()} for s in (mine, theirs)]
    both = ~np.isnan(each[0][COEFFICIENT][0]) & ~np.isnan(each[1][COEFFICIENT][0])
    means = [mean_over_codes(e, both) for e in each]
    test = _test(pooled[0][COEFFICIENT], pooled[1][COEFFICIENT], margin, plan, int((uses_of(common) > 0).sum()))
    over_codes = _test(means[0][COEFFICIENT], means[1][COEFFICIENT], margin, plan, int(both.sum()))
    return Contrast(
        machine=machine,
        person=person,
        beside=beside,
        coefficient=COEFFICIENT,
        machine_human=test.machine_human,
        human_human=test.human_human,
        difference=test.difference,
        lower=test.lower,
        upper=test.upper,
        p=test.p,
        margin=margin,
        smallest=test.smallest,
        level=level,
        units=float(common.weight.sum()),
        studies=studies,
        verdict=test.verdict,
        over_codes=over_codes,
        pooled=_beside(*pooled),
        mean=_beside(*means),
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


def _test(mine: Floats, theirs: Floats, margin: float | None, plan: Design, codes: int) -> Shortfall:
    """The test of one figure from its values with all studies and without each, (1 + groups,)."""
    machine, people = _number(mine[0]), _number(theirs[0])
    difference = lower = upper = p = smallest = None
    if machine is not None and people is not None:
        apart = held(mine) - held(theirs)
        difference = float(apart[0])
        error = standard_error(apart) if plan.studies > 1 else 0.0
        away = plan.quantile(1 - CAREFUL * (1 - plan.level))
        down, up = (_skew(values, away) for values in (mine, theirs))
        if error > 1e-12 and down is not None and up is not None:
            lower, upper = difference - away * down * error, difference + away * up * error
            smallest = (away * down + plan.quantile(POWER)) * error
            if margin is not None:
                p = min(1.0, float(student.sf((difference + margin) / (down * error), plan.degrees)) / CAREFUL)
    return Shortfall(
        machine,
        people,
        difference,
        lower,
        upper,
        p,
        smallest,
        codes,
        verdict(lower, upper, smallest, margin, plan.studies),
    )


def _skew(values: Floats, away: float) -> float | None:
    """How much further κ could lie below than above, at least 1: near 1 it has less room above than below.

    None where one study holds all disagreement, since nothing then says how far below it could lie.
    """
    point = held(values)
    inner, plain = to_scale(point, "disagreement"), standard_error(point)
    if not plain > 1e-12:
        return 1.0
    if not np.isfinite(inner).all():
        return None
    scaled = standard_error(inner)
    low = float(from_scale(to_scale(point[:1], "disagreement") + away * scaled, "disagreement")[0])
    return max((float(point[0]) - low) / (away * plain), 1.0)


def _sums(cells: Cells, pair: tuple[str, str]) -> Sums:
    return sums_by_study(cells.rows(np.arange(len(cells.units)), [cells.coders.index(c) for c in pair]))


def _beside(mine: Mapping[str, Floats], theirs: Mapping[str, Floats]) -> dict[str, Beside]:
    return {n: Beside(_number(mine[n][0]), _number(theirs[n][0])) for n in mine}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
