"""Intervals from leaving out one study at a time: passages of one study are no independent witnesses.

The jackknife by study, with Student's t on a scale on which a coefficient is nearly normal, and with degrees of freedom
for studies of unequal size and weight. Studies drawn with replacement were used before and covered too little: one
drawn twice agrees with itself, and few say little of the next. `evaluation.benchmarks.intervals` measures it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import expit, logit, stdtrit

from thirdorder.evaluation.agreement.coefficients import Cells, Floats

FEWEST_STUDIES = 3
FEW_STUDIES = 10
"""Below this, intervals are given with a caution: they rest on how much these few happen to differ."""
GROUPS = 100
"""More studies than this are left out in this many groups of about as many studies each, drawn once."""
ENOUGH_USES = 10
"""How often the coders together must have used a code, in three studies or more, for an interval of its own."""

TOO_FEW = "too few uses to say"
FEWER = "fewer than {} studies"
NEVER_MET = "no two coders ever put it on one unit"
ONLY_A_VALUE = "given as a value only"
ONE_STUDY = "all disagreement lies in one study"
NONE_APART = "nobody disagreed, or nobody agreed"
ALIKE = "studies do not differ in it"

Scale = Literal["disagreement", "share", "plain"]
"""Where a coefficient is nearly normal: 1 - x as a ratio of observed to expected disagreement (log), x as a share
(logit), or x itself."""
SCALES: dict[str, Scale] = {
    "percent": "share", "positive_agreement": "share", "negative_agreement": "share", "prevalence": "share",
    "cohen_kappa": "disagreement", "fleiss_kappa": "disagreement", "gwet_ac1": "disagreement",
    "krippendorff_alpha": "disagreement", "prevalence_index": "plain", "bias_index": "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its interval. None where it is undefined; `reason` says why there is no interval."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """What an interval rests on: how many studies, and the degrees of freedom they are worth."""

    studies: int
    degrees: float
    level: float = 0.95

    def quantile(self, share: float, most: float = np.inf) -> float:
        """Student's t at these degrees of freedom, or at `most` where these are more."""
        return float(stdtrit(min(self.degrees, most), share))


def design(cells: Cells, studies: int, level: float) -> Design:
    """The design of cells whose studies may have been gathered into groups; `studies` is their number before."""
    weight = np.bincount(cells.study, weights=cells.weight, minlength=len(cells.studies)).astype(np.float64)
    return Design(studies, degrees_of(weight), level)


def degrees_of(weight: Floats) -> float:
    """Degrees of freedom of studies of these sizes: as many of equal size as they are worth (Kish 1965), less one."""
    square = float((weight**2).sum())
    return max(float(weight.sum()) ** 2 / square - 1, 1.0) if square else 1.0


def present(cells: Cells) -> Cells:
    """The cells with only those studies that have units among them."""
    kept = np.unique(cells.study)
    return replace(cells, studies=tuple(cells.studies[i] for i in kept), study=np.searchsorted(kept, cells.study))


def grouped(cells: Cells, seed: int) -> Cells:
    """The cells with their studies in at most `GROUPS` groups, by a fixed shuffle; fewer studies stay as they are."""
    return replace(cells, studies=_names(len(cells.studies)), study=groups_of(len(cells.studies), seed)[cells.study])


def groups_of(studies: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The group of each study, (studies,)."""
    if studies <= GROUPS:
        return np.arange(studies, dtype=np.int64)
    group = np.empty(studies, dtype=np.int64)
    group[np.random.default_rng(seed).permutation(studies)] = np.arange(studies) % GROUPS
    return group


def leaving_out(groups: int) -> Floats:
    """Weights (1 + groups, groups): all of them, then all but one, each in turn."""
    return np.concatenate([np.ones((1, groups)), 1 - np.eye(groups)])


def held(values: Floats) -> Floats:
    """Values (1 + groups, ...) in which what leaving a group out made undefined is as it is with all groups.

    The set of codes of a mean is fixed that way: a code that only one study uses does not come and go.
    """
    return np.where(np.isnan(values), values[:1], values)


def estimate(values: Floats, scale: Scale, design: Design, *, enough: bool = True, unbiased: bool = False) -> Estimate:
    """The estimate of a coefficient from its values (1 + groups,) with all groups and without each.

    No interval where there are fewer than three studies, where `enough` is false (too rarely used), or where leaving
    out any study changes nothing, since nothing then says how much studies differ. `unbiased`: the interval lies around
    the jackknife's corrected value, for a mean of κ, in which rare codes come out low.
    """
    point = float(values[0])
    if np.isnan(point):
        return Estimate(None)
    if design.studies < FEWEST_STUDIES:
        return Estimate(point, reason="one study" if design.studies == 1 else "two studies")
    if not enough:
        return Estimate(point, reason=TOO_FEW)
    inner = to_scale(held(values), scale)
    if not np.isfinite(inner).all():
        return Estimate(point, reason=ONE_STUDY if np.isfinite(inner[0]) else NONE_APART)
    error = standard_error(inner)
    if error <= 1e-12:
        return Estimate(point, reason=ALIKE)
    away = design.quantile((1 + design.level) / 2, carried(inner)) * error
    middle = inner[0] - (bias(inner) if unbiased else 0.0)
    ends = from_scale(np.array([middle - away, middle + away]), scale)
    return Estimate(point, float(ends.min()), float(ends.max()))


def standard_error(values: Floats) -> float:
    """The jackknife's standard error from finite values (1 + groups,) (Efron and Tibshirani 1993, chapter 11)."""
    without = values[1:]
    groups = len(without)
    return float(np.sqrt((groups - 1) / groups * ((without - without.mean()) ** 2).sum()))


def carried(values: Floats) -> float:
    """Degrees of freedom for how unequally groups carry the error: few where a few of them make most of it.

    The jackknife's variance is itself an estimate, of which the fourth moment of what each group adds says how sure it
    is; a chi square as unsure has these degrees of freedom (Satterthwaite 1946).
    """
    square = (values[1:] - values[1:].mean()) ** 2
    unsure = float((square**2).sum() / square.sum() ** 2) - 1 / len(square)
    return max(2 / unsure, 1.0) if unsure > 0 else np.inf


def bias(values: Floats) -> float:
    """How far a value lies off on average, by the jackknife (Quenouille 1956)."""
    return float((len(values) - 2) * (values[1:].mean() - values[0]))


def to_scale(values: Floats, scale: Scale) -> Floats:
    """Values on the scale of an interval; infinite where a coefficient is at its end."""
    with np.errstate(divide="ignore"):
        if scale == "disagreement":
            return np.asarray(np.log(1 - values))
        return np.asarray(logit(values)) if scale == "share" else values


def from_scale(values: Floats, scale: Scale) -> Floats:
    """Back to the coefficient; an agreement does not fall below -1."""
    if scale == "disagreement":
        return np.asarray(np.maximum(1 - np.exp(np.minimum(values, 1.0)), -1.0))
    return np.asarray(expit(values)) if scale == "share" else values


def _names(studies: int) -> tuple[str, ...]:
    return tuple(str(i) for i in range(min(studies, GROUPS)))
