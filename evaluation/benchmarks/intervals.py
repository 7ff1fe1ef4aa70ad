"""How often intervals of agreement hold the true value, in simulated reviews of 2 to 40 studies; 95 % are promised.

    python -m thirdorder.evaluation.benchmarks.intervals [--reviews 200] [--seed 0] [--studies 3 10] [--scores]

Every review is scored by the functions that `thirdorder agreement` uses. Whether a passage is coded is a threshold on a
hidden liking: of the code (rare or common), of the study, of the passage, which both coders see, and of each coder
alone; half of the studies are read carelessly by one coder. Sizes of studies are skewed. The method was chosen on
another generator, with a true coding from which coders slip. The true value is that of a review of very many studies.
One JSON line for each figure and number of studies: over the settings, the mean, lowest and highest share of intervals
that hold it, and in how many reviews one is given. `--scores` adds average precision and recall of a machine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from thirdorder.evaluation.agreement.coefficients import COEFFICIENTS, Cells, coefficients, sums_by_study
from thirdorder.evaluation.agreement.intervals import Estimate, grouped
from thirdorder.evaluation.agreement.scores import Scores, scores
from thirdorder.evaluation.agreement.sets import set_sums
from thirdorder.evaluation.codes.predictions import Predictions
from thirdorder.evaluation.codes.scores import average_precision
from thirdorder.evaluation.codes.scores import scores as code_scores

CODES = 16
STUDIES = (2, 3, 4, 5, 7, 10, 15, 20, 40)
PREVALENCE = (0.02, 0.05, 0.1, 0.2, 0.3)
UNLIKE = (0.5, 1.0)
"""How much codes differ in how common they are (standard deviation of the log)."""
MANY = 4000
FEWEST_GIVEN = 25
Bools = NDArray[np.bool_]


def review(
    rng: np.random.Generator, studies: int, rate: float, unlike: float
) -> tuple[NDArray[np.int64], Bools, Bools]:
    """A simulated review: the study of each passage, and what either coder put on it (passages, codes)."""
    size = 3 + rng.poisson(rng.gamma(2.0, 5.0, studies))
    study = np.repeat(np.arange(studies), size)
    common = np.exp(unlike * norm.ppf((np.arange(CODES) + 0.5) / CODES))
    line = norm.isf(np.clip(rate * common / common.mean(), 0.002, 0.8))
    shape = (len(study), CODES)
    shared = 0.5 * rng.normal(size=(studies, CODES))[study] + 0.75 * rng.normal(size=shape)
    careless = rng.random((studies, 1)) < 0.5
    noise = np.where(careless, 0.7, 0.35)[study]
    spread = np.sqrt(0.5**2 + 0.75**2 + 0.5**2)
    first = shared + 0.35 * rng.normal(size=shape) > line * spread
    second = shared + noise * rng.normal(size=shape) > line * spread
    return study, first, second


def cells(study: NDArray[np.int64], first: Bools, second: Bools) -> Cells:
    """The review as cells of agreement."""
    units, studies = tuple(map(str, range(len(study)))), tuple(map(str, range(int(study.max()) + 1)))
    values = np.stack([first, second], axis=1).astype(np.int8)
    return Cells(("J", "K"), tuple(map(str, range(CODES))), units, studies, study, values, np.ones(len(study)))


def figures(
    found: Scores, pooled: dict[str, float], each: dict[str, NDArray[np.float64]]
) -> Iterator[tuple[str, Estimate, float]]:
    """Each figure of a review with its true value, the set of codes of a mean being that of the review."""
    for name in COEFFICIENTS:
        yield f"pooled {name}", found.pooled[name], pooled[name]
    for name, estimate in found.sets.items():
        yield name, estimate, pooled[name]
    uses = np.array(list(found.uses.values()))
    frequent = np.array([e["percent"].reason != "too few uses to say" for e in found.by_code.values()])
    for what, estimates, among in (
        ("mean", found.mean, uses > 0),
        ("mean of frequent codes", found.frequent, frequent),
    ):
        for name in COEFFICIENTS:
            if among.any():
                yield f"{what}: {name}", estimates[name], float(np.nanmean(each[name][among]))
    for j, by_code in enumerate(found.by_code.values()):
        for name in COEFFICIENTS:
            yield f"one code: {name}", by_code[name], float(each[name][j])


def machine_scores(
    rng: np.random.Generator, study: NDArray[np.int64], y: Bools
) -> tuple[Predictions, NDArray[np.float64]]:
    """A machine whose scores are the coding with noise of the passage and of the study."""
    noise = rng.normal(size=y.shape) + 0.4 * rng.normal(size=(int(study.max()) + 1, y.shape[1]))[study]
    probability = norm.cdf(1.8 * y + noise - 2.0)
    given = probability > 0.5
    return Predictions(np.zeros(len(y), dtype=np.intp), probability, given, np.zeros(y.shape, dtype=bool)), probability


def main() -> None:
    """Print one JSON line for each figure and number of studies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reviews", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--studies", type=int, nargs="+", default=STUDIES)
    parser.add_argument("--scores", action="store_true")
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    held: dict[tuple[str, int], dict[tuple[float, float], list[bool]]] = {}
    asked: dict[tuple[str, int], int] = {}
    for rate in PREVALENCE:
        for unlike in UNLIKE:
            big = cells(*review(rng, MANY, rate, unlike))
            sums = sums_by_study(big).weigh(np.ones((1, MANY)))
            pooled = {n: float(v[0, 0]) for n, v in coefficients(sums.pooled()).items()}
            each = {n: v[0] for n, v in coefficients(sums).items()}
            together = grouped(big, seed=0)
            whole = np.ones((1, len(together.studies)))
            pooled |= {f"krippendorff_alpha_{d}": float(s.alpha(whole)[0]) for d, s in set_sums(together).items()}
            precision = _true_precision(rng, rate, unlike) if args.scores else None
            for studies in args.studies:
                for _ in range(args.reviews):
                    study, first, second = review(rng, studies, rate, unlike)
                    found = list(figures(scores(cells(study, first, second), seed=0, level=0.95), pooled, each))
                    if precision is not None:
                        found += _scored(rng, study, first, precision)
                    for name, estimate, true in found:
                        asked[name, studies] = asked.get((name, studies), 0) + 1
                        if estimate.low is not None and estimate.high is not None:
                            into = held.setdefault((name, studies), {}).setdefault((rate, unlike), [])
                            into.append(estimate.low <= true <= estimate.high)
    for name, studies in asked:
        by = [v for v in held.get((name, studies), {}).values() if len(v) >= FEWEST_GIVEN]
        given = sum(map(len, held.get((name, studies), {}).values())) / asked[name, studies]
        line: dict[str, object] = {"figure": name, "studies": studies, "given": round(given, 3)}
        if by:
            shares = [float(np.mean(v)) for v in by]
            line |= {"held": round(float(np.mean(shares)), 3), "lowest": min(shares), "highest": max(shares)}
        print(json.dumps(line), flush=True)


def _true_precision(rng: np.random.Generator, rate: float, unlike: float) -> NDArray[np.float64]:
    study, first, _ = review(rng, MANY, rate, unlike)
    _, probability = machine_scores(rng, study, first)
    return np.asarray(average_precision(first.astype(np.float64), probability, np.ones((1, len(first))))[0])


def _scored(
    rng: np.random.Generator, study: NDArray[np.int64], y: Bools, precision: NDArray[np.float64]
) -> list[tuple[str, Estimate, float]]:
    predictions, _ = machine_scores(rng, study, y)
    names = tuple(map(str, range(CODES)))
    base = np.tile(y.mean(axis=0), (len(y), 1))
    found = code_scores(predictions, y.astype(np.float64), study.astype(np.intp), names, base, seed=0)
    if not y.any():
        return []
    return [
        ("macro average precision", found.estimates["macro_average_precision"], float(precision[y.any(axis=0)].mean()))
    ]


if __name__ == "__main__":
    main()
