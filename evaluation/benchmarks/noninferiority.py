"""How often a machine short by exactly the margin is called non-inferior, in simulated reviews; 5 % is meant.

    python -m thirdorder.evaluation.benchmarks.noninferiority [--reviews 400] [--seed 0] [--kind N] [--studies 15 20]

Studies differ in how many passages they have, how common codes are in them and how hard they are to code. The margin is
the true difference, from a review of very many studies. One JSON line for each kind of review and number of studies;
each has random numbers of its own, so that it is the same whichever lines are asked for beside it.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from thirdorder.evaluation.agreement.coefficients import Cells, coefficients, sums_by_study
from thirdorder.evaluation.agreement.noninferiority import contrast

CODES = 8
PERSON, MACHINE = 0.06, 0.09
"""Rates of slips; people's and the machine's."""
KINDS = {
    "common codes, uneven studies": (0.12, 0.8),
    "common codes, even studies": (0.12, 0.3),
    "rare codes, uneven studies": (0.04, 0.8),
}
"""How common a code is, and the spread (log) of how hard a study is to code."""
STUDIES = (15, 20, 30)
MANY = 40_000


def review(rng: np.random.Generator, studies: int, rate: float, spread: float) -> Cells:
    """A simulated review: two people and a machine on 4 to 23 passages of each study."""
    size = rng.integers(4, 24, studies)
    study = np.repeat(np.arange(studies), size)
    common = np.clip(rate * np.exp(rng.normal(0, 0.5, (studies, CODES))), 0, 0.6)[study]
    true = rng.random(common.shape) < common
    coders: list[np.ndarray] = []
    for mean in (PERSON, PERSON, MACHINE):
        # People share a study's difficulty; the machine has its own.
        if not coders or mean == MACHINE:
            slip = np.clip(mean * np.exp(rng.normal(0, spread, studies)), 0, 0.4)[study][:, None]
        missed, added = rng.random(true.shape) < 3 * slip, rng.random(true.shape) < 0.4 * slip
        coders.append(np.where(true, ~missed, added))
    names = tuple(str(i) for i in range(len(study)))
    codes, groups = tuple(str(j) for j in range(CODES)), tuple(str(s) for s in range(studies))
    values = np.stack(coders, axis=1).astype(np.int8)
    return Cells(("J", "K", "machine"), codes, names, groups, study.astype(np.int64), values, np.ones(len(study)))


def shortfall(cells: Cells, over_codes: bool) -> float:
    """How far machine and J agree less than J and K do, in pooled κ or in its mean over codes."""
    once = np.ones((1, len(cells.studies)))
    sums = [sums_by_study(cells.only(pair)).weigh(once) for pair in (("J", "K"), ("machine", "J"))]
    people, machine = (float(coefficients(s if over_codes else s.pooled())["cohen_kappa"][0].mean()) for s in sums)
    return people - machine


def main() -> None:
    """Print the share of reviews that passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reviews", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", type=int, nargs="+", default=range(len(KINDS)), choices=range(len(KINDS)))
    parser.add_argument("--studies", type=int, nargs="+", default=STUDIES)
    args = parser.parse_args()
    for number in args.kind:
        kind, (rate, spread) = list(KINDS.items())[number]
        many = review(np.random.default_rng([args.seed, number]), MANY, rate, spread)
        short = [shortfall(many, over_codes) for over_codes in (False, True)]
        for studies in args.studies:
            rng = np.random.default_rng([args.seed, number, studies])
            passed = [0, 0]
            for i in range(args.reviews):
                one = review(rng, studies, rate, spread)
                for k, margin in enumerate(short):
                    found = contrast(one, "machine", "J", "K", margin=margin, seed=i)
                    passed[k] += (found.over_codes.verdict if k else found.verdict) == "non-inferior"
            line = {"kind": kind, "studies": studies, "margins": [round(m, 3) for m in short]}
            line |= {"pooled": passed[0] / args.reviews, "mean over codes": passed[1] / args.reviews}
            print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
