"""Sets of codes that hold a stated share of a paper's true codes, by split-conformal calibration on held-out studies.

The studies are what is exchangeable, not the passages in them. The share of true codes a set holds is then itself a
random quantity: Beta(n + 1 - l, l) with l = floor((n + 1)(1 - level)) over n calibration studies
(Vovk 2012; Angelopoulos and Bates 2023, section 3.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta, betabinom

from thirdorder.nlp.suggestions.units import Matrix

LEVEL = 0.9
ENOUGH_STUDIES = 60
"""Below this many calibration studies the interval is so wide that a confident set would mislead."""


@dataclass(frozen=True)
class ConformalSet:
    """A code is in the set when its score reaches `threshold`; `studies` were used to find it."""

    threshold: float
    level: float
    studies: int

    @property
    def interval(self) -> tuple[float, float]:
        """The central 95 % of the share of true codes such a set holds."""
        return set_interval(self.studies, self.level)


def calibrate(scores: Matrix, codes: Matrix, studies: Sequence[str], level: float = LEVEL) -> ConformalSet | None:
    """Find the threshold from held-out scores (units, k); None where too few studies carry any code."""
    unit, code = np.nonzero(codes > 0)
    carrying = len({studies[u] for u in unit.tolist()})
    if carrying < ENOUGH_STUDIES:
        return None
    return ConformalSet(quantile(scores[unit, code], level), level, carrying)


def quantile(true: Matrix, level: float) -> float:
    """The l-th smallest score of a true code: at least `level` of new ones should lie at or above it."""
    rank = int(np.floor((len(true) + 1) * (1 - level)))
    return float(np.sort(true)[rank - 1]) if rank else -np.inf


def _parameters(n: int, level: float) -> tuple[float, float]:
    below = max(int(np.floor((n + 1) * (1 - level))), 1)
    return n + 1 - below, below


def set_interval(calibration: int, level: float = LEVEL) -> tuple[float, float]:
    """The central 95 % of the share covered in the long run after calibrating on so many studies (beta)."""
    low, high = beta.ppf([0.025, 0.975], *_parameters(calibration, level))
    return float(low), float(high)


def interval_of_share(calibration: int, tested: int, level: float = LEVEL) -> tuple[float, float]:
    """The central 95 % of the share covered among `tested` cases after calibrating on `calibration` (beta-binomial)."""
    a, b = _parameters(calibration, level)
    low, high = betabinom.ppf([0.025, 0.975], tested, a, b)
    return float(low) / tested, float(high) / tested
