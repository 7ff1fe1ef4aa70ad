"""Coefficients of agreement over cells "this coder put this code on this unit", from sums that add up over studies.

Each coefficient is a function of a few sums over units. The sums are kept by study, so that leaving a study out is a
subtraction, and units carry weights, so that a run of equally coded characters is one row. This is why the
closed forms stand here; the tests hold them equal to scikit-learn, krippendorff and irrCAC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
MISSING = -1
COEFFICIENTS = (
    "percent", "cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha",
    "positive_agreement", "negative_agreement", "prevalence", "prevalence_index", "bias_index",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Cells:
    """Who put which code on which unit: `values` int8 (units, coders, codes), 1 yes, 0 no, -1 where a coder did not
    read the unit; `study` int (units,) indexes `studies`; `weight` float64 (units,) counts units (characters in a run).
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    units: tuple[str, ...]
    studies: tuple[str, ...]
    study: NDArray[np.int64]
    values: NDArray[np.int8]
    weight: Floats
    looked: NDArray[np.bool_] | None = None
    """Who read which unit, (units, coders); needed where there is no code to say so."""

    @property
    def read(self) -> NDArray[np.bool_]:
        """Who read which unit, (units, coders)."""
        return (self.values != MISSING).any(axis=2) if self.looked is None else self.looked

    def only(self, coders: tuple[str, ...]) -> Cells:
        """These coders, on the units that all of them have read: every pair among them meets the same units."""
        columns = [self.coders.index(c) for c in coders]
        return self.rows(np.flatnonzero(self.read[:, columns].all(axis=1)), columns)

    def columns(self, coders: tuple[str, ...]) -> Cells:
        """These coders, on all units."""
        return self.rows(np.arange(len(self.units)), [self.coders.index(c) for c in coders])

    def rows(self, rows: NDArray[np.int64], columns: list[int] | None = None) -> Cells:
        """Some units (and coders, by column)."""
        columns = list(range(len(self.coders))) if columns is None else columns
        return Cells(
            tuple(self.coders[c] for c in columns),
            self.codes,
            tuple(self.units[r] for r in rows),
            self.studies,
            self.study[rows],
            self.values[rows][:, columns],
            self.weight[rows],
            None if self.looked is None else self.looked[rows][:, columns],
        )


@dataclass(frozen=True, eq=False)
class Sums:
    """Weighted sums over units, each (..., codes): by study when made, by resample after `weigh`.

    `both`, `either` and `neither` are cells of Krippendorff's coincidence matrix (`either` is one off-diagonal cell);
    `paired` counts units with two coders or more and `percent` sums their agreement; `read` counts units with a coder
    and `share` sums the share of its coders who coded. `crossed` (..., pairs, 4, codes) holds for each pair of coders
    the counts both, first only, second only, neither; `marginal` (..., coders, 2, codes) units coded and units read,
    over units with two coders or more.
    """

    both: Floats
    either: Floats
    neither: Floats
    paired: Floats
    percent: Floats
    read: Floats
    share: Floats
    crossed: Floats
    marginal: Floats

    def weigh(self, weights: Floats) -> Sums:
        """Sums under weights (r, studies), arrays (r, ..., codes): ones for all studies, a nought for one left out."""
        return Sums(*(np.tensordot(weights, getattr(self, f.name), axes=1) for f in fields(self)))

    def pooled(self) -> Sums:
        """All codes together: each unit × code cell is a unit."""
        return Sums(*(getattr(self, f.name).sum(axis=-1, keepdims=True) for f in fields(self)))


def sums_by_study(cells: Cells) -> Sums:
    """The sums of each study; arrays are (studies, ..., codes)."""
    known = cells.values != MISSING
    if len(cells.coders) == 2 and known.all():
        return _of_two(cells)
    yes = (cells.values == 1).astype(np.float64)
    r = known.sum(axis=1).astype(np.float64)  # (units, codes): coders who read the unit
    k = yes.sum(axis=1)
    weight = cells.weight[:, None]
    paired = weight * (r >= 2)
    others = np.where(r >= 2, r - 1, 1.0)
    readers = np.maximum(r, 1.0)
    per_unit = {
        "both": paired * k * (k - 1) / others,
        "either": paired * k * (r - k) / others,
        "neither": paired * (r - k) * (r - k - 1) / others,
        "paired": paired,
        "percent": paired * (k * (k - 1) + (r - k) * (r - k - 1)) / (readers * others),
        "read": weight * (r >= 1),
        "share": weight * k / readers,
    }
    no = known.astype(np.float64) - yes
    by_study = _adding(cells, np.ones(len(cells.units)))
    crossed = [
        np.stack(
            [
                by_study(weight * x)
                for x in (yes[:, a] * yes[:, b], yes[:, a] * no[:, b], no[:, a] * yes[:, b], no[:, a] * no[:, b])
            ],
            axis=1,
        )
        for a, b in combinations(range(len(cells.coders)), 2)
    ]
    shape = (len(cells.studies), 0, 4, len(cells.codes))
    marginal = np.stack([yes, known.astype(np.float64)], axis=2) * paired[:, None, None]
    return Sums(
        **{n: by_study(v) for n, v in per_unit.items()},
        crossed=np.stack(crossed, axis=1) if crossed else np.zeros(shape),
        marginal=by_study(marginal),
    )


def _adding(cells: Cells, weight: Floats) -> Callable[[Floats], Floats]:
    """Weighted sums over the units of each study."""
    shape = (len(cells.studies), len(cells.units))
    adding = csr_matrix((weight, (cells.study, np.arange(len(cells.units)))), shape=shape)

    def by_study(values: Floats) -> Floats:
        flat = values.reshape(len(values), prod(values.shape[1:]))
        return np.asarray(adding @ flat).reshape(len(cells.studies), *values.shape[1:])

    return by_study


def _of_two(cells: Cells) -> Sums:
    """The same for two coders who have read every unit: all follows from who put what."""
    by_study = _adding(cells, cells.weight)
    yes = cells.values == 1
    first, second = (by_study(yes[:, c].astype(np.float64)) for c in (0, 1))
    both = by_study((yes[:, 0] & yes[:, 1]).astype(np.float64))
    units = np.broadcast_to(by_study(np.ones((len(yes), 1))), both.shape)
    neither = units - first - second + both
    return Sums(
        both=2 * both,
        either=first + second - 2 * both,
        neither=2 * neither,
        paired=units,
        percent=both + neither,
        read=units,
        share=(first + second) / 2,
        crossed=np.stack([both, first - both, second - both, neither], axis=1)[:, None],
        marginal=np.stack([np.stack([c, units], axis=1) for c in (first, second)], axis=1),
    )


def uses_of(cells: Cells) -> Floats:
    """How often the coders together put each code on these units, (codes,)."""
    return np.asarray(((cells.values == 1).sum(axis=1) * cells.weight[:, None]).sum(axis=0))


def studies_using(cells: Cells) -> NDArray[np.int64]:
    """In how many studies each code was used, (codes,)."""
    used = (cells.values == 1).any(axis=1)
    found = np.zeros((len(cells.studies), len(cells.codes)), dtype=bool)
    np.logical_or.at(found, cells.study, used)
    return np.asarray(found.sum(axis=0))


def coefficients(sums: Sums) -> Mapping[str, Floats]:
    """Each coefficient for each code, arrays shaped as `sums.both`; NaN where its formula divides by zero.

    Percent, Fleiss's κ and Gwet's AC1 as in Gwet, Handbook of Inter-Rater Reliability (2014), which admits missing
    ratings; Krippendorff's α, nominal, from the coincidence matrix (Content Analysis, 2019, ch. 12); Cohen's κ (1960)
    as the mean over pairs of coders; positive and negative agreement as Cicchetti & Feinstein (1990); the prevalence
    index as Byrt, Bishop & Carlin (1993), and their bias index as the largest difference between two coders' rates.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = sums.percent / sums.paired
        share = sums.share / sums.read
        by_chance = share**2 + (1 - share) ** 2
        by_chance_ac1 = 2 * share * (1 - share)
        ones, zeros = sums.both + sums.either, sums.neither + sums.either
        alpha = 1 - (ones + zeros - 1) * sums.either / (ones * zeros)
        prevalence = ones / (ones + zeros)
        return {
            "percent": percent,
            "cohen_kappa": _mean(_cohen(sums.crossed), axis=-2),
            "fleiss_kappa": (percent - by_chance) / (1 - by_chance),
            "gwet_ac1": (percent - by_chance_ac1) / (1 - by_chance_ac1),
            "krippendorff_alpha": alpha,
            "positive_agreement": sums.both / ones,
            "negative_agreement": sums.neither / zeros,
            "prevalence": prevalence,
            "prevalence_index": 2 * prevalence - 1,
            "bias_index": _spread(sums.marginal),
        }


def mean_over_codes(values: Mapping[str, Floats], among: NDArray[np.bool_] | None = None) -> Mapping[str, Floats]:
    """The mean of each coefficient over the codes `among` (else all) for which it is defined; arrays lose an axis.

    The codes are those of the first row, with everything; where leaving a study out makes a code's value undefined, the
    value with everything stands for it, so that the set of codes does not change under the mean.
    """
    return {name: _mean(_fixed(v if among is None else v[..., among]), axis=-1) for name, v in values.items()}


def codes_in_mean(values: Mapping[str, Floats], among: NDArray[np.bool_]) -> dict[str, int]:
    """Over how many codes each mean goes."""
    return {name: int((~np.isnan(v[0, among])).sum()) for name, v in values.items()}


def _fixed(values: Floats) -> Floats:
    return np.where(np.isnan(values), values[:1], values)


def _cohen(crossed: Floats) -> Floats:
    """Cohen's κ of each pair and code from (..., pairs, 4, codes)."""
    a, b, c, d = (crossed[..., i, :] for i in range(4))
    n = a + b + c + d
    by_chance = ((a + b) * (a + c) + (c + d) * (b + d)) / n**2
    observed = (a + d) / n
    return np.asarray((observed - by_chance) / np.where(np.isclose(by_chance, 1.0, atol=1e-12), np.nan, 1 - by_chance))


def _spread(marginal: Floats) -> Floats:
    rates = marginal[..., 0, :] / marginal[..., 1, :]
    defined = ~np.isnan(rates)
    high = np.where(defined, rates, -np.inf).max(axis=-2, initial=-np.inf)
    low = np.where(defined, rates, np.inf).min(axis=-2, initial=np.inf)
    return np.where(defined.sum(axis=-2) >= 2, high - low, np.nan)


def _mean(values: Floats, axis: int) -> Floats:
    """The mean without NaN; NaN where nothing is defined."""
    defined = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(defined, values, 0.0).sum(axis=axis) / defined.sum(axis=axis))
