"""Every coefficient of some coders, pooled, as means and by code, with intervals or the reason why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.evaluation.agreement.coefficients import (
    COEFFICIENTS,
    Cells,
    Floats,
    codes_in_mean,
    coefficients,
    mean_over_codes,
    studies_using,
    sums_by_study,
    uses_of,
)
from thirdorder.evaluation.agreement.intervals import (
    BELOW_TEN,
    ENOUGH_USES,
    FEW_STUDIES,
    FEWEST_STUDIES,
    NEVER_MET,
    ONLY_A_VALUE,
    SCALES,
    TOO_FEW,
    WITHOUT,
    Design,
    Estimate,
    Scale,
    design,
    estimate,
    grouped,
    leaving_out,
    present,
)
from thirdorder.evaluation.agreement.sets import set_sums

MEANS = frozenset({"percent"})
FREQUENT_MEANS = frozenset({"cohen_kappa", "fleiss_kappa", "krippendorff_alpha"})
"""Which means over the codes used, and over frequent codes, have intervals: those of which they held what they promise
(`evaluation.benchmarks.intervals`)."""
FROM_TEN = frozenset({"percent", "gwet_ac1", "positive_agreement", "negative_agreement", "prevalence"})
"""Figures of one code that have an interval from ten studies on: with fewer, a code is used ten times mostly where it
happens to be common, and the interval lies beside what is true elsewhere."""
RARE_SHARE = 0.25
"""A mean of shares such as percent has an interval where at most this share of its codes is too rarely used. That of κ
and the like, which rare codes pull down, has none: the mean over frequent codes has."""


@dataclass(frozen=True)
class Scores:
    """All coefficients of some coders on the units that all of them (of more than two: enough of them) have read.

    `pooled` takes each unit × code cell as a unit; `mean` averages over the codes used there, `frequent` over those
    used often enough for an interval of their own; `over` and `frequent_over` say over how many codes each coefficient
    is averaged, which are those for which it is defined. `uses` counts how often the coders together used each code.
    `sets` is Krippendorff's α on sets of codes. `units` counts characters where the unit is the character.
    """

    coders: tuple[str, ...]
    units: float
    studies: int
    uses: Mapping[str, float]
    pooled: Mapping[str, Estimate]
    mean: Mapping[str, Estimate]
    over: Mapping[str, int]
    frequent: Mapping[str, Estimate]
    frequent_over: Mapping[str, int]
    by_code: Mapping[str, Mapping[str, Estimate]]
    sets: Mapping[str, Estimate]

    @property
    def used(self) -> int:
        """How many codes were used on these units."""
        return sum(n > 0 for n in self.uses.values())


def scores(cells: Cells, *, seed: int, level: float) -> Scores:
    """Every coefficient with its interval over studies, the set of codes held fixed."""
    cells = present(cells)
    studies = len(cells.studies)
    uses, spread = uses_of(cells), studies_using(cells)
    cells = grouped(cells, seed)
    plan = design(cells, studies, level)
    weights = leaving_out(len(cells.studies))
    sums = sums_by_study(cells).weigh(weights)
    each, pooled = coefficients(sums), coefficients(sums.pooled())
    used, enough = uses > 0, often(uses, spread)
    met = sums.both[0] > 0
    return Scores(
        coders=cells.coders,
        units=float(cells.weight.sum()),
        studies=studies,
        uses=dict(zip(cells.codes, uses.tolist(), strict=True)),
        pooled=_estimates({n: v[:, 0] for n, v in pooled.items()}, plan, float(uses.sum()) >= ENOUGH_USES),
        mean={
            n: _estimate(n, v, plan, mean_holds(used, enough, SCALES[n]), among=MEANS)
            for n, v in mean_over_codes(each, used).items()
        },
        over=codes_in_mean(each, used),
        frequent={
            n: _estimate(n, v, plan, enough=True, among=FREQUENT_MEANS)
            for n, v in mean_over_codes(each, enough).items()
        },
        frequent_over=codes_in_mean(each, enough),
        by_code={
            c: _of_code({n: v[:, i] for n, v in each.items()}, plan, bool(enough[i]), bool(met[i]))
            for i, c in enumerate(cells.codes)
        },
        sets={
            f"krippendorff_alpha_{name}": estimate(sums.alpha(weights), "disagreement", plan)
            for name, sums in set_sums(cells).items()
        },
    )


def often(uses: Floats, studies: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which codes are used often enough, in enough studies, for a place in the mean that has an interval."""
    return np.asarray((uses >= ENOUGH_USES) & (studies >= FEWEST_STUDIES))


def mean_holds(used: NDArray[np.bool_], enough: NDArray[np.bool_], scale: Scale) -> bool:
    """Whether an interval of a mean over the codes used would hold what it promises; that of κ and the like never."""
    return scale == "share" and bool(used.any()) and bool((used & ~enough).sum() <= RARE_SHARE * used.sum())


def _estimates(values: Mapping[str, Floats], plan: Design, enough: bool) -> dict[str, Estimate]:
    return {n: _estimate(n, values[n], plan, enough) for n in COEFFICIENTS}


def _of_code(values: Mapping[str, Floats], plan: Design, enough: bool, met: bool) -> dict[str, Estimate]:
    """The figures of one code; none has an interval where no two coders ever put it on one unit (`met`).

    κ is nought or just below then whatever they do, and an interval would be narrow and say nothing.
    """
    found = _estimates(values, plan, enough)
    reasons = {n: BELOW_TEN for n in FROM_TEN if plan.studies < FEW_STUDIES} if met else dict.fromkeys(found, NEVER_MET)
    return {
        n: Estimate(e.value, reason=reasons[n]) if n in reasons and e.low is not None else e for n, e in found.items()
    }


def _estimate(name: str, values: Floats, plan: Design, enough: bool, *, among: Collection[str] = SCALES) -> Estimate:
    """An estimate, without an interval where the coefficient is not `among` those that have one."""
    found = estimate(values, SCALES[name], plan, enough=enough)
    if (name in WITHOUT or name not in among) and found.value is not None and found.reason != TOO_FEW:
        return Estimate(found.value, reason=ONLY_A_VALUE)
    return found
