"""How good predictions are: agreement, ranking, probability and coverage, with intervals over studies.

All scores are functions of sums over units, kept by study, so that resampling studies is a product of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from thirdorder.evaluation.agreement.coefficients import Cells, coefficients, mean_over_codes, sums_by_study
from thirdorder.evaluation.agreement.resampling import Estimate, draw_studies, estimate
from thirdorder.evaluation.codes.predictions import Matrix, Predictions, Rows
from thirdorder.nlp.suggestions.conformal import ENOUGH_STUDIES, LEVEL, interval_of_share, quantile

DEPTHS = (1, 3, 5)
BINS = 10
SPLITS = 200


@dataclass(frozen=True)
class Scores:
    """Each score with its interval over studies, and κ and average precision of each code."""

    estimates: Mapping[str, Estimate]
    by_code: Mapping[str, Mapping[str, float | None]]
    draws: Mapping[str, NDArray[np.float64]]
    """The resampled values behind the intervals; two predictions of one coding share their resamples."""

    def minus(self, other: Scores, name: str, level: float = 0.95) -> Estimate:
        """The paired difference of a score."""
        mine, theirs = self.estimates[name].value, other.estimates[name].value
        if mine is None or theirs is None:
            return Estimate(None)
        return estimate(mine - theirs, self.draws[name] - other.draws[name], level)


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

    Abstaining is worth something where recall at 3 is lower than elsewhere; None where nothing is coded.
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
    here, there = (float(top[r].sum() / given[r].sum()) if given[r].any() else None for r in (away, ~away))
    return Abstention(int(away.sum()), int((away & (given == 0)).sum()), here, there)


def scores(
    predictions: Predictions,
    y: Matrix,
    study: Rows,
    codes: Sequence[str],
    reference: Matrix,
    *,
    seed: int,
    resamples: int,
) -> Scores:
    """Score predictions against a coding `y` (n, k); `study` (n,) numbers the studies from 0.

    `reference` are the probabilities of always guessing the base rate of the training folds: Brier skill is
    1 - Brier / Brier of the reference.
    """
    cells = pair_cells(y, predictions.assigned, study, codes)
    once = np.ones((1, len(cells.studies)))
    drawn = draw_studies(len(cells.studies), resamples, seed)
    weights = np.concatenate([once, drawn])
    sums = sums_by_study(cells).weigh(weights)
    by_code = coefficients(sums)
    values = {f"pooled_{n}": coefficients(sums.pooled())[n][:, 0] for n in ("cohen_kappa", "gwet_ac1", "percent")}
    values["mean_code_kappa"] = mean_over_codes(by_code)["cohen_kappa"]
    values |= _from_sums(predictions, y, study, reference, weights)
    precision = average_precision(y, predictions.probability, weights[:, study])
    defined = ~np.isnan(precision)
    values["macro_average_precision"] = np.where(defined, precision, 0).sum(axis=1) / np.maximum(defined.sum(axis=1), 1)
    slope = calibration_slope(y, predictions.probability)
    estimates = {n: estimate(float(v[0]), v[1:], 0.95) for n, v in values.items()}
    estimates |= {
        "calibration_slope": Estimate(slope),
        "ece": Estimate(expected_calibration_error(y, predictions.probability)),
    }
    table = {
        code: {
            "coded": float(y[:, j].sum()),
            "kappa": _none(by_code["cohen_kappa"][0, j]),
            "gwet_ac1": _none(by_code["gwet_ac1"][0, j]),
            "average_precision": _none(precision[0, j]),
        }
        for j, code in enumerate(codes)
    }
    return Scores(estimates, table, {n: v[1:] for n, v in values.items()})


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
        "error": ((p - y) ** 2).sum(axis=1),
        "reference": ((reference - y) ** 2).sum(axis=1),
        **{f"top{k}": ranked[:, :k].sum(axis=1) for k in DEPTHS},
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
            **{f"recall_at_{k}": t[f"top{k}"] / t["true"] for k in DEPTHS},
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
