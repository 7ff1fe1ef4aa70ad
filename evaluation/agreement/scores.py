"""Every coefficient of some coders, pooled, as means and by code, with intervals or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
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
    ENOUGH_USES,
    FEWER,
    FEWEST_STUDIES,
    NEVER_MET,
    ONLY_A_VALUE,
    SCALES,
    TOO_FEW,
    Design,
    Estimate,
    design,
    estimate,
    grouped,
    leaving_out,
    present,
)
from thirdorder.evaluation.agreement.sets import set_sums

KAPPAS = ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha")
SHARES = ("percent", "positive_agreement", "negative_agreement", "prevalence", "gwet_ac1")
FROM: Mapping[str, Mapping[str, int]] = {
    "pooled": dict.fromkeys(KAPPAS, 3) | dict.fromkeys(SHARES, 4),
    "mean": {"percent": 5},
    "frequent": dict.fromkeys(KAPPAS, 5),
    "code": dict.fromkeys(KAPPAS, 5),
}
"""From how many studies on a figure has an interval: pooled, as the mean over codes used or over frequent codes, and of
one code. With fewer studies, and for those not named, intervals held the true value too seldom or too often in
simulated reviews (`evaluation.benchmarks.intervals`). Percent and the like of one code have none: a rare code is used
ten times where it happens to be common, and its percent there lies beside what is true elsewhere. Nor have the indices:
one is the share coded over again, one a largest difference, which cannot fall below nought."""
RARE_SHARE = 0.25
"""The mean of percent has an interval where at most this share of its codes is too rarely used. That of κ and the like,
which rare codes pull down, has none: the mean over frequent codes has."""


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
    each, pooled = coefficients(sums), {n: v[:, 0] for n, v in coefficients(sums.pooled()).items()}
    used, enough = uses > 0, often(uses, spread)
    met = sums.both[0] > 0
    enough_uses = float(uses.sum()) >= ENOUGH_USES
    return Scores(
        coders=cells.coders,
        units=float(cells.weight.sum()),
        studies=studies,
        uses=dict(zip(cells.codes, uses.tolist(), strict=True)),
        pooled=_estimates("pooled", pooled, plan, enough_uses),
        mean=_estimates("mean", mean_over_codes(each, used), plan, few_rare(used, enough)),
        over=codes_in_mean(each, used),
        frequent=_estimates("frequent", mean_over_codes(each, enough), plan, enough=True),
        frequent_over=codes_in_mean(each, enough),
        by_code={
            c: _of_code({n: v[:, i] for n, v in each.items()}, plan, bool(enough[i]), bool(met[i]))
            for i, c in enumerate(cells.codes)
        },
        sets={
            f"krippendorff_alpha_{name}": estimate(sums.alpha(weights), "disagreement", plan, enough=enough_uses)
            for name, sums in set_sums(cells).items()
        },
    )


def often(uses: Floats, studies: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which codes are used often enough, in enough studies, for a place in the mean that has an interval."""
    return np.asarray((uses >= ENOUGH_USES) & (studies >= FEWEST_STUDIES))


def few_rare(used: NDArray[np.bool_], enough: NDArray[np.bool_]) -> bool:
    """Whether few enough of the codes used are rare for an interval of a mean over them."""
    return bool(used.any()) and bool((used & ~enough).sum() <= RARE_SHARE * used.sum())


def _of_code(values: Mapping[str, Floats], plan: Design, enough: bool, met: bool) -> dict[str, Estimate]:
    """The figures of one code; none has an interval where no two coders ever put it on one unit (`met`).

    κ is nought or just below then whatever they do, and an interval would be narrow and say nothing.
    """
    found = _estimates("code", values, plan, enough)
    return (
        found
        if met
        else {n: Estimate(e.value, reason=NEVER_MET if e.low is not None else e.reason) for n, e in found.items()}
    )


def _estimates(what: str, values: Mapping[str, Floats], plan: Design, enough: bool) -> dict[str, Estimate]:
    return {n: _estimate(n, values[n], plan, enough, what) for n in COEFFICIENTS}


def _estimate(name: str, values: Floats, plan: Design, enough: bool, what: str) -> Estimate:
    """An estimate, without an interval where it would not hold what it promises."""
    found = estimate(values, SCALES[name], plan, enough=enough, unbiased=what == "frequent")
    least = FROM[what].get(name)
    if found.value is None or found.reason == TOO_FEW:
        return found
    if least is None:
        return Estimate(found.value, reason=ONLY_A_VALUE)
    return found if plan.studies >= least or found.low is None else Estimate(found.value, reason=FEWER.format(least))
