"""How often intervals of agreement hold the true value, in simulated reviews of 2 to 40 studies; 95 % are promised.

    python -m thirdorder.evaluation.benchmarks.intervals [--reviews 200] [--seed 0] [--studies 3 10] [--scores]
        [--generator likings|slips]

Every review is scored by the functions that `thirdorder agreement` and, with `--scores`, `thirdorder evaluate codes`
use. By `likings`, whether a passage is coded is a threshold on a hidden liking: of the code (rare or common), of the
study, of the passage, which both coders see, and of each coder alone; half of the studies are read carelessly by one
coder. Sizes of studies are skewed. By `slips`, coders slip from a true coding, more often in hard studies: on this
generator methods are chosen, on the other they are reported. The true value is that of a review of very many studies.
One JSON line for each figure and number of studies: over the settings, the mean, lowest and highest share of intervals
that hold it, how often the true value lay below or above them, and in how many reviews one is given. Each row has
random numbers of its own, so that it is the same whichever rows are asked for beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from thirdorder.evaluation.agreement.coefficients import COEFFICIENTS, Cells, coefficients, sums_by_study
from thirdorder.evaluation.agreement.intervals import TOO_FEW, Estimate, grouped
from thirdorder.evaluation.agreement.scores import Scores, scores
from thirdorder.evaluation.agreement.sets import set_sums
from thirdorder.evaluation.codes.predictions import Predictions
from thirdorder.evaluation.codes.result import GAINS
from thirdorder.evaluation.codes.scores import KAPPA_MEANS
from thirdorder.evaluation.codes.scores import Scores as CodeScores
from thirdorder.evaluation.codes.scores import scores as code_scores

CODES = 16
STUDIES = (2, 3, 4, 5, 7, 10, 15, 20, 40)
PREVALENCE = (0.02, 0.05, 0.1, 0.2, 0.3)
UNLIKE = (0.5, 1.0)
"""How much codes differ in how common they are (standard deviation of the log)."""
MANY = 4000
FEWEST_GIVEN = 25
RIVAL = "a rival"
CONSTANT = "guessing the common codes"
SKILLED = ("recall_at_1", "recall_at_3", "recall_at_5", "brier_skill")
"""Scores of guessing that hang on the rates learned, whose true values are those of the rates of the review."""
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Review:
    """Simulated codings: the study of each passage, what either coder put on it, and what two machines make of it,
    each (passages, codes); a machine's scores are log odds of its own."""

    study: NDArray[np.int64]
    first: Bools
    second: Bools
    machine: Floats
    rival: Floats


def likings(rng: np.random.Generator, studies: int, rate: float, unlike: float) -> Review:
    """A review in which what is coded is a threshold on hidden likings."""
    size = 3 + rng.poisson(rng.gamma(2.0, 5.0, studies))
    study = np.repeat(np.arange(studies), size)
    line = norm.isf(_rates(rate, unlike))
    shape = (len(study), CODES)
    shared = 0.5 * rng.normal(size=(studies, CODES))[study] + 0.75 * rng.normal(size=shape)
    careless = rng.random((studies, 1)) < 0.5
    noise = np.where(careless, 0.7, 0.35)[study]
    spread = np.sqrt(0.5**2 + 0.75**2 + 0.5**2)
    first = shared + 0.35 * rng.normal(size=shape) > line * spread
    second = shared + noise * rng.normal(size=shape) > line * spread
    hard = np.where(rng.random((studies, 1)) < 0.3, 1.0, 0.5)[study]
    machine, rival = (
        2.5 * (shared - line * spread + 0.2 * rng.normal(size=(studies, CODES))[study] + more * rng.normal(size=shape))
        for more in (hard, 2 * hard)
    )
    return Review(study, first, second, machine, rival)


def slips(rng: np.random.Generator, studies: int, rate: float, unlike: float) -> Review:
    """A review in which coders slip from a true coding, more often in hard studies."""
    size = rng.integers(4, 24, studies)
    study = np.repeat(np.arange(studies), size)
    common = _rates(rate, unlike)
    here = np.clip(common * np.exp(rng.normal(0, 0.5, (studies, CODES))), 0, 0.8)[study]
    true = rng.random(here.shape) < here
    coded: list[Bools] = []
    for mean in (0.06, 0.09):
        slip = np.clip(mean * np.exp(rng.normal(0, 0.6, studies)), 0, 0.4)[study][:, None]
        missed, added = rng.random(true.shape) < 3 * slip, rng.random(true.shape) < 2 * slip * here
        coded.append(np.where(true, ~missed, added))
    good = np.exp(rng.normal(0, 0.4, (studies, 1)))[study]
    machine, rival = (
        np.log(common / (1 - common)) + strength * good * (true - common) + rng.normal(size=true.shape)
        for strength in (3.0, 1.5)
    )
    return Review(study, coded[0], coded[1], machine, rival)


GENERATORS: dict[str, Callable[[np.random.Generator, int, float, float], Review]] = {
    "likings": likings,
    "slips": slips,
}


def _rates(rate: float, unlike: float) -> Floats:
    common = np.exp(unlike * norm.ppf((np.arange(CODES) + 0.5) / CODES))
    return np.asarray(np.clip(rate * common / common.mean(), 0.002, 0.8))


def cells(review: Review) -> Cells:
    """The review as cells of agreement."""
    studies = tuple(map(str, range(int(review.study.max()) + 1)))
    units = tuple(map(str, range(len(review.study))))
    values = np.stack([review.first, review.second], axis=1).astype(np.int8)
    return Cells(("J", "K"), tuple(map(str, range(CODES))), units, studies, review.study, values, np.ones(len(units)))


@dataclass(frozen=True, eq=False)
class Truth:
    """True values: of pooled figures, of each code, of the machines, and what guessing common codes rests on."""

    pooled: Mapping[str, float]
    each: Mapping[str, Floats]
    machines: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    kappas: Mapping[str, Floats] = field(default_factory=dict)
    rates: Floats = field(default_factory=lambda: np.zeros(CODES))
    shares: Floats = field(default_factory=lambda: np.zeros(CODES))
    """What each code adds to recall where it is among the first."""
    error: float = 0.0
    """The machine's squared error, summed over the codes of a unit."""


def truth(review: Review, with_scores: bool) -> Truth:
    """The true values, from a review of very many studies."""
    big = cells(review)
    once = sums_by_study(big).weigh(np.ones((1, len(big.studies))))
    pooled = {n: float(v[0, 0]) for n, v in coefficients(once.pooled()).items()}
    together = grouped(big, seed=0)
    whole = np.ones((1, len(together.studies)))
    pooled |= {f"krippendorff_alpha_{d}": float(s.alpha(whole)[0]) for d, s in set_sums(together).items()}
    found = Truth(pooled, {n: v[0] for n, v in coefficients(once).items()})
    if not with_scores:
        return found
    y = review.first.astype(float)
    base = np.tile(y.mean(axis=0), (len(y), 1))
    one = replace(review, study=np.zeros_like(review.study))
    scored = {name: _scores(p, one, base) for name, p in _predictions(review, base).items()}
    given = np.maximum(y.sum(axis=1), 1)
    return replace(
        found,
        machines={m: {n: float(v[0]) for n, v in s.values.items()} for m, s in scored.items()},
        kappas={m: s.kappas[0] for m, s in scored.items()},
        rates=y.mean(axis=0),
        shares=(y / given[:, None])[y.any(axis=1)].mean(axis=0),
        error=float(((_probability(review.machine) - y) ** 2).sum(axis=1).mean()),
    )


def _predictions(review: Review, base: Floats) -> dict[str, Predictions]:
    fold = np.zeros(len(base), dtype=np.intp)
    tried = {"machine": _probability(review.machine), RIVAL: _probability(review.rival), CONSTANT: base}
    return {name: Predictions(fold, p, (p > 0.4) & (name != CONSTANT), p > 0.1) for name, p in tried.items()}


def _probability(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-scores)))


def _scores(predictions: Predictions, review: Review, base: Floats) -> CodeScores:
    y, study = review.first.astype(float), review.study.astype(np.intp)
    return code_scores(predictions, y, study, tuple(map(str, range(CODES))), base, seed=0)


def figures(review: Review, true: Truth) -> Iterator[tuple[str, Estimate, float]]:
    """Each figure of agreement with its true value, the set of codes of a mean being that of the review."""
    found: Scores = scores(cells(review), seed=0, level=0.95)
    for name in COEFFICIENTS:
        yield f"pooled {name}", found.pooled[name], true.pooled[name]
    for name, estimate in found.sets.items():
        yield name, estimate, true.pooled[name]
    uses = np.array(list(found.uses.values()))
    frequent = np.array([e["percent"].reason != TOO_FEW for e in found.by_code.values()])
    for what, estimates, among in (
        ("mean", found.mean, uses > 0),
        ("mean of frequent codes", found.frequent, frequent),
    ):
        for name in COEFFICIENTS:
            if among.any():
                yield f"{what}: {name}", estimates[name], float(np.nanmean(true.each[name][among]))
    for j, by_code in enumerate(found.by_code.values()):
        for name in COEFFICIENTS:
            yield f"one code: {name}", by_code[name], float(true.each[name][j])


def machine_figures(review: Review, true: Truth) -> Iterator[tuple[str, Estimate, float]]:
    """Each figure of a machine, and of its difference to a rival and to guessing common codes, with its true value.

    Guessing learns how common codes are from the other studies, as it does where codes are evaluated.
    """
    y = review.first.astype(float)
    if not y.any():
        return
    total = np.stack([np.bincount(review.study, weights=y[:, j]) for j in range(CODES)], axis=1)
    size = np.bincount(review.study).astype(float)
    learned = (y.sum(axis=0) - total) / (size.sum() - size)[:, None]
    base = learned[review.study]
    scored = {name: _scores(p, review, base) for name, p in _predictions(review, base).items()}
    share = size / size.sum()
    reference = float(share @ (true.rates * (1 - 2 * learned) + learned**2).sum(axis=1))
    skill = 1 - true.error / reference
    guessed = dict(true.machines[CONSTANT]) | {"brier_skill": 0.0}
    ranked = np.argsort(-learned, axis=1, kind="stable")
    guessed |= {f"recall_at_{k}": float(share @ true.shares[ranked[:, :k]].sum(axis=1)) for k in (1, 3, 5)}
    mine = scored["machine"]
    for name, estimate in mine.estimates.items():
        if name not in mine.values:
            continue
        value = true.machines["machine"][name]
        if name in KAPPA_MEANS:
            among = mine.often if name == "mean_frequent_kappa" else ~np.isnan(mine.kappas[0])
            value = float(np.nanmean(true.kappas["machine"][among])) if among.any() else np.nan
        elif name == "brier_skill":
            value = skill
        yield f"machine: {name}", estimate, value
    for j, estimate in enumerate(mine.kappa.values()):
        yield "machine: κ of one code", estimate, float(true.kappas["machine"][j])
    for rival in (RIVAL, CONSTANT):
        theirs = scored[rival]
        for name in GAINS:
            if name == "macro_average_precision":
                continue
            value = true.machines["machine"][name] - true.machines[rival][name]
            if name in KAPPA_MEANS:
                both = ~np.isnan(mine.kappas[0]) & ~np.isnan(theirs.kappas[0])
                both &= mine.often & theirs.often if name == "mean_frequent_kappa" else True
                apart = true.kappas["machine"] - np.nan_to_num(true.kappas[rival])
                value = float(apart[both].mean()) if both.any() else np.nan
            elif rival == CONSTANT and name in SKILLED:
                value = (skill if name == "brier_skill" else true.machines["machine"][name]) - guessed[name]
            elif name == "brier_skill":
                value *= _reference(true) / reference
            yield f"beside {rival}: {name}", mine.minus(theirs, name), value


def _reference(true: Truth) -> float:
    return float((true.rates * (1 - true.rates)).sum())


def main() -> None:
    """Print one JSON line for each figure and number of studies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reviews", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--studies", type=int, nargs="+", default=STUDIES)
    parser.add_argument("--scores", action="store_true")
    parser.add_argument("--generator", choices=tuple(GENERATORS), default="likings")
    args = parser.parse_args()
    review = GENERATORS[args.generator]
    settings = [(rate, unlike) for rate in PREVALENCE for unlike in UNLIKE]
    true = [
        truth(review(np.random.default_rng([args.seed, i]), MANY, *setting), args.scores)
        for i, setting in enumerate(settings)
    ]
    for studies in args.studies:
        asked: dict[str, int] = {}
        held: dict[str, list[list[int]]] = {}
        for i, setting in enumerate(settings):
            print(f"{studies} studies, setting {i + 1} of {len(settings)}", file=sys.stderr, flush=True)
            rng = np.random.default_rng([args.seed, i, studies])
            for _ in range(args.reviews):
                one = review(rng, studies, *setting)
                found = list(machine_figures(one, true[i]) if args.scores else figures(one, true[i]))
                for name, estimate, value in found:
                    asked[name] = asked.get(name, 0) + 1
                    if estimate.low is not None and estimate.high is not None:
                        side = int(value > estimate.high) - int(value < estimate.low)
                        held.setdefault(name, [[] for _ in settings])[i].append(side)
        for name, count in asked.items():
            print(json.dumps(_line(name, studies, held.get(name, []), count)), flush=True)


def _line(name: str, studies: int, sides: list[list[int]], asked: int) -> dict[str, object]:
    by = [np.array(s) for s in sides if len(s) >= FEWEST_GIVEN]
    line: dict[str, object] = {"figure": name, "studies": studies, "given": round(sum(map(len, sides)) / asked, 3)}
    if by:
        shares = [round(float((s == 0).mean()), 3) for s in by]
        line |= {"held": round(float(np.mean(shares)), 3), "lowest": min(shares), "highest": max(shares)}
        line |= {"below": round(float(np.mean([(s < 0).mean() for s in by])), 3)}
        line |= {"above": round(float(np.mean([(s > 0).mean() for s in by])), 3)}
    return line


if __name__ == "__main__":
    main()
