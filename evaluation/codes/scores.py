"""How good predictions are: agreement, ranking, probability and coverage, with intervals over studies.

All scores are functions of sums over units, kept by study, so that leaving studies out is a product of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from thirdorder.evaluation.agreement.coefficients import (
    Cells,
    coefficients,
    mean_over_codes,
    studies_using,
    sums_by_study,
    uses_of,
)
from thirdorder.evaluation.agreement.intervals import (
    FEWER,
    NEVER_MET,
    ONLY_A_VALUE,
    Design,
    Estimate,
    Scale,
    degrees_of,
    estimate,
    groups_of,
    held,
    leaving_out,
)
from thirdorder.evaluation.agreement.scores import often
from thirdorder.evaluation.codes.predictions import Matrix, Predictions, Rows
from thirdorder.nlp.suggestions.conformal import ENOUGH_STUDIES, LEVEL, interval_of_share, quantile

DEPTHS = (1, 3, 5)
BINS = 10
SPLITS = 200
FROM = {
    "kappa": 5, "mean_frequent_kappa": 5, "pooled_cohen_kappa": 7, "pooled_gwet_ac1": 7, "precision": 7, "recall": 7,
    "f1": 7, "recall_at_1": 7, "recall_at_3": 10,
}  # fmt: skip
"""From how many studies on a score, and its difference to another's, has an interval; `kappa` is that of one code. With
fewer studies, or for scores not named, intervals held the true value too seldom or too often in simulated reviews
(`evaluation.benchmarks.intervals`): a model tested on so few differs too much, and of five suggestions few miss."""


SCALES: dict[str, Scale] = {
    "pooled_cohen_kappa": "disagreement", "pooled_gwet_ac1": "disagreement", "mean_frequent_kappa": "disagreement",
    "set_size": "plain",
}  # fmt: skip
"""Where each score is nearly normal; those not named are shares."""
KAPPA_MEANS = ("mean_code_kappa", "mean_frequent_kappa")


@dataclass(frozen=True)
class Scores:
    """Each score of so many units with its interval over studies, and what is known of each code.

    `over` says over how many codes the means of κ and that of average precision go.
    """

    units: int
    estimates: Mapping[str, Estimate]
    by_code: Mapping[str, Mapping[str, float | None]]
    kappa: Mapping[str, Estimate]
    over: Mapping[str, int]
    values: Mapping[str, NDArray[np.float64]]
    """Scores with all studies and without each group of them; two predictions of one coding can be subtracted."""
    plan: Design
    kappas: NDArray[np.float64]
    """κ of each code in the same way, (1 + groups, codes); NaN where neither human nor machine used it."""
    often: NDArray[np.bool_]
    """Which codes were used often enough for an interval of their own, (codes,)."""

    def minus(self, other: Scores, name: str) -> Estimate:
        """The paired difference of a score; that of a mean of κ over the codes for which both have one."""
        if name in KAPPA_MEANS:
            both = self._both(other, name)
            if not both.any():
                return Estimate(None)
            apart = (held(self.kappas)[:, both] - held(other.kappas)[:, both]).mean(axis=1)
            return _estimate(name, apart, "plain", self.plan)
        if name not in FROM:
            mine, theirs = self.estimates[name].value, other.estimates[name].value
            return Estimate(None if mine is None or theirs is None else mine - theirs, reason=ONLY_A_VALUE)
        return _estimate(name, held(self.values[name]) - held(other.values[name]), "plain", self.plan)

    def minus_over(self, other: Scores, name: str) -> int | None:
        """Over how many codes the difference of a mean goes; None for what is no mean over codes."""
        return int(self._both(other, name).sum()) if name in KAPPA_MEANS else self.over.get(name)

    def _both(self, other: Scores, name: str) -> NDArray[np.bool_]:
        both = ~np.isnan(self.kappas[0]) & ~np.isnan(other.kappas[0])
        return np.asarray(both & self.often & other.often) if name == "mean_frequent_kappa" else both


@dataclass(frozen=True)
class Coverage:
    """What sets hold of the true codes when calibrated on some studies and tested on the rest, over repeated splits.

    `low` and `high` bound the central 95 % of the share one such split should show; `inside` is the share of splits
    that fell there.
    """

    level: float
    mean: float
    low: float
    high: float
    inside: float
    size: float
    calibration_studies: int
    tested_codes: float
    splits: int


@dataclass(frozen=True)
class Abstention:
    """Units to which no code was assigned, those of them where people coded nothing, and how well the rest is ranked.

    Recall at 3 is the mean over units of the share of a unit's codes among its first three suggestions. Abstaining is
    worth something where it is lower than elsewhere; None where nothing is coded.
    """

    units: int
    coded_nothing: int
    recall_at_3: float | None
    recall_at_3_elsewhere: float | None


def abstention(predictions: Predictions, y: Matrix) -> Abstention:
    """Where the machine abstains, and whether there was something it could not have said."""
    away = ~predictions.assigned.any(axis=1)
    order = np.argsort(-predictions.probability, axis=1, kind="stable")
    top = np.take_along_axis(y, order, axis=1)[:, :3].sum(axis=1)
    given = y.sum(axis=1)
    coded = given > 0
    share = top / np.maximum(given, 1)
    here, there = (float(share[r & coded].mean()) if (r & coded).any() else None for r in (away, ~away))
    return Abstention(int(away.sum()), int((away & (given == 0)).sum()), here, there)


def scores(
    predictions: Predictions,
    y: Matrix,
    study: Rows,
    codes: Sequence[str],
    reference: Matrix,
    *,
    seed: int,
    level: float = 0.95,
) -> Scores:
    """Score predictions against a coding `y` (n, k); `study` (n,) numbers the studies from 0.

    `reference` are the probabilities of always guessing the base rate of the training folds: Brier skill is
    1 - Brier / Brier of the reference. Means over codes are over those that human or machine used (κ) or the human
    used (average precision), and that set does not change as studies are left out.
    """
    ungrouped = pair_cells(y, predictions.assigned, study, codes)
    uses, spread = uses_of(ungrouped), studies_using(ungrouped)
    studies = int(study.max()) + 1
    group = groups_of(studies, seed)[study].astype(np.intp)
    cells = pair_cells(y, predictions.assigned, group, codes)
    plan = Design(studies, degrees_of(np.bincount(group).astype(float)), level)
    weights = leaving_out(int(group.max()) + 1)
    sums = sums_by_study(cells).weigh(weights)
    by_code = coefficients(sums)
    pooled = coefficients(sums.pooled())
    values = {f"pooled_{n}": pooled[n][:, 0] for n in ("cohen_kappa", "gwet_ac1", "percent")}
    used, enough = uses > 0, often(uses, spread)
    values["mean_code_kappa"] = mean_over_codes(by_code, used)["cohen_kappa"]
    values["mean_frequent_kappa"] = mean_over_codes(by_code, enough)["cohen_kappa"]
    values |= _from_sums(predictions, y, group, reference, weights)
    precision = average_precision(y, predictions.probability, np.ones((1, len(y))))[0]
    defined = ~np.isnan(precision)
    counted = y.sum(axis=0)
    estimates = {n: _estimate(n, v, SCALES.get(n, "share"), plan, unbiased=n in KAPPA_MEANS) for n, v in values.items()}
    estimates |= {
        "macro_average_precision": _only(float(precision[defined].mean()) if defined.any() else None),
        "calibration_slope": _only(calibration_slope(y, predictions.probability)),
        "ece": _only(expected_calibration_error(y, predictions.probability)),
    }
    kappa = {
        code: _of_code(by_code["cohen_kappa"][:, j], plan, bool(enough[j]), float(sums.both[0, j]) > 0)
        for j, code in enumerate(codes)
    }
    table = {
        code: {
            "coded": float(counted[j]),
            "assigned": float(predictions.assigned[:, j].sum()),
            "hit": float((predictions.assigned[:, j] & (y[:, j] > 0)).sum()),
            "kappa": _none(by_code["cohen_kappa"][0, j]),
            "kappa_low": kappa[code].low,
            "kappa_high": kappa[code].high,
            "gwet_ac1": _none(by_code["gwet_ac1"][0, j]),
            "average_precision": _none(precision[j]),
        }
        for j, code in enumerate(codes)
    }
    over = {
        "mean_code_kappa": int((~np.isnan(by_code["cohen_kappa"][0, used])).sum()),
        "mean_frequent_kappa": int((~np.isnan(by_code["cohen_kappa"][0, enough])).sum()),
        "macro_average_precision": int(defined.sum()),
    }
    kappas = np.where(used, by_code["cohen_kappa"], np.nan)
    return Scores(len(y), estimates, table, kappa, over, values, plan, kappas, enough)


def _estimate(
    name: str, values: Matrix, scale: Scale, plan: Design, enough: bool = True, *, unbiased: bool = False
) -> Estimate:
    """An estimate, without an interval where it would not hold what it promises."""
    found = estimate(values, scale, plan, enough=enough, unbiased=unbiased)
    if found.low is None:
        return found
    least = FROM.get(name)
    reason = ONLY_A_VALUE if least is None else FEWER.format(least) if plan.studies < least else ""
    return Estimate(found.value, reason=reason) if reason else found


def _of_code(values: Matrix, plan: Design, enough: bool, met: bool) -> Estimate:
    """κ of one code; without an interval where both never gave it to one unit, since κ is nought then anyway."""
    found = _estimate("kappa", values, "disagreement", plan, enough)
    return found if met or found.low is None else Estimate(found.value, reason=NEVER_MET)


def _only(value: float | None) -> Estimate:
    return Estimate(value, reason="" if value is None else ONLY_A_VALUE)


def pair_cells(first: Matrix, second: NDArray[np.generic], study: Rows, codes: Sequence[str]) -> Cells:
    """Two codings of the same units as cells of agreement."""
    values = np.stack([first, second.astype(np.float64)], axis=1).astype(np.int8)
    studies = tuple(str(i) for i in range(int(study.max()) + 1))
    names = tuple(str(i) for i in range(len(first)))
    return Cells(
        ("human", "machine"), tuple(codes), names, studies, study.astype(np.int64), values, np.ones(len(first))
    )


def _from_sums(
    predictions: Predictions, y: Matrix, study: Rows, reference: Matrix, weights: Matrix
) -> dict[str, Matrix]:
    p, a, s = predictions.probability, predictions.assigned.astype(float), predictions.in_set.astype(float)
    order = np.argsort(-p, axis=1, kind="stable")
    ranked = np.take_along_axis(y, order, axis=1)
    columns = {
        "true": y.sum(axis=1),
        "hit": (y * a).sum(axis=1),
        "assigned": a.sum(axis=1),
        "covered": (y * s).sum(axis=1),
        "size": s.sum(axis=1),
        "units": np.ones(len(y)),
        "coded": (y.sum(axis=1) > 0).astype(float),
        "error": ((p - y) ** 2).sum(axis=1),
        "reference": ((reference - y) ** 2).sum(axis=1),
        **{f"top{k}": ranked[:, :k].sum(axis=1) / np.maximum(y.sum(axis=1), 1) for k in DEPTHS},
    }
    by_study = {n: np.bincount(study, weights=v, minlength=weights.shape[1]) for n, v in columns.items()}
    t = {n: weights @ v for n, v in by_study.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        out = {
            "precision": t["hit"] / t["assigned"],
            "recall": t["hit"] / t["true"],
            "f1": 2 * t["hit"] / (t["assigned"] + t["true"]),
            "brier": t["error"] / (t["units"] * y.shape[1]),
            "brier_skill": 1 - t["error"] / t["reference"],
            **{f"recall_at_{k}": t[f"top{k}"] / t["coded"] for k in DEPTHS},
        }
        if predictions.in_set.any():
            out |= {"coverage": t["covered"] / t["true"], "set_size": t["size"] / t["units"]}
    return out


def average_precision(y: Matrix, p: Matrix, weights: Matrix) -> Matrix:
    """Average precision of each code under each weighting of units, (r, n) to (r, k); NaN where a code is absent.

    Tied probabilities count as one step, as in scikit-learn.
    """
    out = np.full((len(weights), y.shape[1]), np.nan)
    for j in np.flatnonzero(y.any(axis=0)).tolist():
        order = np.argsort(-p[:, j], kind="stable")
        ends = np.flatnonzero(np.append(np.diff(p[order, j]) != 0, True))
        w = weights[:, order]
        hits, seen = np.cumsum(w * y[order, j], axis=1)[:, ends], np.cumsum(w, axis=1)[:, ends]
        gained = np.diff(hits, axis=1, prepend=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            out[:, j] = np.where(gained > 0, gained * hits / seen, 0).sum(axis=1) / hits[:, -1]
    return out


def calibration_slope(y: Matrix, p: Matrix) -> float | None:
    """The slope of a logistic regression of what was coded on the log odds predicted.

    1 is calibrated, below 1 overconfident; None where everything has one probability or one outcome.
    """
    x, target = logit(np.clip(p.reshape(-1, 1), 1e-6, 1 - 1e-6)), y.reshape(-1)
    if x.std() < 1e-9 or not 0 < target.mean() < 1:
        return None
    return float(LogisticRegression(C=1e6, max_iter=1000).fit(x, target).coef_[0, 0])


def expected_calibration_error(y: Matrix, p: Matrix) -> float:
    """The mean distance of probability and frequency over ten bins of equal width, weighted by cells."""
    cell = np.minimum((p.reshape(-1) * BINS).astype(int), BINS - 1)
    n = np.bincount(cell, minlength=BINS)
    gap = np.bincount(cell, weights=p.reshape(-1) - y.reshape(-1), minlength=BINS)
    return float(np.abs(gap).sum() / n.sum())


def repeated_coverage(p: Matrix, y: Matrix, study: Rows, *, seed: int, level: float = LEVEL) -> Coverage | None:
    """Calibrate sets on a random two thirds of studies, test on the rest, many times; None with too few studies."""
    unit, code = np.nonzero(y > 0)
    carrying = np.unique(study[unit])
    half = max(ENOUGH_STUDIES, 2 * len(carrying) // 3)
    if len(carrying) - half < 15:
        return None
    true, owner = p[unit, code], study[unit]
    generator, shares, sizes, inside, tested = np.random.default_rng(seed), [], [], [], []
    for _ in range(SPLITS):
        drawn = generator.permutation(carrying)[:half]
        calibrates = np.isin(owner, drawn)
        threshold = quantile(true[calibrates], level)
        held = true[~calibrates] >= threshold
        low, high = interval_of_share(half, len(np.unique(owner[~calibrates])), level)
        shares.append(held.mean())
        sizes.append((p[~np.isin(study, drawn)] >= threshold).sum(axis=1).mean())
        inside.append(low <= shares[-1] <= high)
        tested.append(len(held))
    low, high = interval_of_share(half, len(carrying) - half, level)
    mean = float(np.mean(shares))
    return Coverage(
        level, mean, low, high, float(np.mean(inside)), float(np.mean(sizes)), half, float(np.mean(tested)), SPLITS
    )


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
