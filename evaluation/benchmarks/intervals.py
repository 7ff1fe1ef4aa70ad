"""How often intervals of agreement hold the true value, in simulated reviews and surveys; 95 % are promised.

    python -m thirdorder.evaluation.benchmarks.intervals [--reviews 1000] [--seed 0] [--studies 3 10] [--scores]
        [--survey] [--generator confusions|likings|slips] > LINES
    python -m thirdorder.evaluation.benchmarks.intervals --table LINES...

Every review is scored by the functions that `thirdorder agreement` and, with `--scores`, `thirdorder evaluate codes`
use. Methods and rules were chosen on `slips` and `likings`; `confusions` judges them (`simulated`). The true value is
that of a review of very many studies. One JSON line for each figure, number of studies and setting (how common codes
are, and how much they differ in it): in how many reviews it is asked for and given, how often it holds the true value,
and how often that lies below or above it. Each has random numbers of its own, so that it is the same whichever are
asked for beside it. `--table` makes of such lines a table for people: for each figure and number of studies the mean
over the settings, the lowest and the highest; and for each figure the lowest and highest setting over all numbers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from thirdorder.evaluation.agreement.coefficients import COEFFICIENTS, Cells, coefficients, sums_by_study
from thirdorder.evaluation.agreement.intervals import TOO_FEW, Estimate, grouped
from thirdorder.evaluation.agreement.scores import Scores, scores
from thirdorder.evaluation.agreement.sets import set_sums
from thirdorder.evaluation.benchmarks.simulated import CODES, GENERATORS, Floats, Review
from thirdorder.evaluation.codes.predictions import Predictions
from thirdorder.evaluation.codes.result import GAINS, NOT_BESIDE_GUESS
from thirdorder.evaluation.codes.scores import KAPPA_MEANS
from thirdorder.evaluation.codes.scores import Scores as CodeScores
from thirdorder.evaluation.codes.scores import scores as code_scores

STUDIES = (3, 4, 5, 7, 10, 15, 20, 40)
ANSWERS = (30, 60, 90, 150, 300)
SETTINGS = tuple((rate, unlike) for rate in (0.02, 0.05, 0.1, 0.2, 0.3) for unlike in (0.5, 1.0))
"""How common codes are on average, and how much they differ in it (standard deviation of the log)."""
MANY, MANY_ANSWERS = 4000, 40_000
FEWEST_GIVEN = 100
"""A setting in which fewer intervals than this are given says nothing of the share that holds."""
RIVAL = "a rival"
CONSTANT = "guessing the common codes"
NONE = "none"
SKILLED = ("recall_at_1", "recall_at_3", "recall_at_5", "brier_skill")
"""Scores of guessing that hang on the rates learned, whose true values are those of the rates of the review."""


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
            if name == "macro_average_precision" or (rival == CONSTANT and name in NOT_BESIDE_GUESS):
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
    """Print a JSON line for each figure, number of studies and setting, or a table of such lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reviews", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--studies", type=int, nargs="+")
    parser.add_argument("--scores", action="store_true", help="a machine beside a human")
    parser.add_argument("--survey", action="store_true", help="every answer is a study of its own")
    parser.add_argument("--generator", choices=tuple(GENERATORS), default="confusions")
    parser.add_argument("--table", type=Path, nargs="+", help="lines to make a table of")
    args = parser.parse_args()
    if args.table:
        print(table([json.loads(line) for file in args.table for line in file.read_text("utf-8").splitlines()]))
        return
    make = GENERATORS[args.generator]
    for i, (rate, unlike) in enumerate(SETTINGS):
        many = make(
            np.random.default_rng([args.seed, i]), MANY_ANSWERS if args.survey else MANY, rate, unlike, args.survey
        )
        true = truth(many, args.scores)
        for studies in args.studies or (ANSWERS if args.survey else STUDIES):
            print(f"{studies} studies, setting {i + 1} of {len(SETTINGS)}", file=sys.stderr, flush=True)
            rng = np.random.default_rng([args.seed, i, studies])
            counts: dict[str, Counter[str]] = {}
            for _ in range(args.reviews):
                one = make(rng, studies, rate, unlike, args.survey)
                for name, estimate, value in machine_figures(one, true) if args.scores else figures(one, true):
                    counts.setdefault(name, Counter())["asked"] += 1
                    if estimate.low is not None and estimate.high is not None:
                        where = "below" if value < estimate.low else "above" if value > estimate.high else "held"
                        counts[name].update(("given", where))
            for name, count in counts.items():
                print(
                    json.dumps({"figure": name, "studies": studies, "rate": rate, "unlike": unlike, **count}),
                    flush=True,
                )


def table(lines: Sequence[Mapping[str, Any]]) -> str:
    """Markdown: figures by numbers of studies, each as mean (lowest to highest setting), and how often it is given."""
    studies = sorted({line["studies"] for line in lines})
    rows = [f"| | {' | '.join(map(str, studies))} | setting, over all |", f"|{'---|' * (len(studies) + 2)}"]
    for name in dict.fromkeys(line["figure"] for line in lines):
        own = [line for line in lines if line["figure"] == name]
        cells = [_cell([line for line in own if line["studies"] == n]) for n in studies]
        if any(c != NONE for c in cells):
            settings = [[line for line in own if (line["rate"], line["unlike"]) == s] for s in SETTINGS]
            held = [share for s in settings if (share := _held(s)) is not None]
            rows.append(f"| {name} | {' | '.join(cells)} | {_range(held)} |")
    return "\n".join(rows)


def _cell(lines: Sequence[Mapping[str, Any]]) -> str:
    held = [share for line in lines if (share := _held([line])) is not None]
    if not held:
        return NONE
    given = sum(line.get("given", 0) for line in lines) / sum(line["asked"] for line in lines)
    return f"{np.mean(held):.3f} ({_range(held)})" + (f", {given:.0%}" if given < 0.995 else "")


def _held(lines: Sequence[Mapping[str, Any]]) -> float | None:
    """The share of intervals given that hold the true value; None where too few are given to say."""
    given = sum(line.get("given", 0) for line in lines)
    return sum(line.get("held", 0) for line in lines) / given if given >= FEWEST_GIVEN else None


def _range(held: Sequence[float]) -> str:
    return f"{min(held):.3f} to {max(held):.3f}"


if __name__ == "__main__":
    main()
