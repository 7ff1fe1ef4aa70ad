"""Simulated reviews and surveys: who put which code on which passage, and what two machines make of it.

Three ways to make one, which share nothing but how common codes are: by two of them (`slips`, `likings`) methods are
chosen, by the third (`confusions`) they are judged. In a survey every answer is a study of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

CODES = 16
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Make = Callable[[np.random.Generator, int, float, float, bool], "Review"]
"""Random numbers, the number of studies, how common a code is on average, how much codes differ in it (standard
deviation of the log), and whether it is a survey."""


@dataclass(frozen=True, eq=False)
class Review:
    """Simulated codings: the study of each passage, what either coder put on it, and what two machines make of it,
    each (passages, codes); a machine's scores are log odds of its own."""

    study: NDArray[np.int64]
    first: Bools
    second: Bools
    machine: Floats
    rival: Floats


def likings(rng: np.random.Generator, studies: int, rate: float, unlike: float, survey: bool = False) -> Review:
    """A review in which what is coded is a threshold on hidden likings: of the code (rare or common), of the study, of
    the passage, which both coders see, and of each coder alone; half of the studies are read carelessly by one coder.
    Sizes of studies are skewed."""
    size = 3 + rng.poisson(rng.gamma(2.0, 5.0, studies))
    study = _study(size, survey)
    line = norm.isf(rates_of(rate, unlike))
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


def slips(rng: np.random.Generator, studies: int, rate: float, unlike: float, survey: bool = False) -> Review:
    """A review in which coders slip from a true coding, more often in hard studies."""
    study = _study(rng.integers(4, 24, studies), survey)
    common = rates_of(rate, unlike)
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


def confusions(rng: np.random.Generator, studies: int, rate: float, unlike: float, survey: bool = False) -> Review:
    """A review in which each study dwells on some codes (beta), and coders take a code for its neighbour, pass it over
    or add one, each coder in each study at a rate of its own (beta). Sizes of studies have a long tail."""
    study = _study(2 + rng.geometric(0.1, studies), survey)
    common = rates_of(rate, unlike)
    here = rng.beta(20 * common, 20 * (1 - common), (studies, CODES))[study]
    true = rng.random(here.shape) < here
    neighbour = np.arange(CODES) ^ 1
    coded: list[Bools] = []
    for _ in range(2):
        wrong = rng.beta(2.0, 12.0, studies)[study][:, None]
        luck = rng.random(true.shape)
        taken, missed = luck < wrong, (luck >= wrong) & (luck < 1.5 * wrong)
        added = rng.random(true.shape) < 0.5 * wrong * common
        coded.append((true & ~taken & ~missed) | (true & taken)[:, neighbour] | added)
    seen = 0.75 * true + 0.25 * true[:, neighbour]
    good = rng.gamma(4.0, 0.25, (studies, 1))[study]
    machine, rival = (
        np.log(common / (1 - common)) + strength * good * (seen - common) + rng.standard_t(5, size=true.shape)
        for strength in (6.0, 3.0)
    )
    return Review(study, coded[0], coded[1], machine, rival)


GENERATORS: dict[str, Make] = {"confusions": confusions, "likings": likings, "slips": slips}


def _study(size: NDArray[np.int64], survey: bool) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(size)), np.ones_like(size) if survey else size)


def rates_of(rate: float, unlike: float) -> Floats:
    """How common each code is, rarest first."""
    common = np.exp(unlike * norm.ppf((np.arange(CODES) + 0.5) / CODES))
    return np.asarray(np.clip(rate * common / common.mean(), 0.002, 0.8))
