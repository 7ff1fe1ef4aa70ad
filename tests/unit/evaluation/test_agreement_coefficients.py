"""Equal to scikit-learn, krippendorff and irrCAC, on generated and on published tables."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from thirdorder.evaluation.agreement.coefficients import (
    MISSING,
    Cells,
    coefficients,
    mean_over_codes,
    sums_by_study,
)

DATA = Path(__file__).parents[2] / "data"


def cells(values: NDArray[np.int8], weight: NDArray[np.float64] | None = None, studies: int = 1) -> Cells:
    """Cells from (units, coders, codes)."""
    units, coders, codes = values.shape
    return Cells(
        tuple(f"coder {i}" for i in range(coders)),
        tuple(f"code {i}" for i in range(codes)),
        tuple(f"unit {i}" for i in range(units)),
        tuple(f"study {i}" for i in range(studies)),
        np.arange(units) % studies,
        values.astype(np.int8),
        np.ones(units) if weight is None else weight,
    )


def of(values: NDArray[np.int8], weight: NDArray[np.float64] | None = None) -> dict[str, float]:
    """The coefficients of one code, (units, coders)."""
    sums = sums_by_study(cells(values[:, :, None], weight)).weigh(np.ones((1, 1)))
    return {name: float(v[0, 0]) for name, v in coefficients(sums).items()}


binary = st.integers(2, 4).flatmap(
    lambda coders: arrays(np.int8, st.tuples(st.integers(1, 30), st.just(coders)), elements=st.integers(0, 1))
)
with_gaps = st.integers(2, 4).flatmap(
    lambda coders: arrays(np.int8, st.tuples(st.integers(1, 30), st.just(coders)), elements=st.integers(-1, 1))
)


@given(binary)
def test_cohen_is_the_mean_of_scikit_learn_over_pairs(values: NDArray[np.int8]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pairs = [(a, b) for a in range(values.shape[1]) for b in range(a)]
        theirs = [cohen_kappa_score(values[:, a], values[:, b], labels=[0, 1]) for a, b in pairs]
    ours = of(values)["cohen_kappa"]
    if np.isnan(theirs).all():
        assert np.isnan(ours)
    else:
        assert ours == pytest.approx(np.nanmean(theirs), abs=1e-9)


@given(with_gaps)
def test_alpha_is_that_of_krippendorff(values: NDArray[np.int8]) -> None:
    counts = np.stack([(values == v).sum(axis=1) for v in (0, 1)], axis=1)
    pairable = counts[counts.sum(axis=1) >= 2]
    ours = of(values)["krippendorff_alpha"]
    if (pairable.sum(axis=0) == 0).any():
        assert np.isnan(ours)
    else:
        theirs = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
        assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("case", json.loads((DATA / "irrcac.json").read_text(encoding="utf-8")))
def test_irrcac(case: dict[str, object]) -> None:
    ratings = [[MISSING if v is None else v for v in row] for row in case["ratings"]]  # type: ignore[attr-defined]
    ours = of(np.array(ratings, dtype=np.int8))
    for name, theirs in case["irrCAC"].items():  # type: ignore[attr-defined]
        assert ours[name] == pytest.approx(theirs, abs=1e-9), name


def test_the_two_paradoxes() -> None:
    """Feinstein & Cicchetti (1990): the same 85 % gives a κ of 0.70 or 0.32, by prevalence alone."""

    def table(a: int, b: int, c: int, d: int) -> dict[str, float]:
        rows = [(1, 1)] * a + [(1, 0)] * b + [(0, 1)] * c + [(0, 0)] * d
        return of(np.array(rows, dtype=np.int8))

    even, skewed = table(40, 9, 6, 45), table(80, 10, 5, 5)
    assert even["percent"] == skewed["percent"] == pytest.approx(0.85)
    assert even["cohen_kappa"] == pytest.approx(0.70, abs=0.005)
    assert skewed["cohen_kappa"] == pytest.approx(0.32, abs=0.005)
    assert skewed["positive_agreement"] == pytest.approx(160 / 175)
    assert skewed["negative_agreement"] == pytest.approx(10 / 25)
    assert skewed["prevalence_index"] == pytest.approx(0.75)
    assert skewed["bias_index"] == pytest.approx(0.05)
    assert skewed["gwet_ac1"] > 0.75


@given(with_gaps, st.data())
def test_a_weight_is_a_repetition(values: NDArray[np.int8], data: st.DataObject) -> None:
    weight = data.draw(arrays(np.int64, len(values), elements=st.integers(1, 4)))
    weighted, repeated = of(values, weight.astype(np.float64)), of(np.repeat(values, weight, axis=0))
    for name, value in weighted.items():
        assert value == pytest.approx(repeated[name], abs=1e-9, nan_ok=True), name


@given(arrays(np.int8, st.tuples(st.integers(2, 20), st.just(2), st.integers(1, 4)), elements=st.integers(-1, 1)))
def test_pooling_takes_each_cell_as_a_unit_and_the_mean_leaves_out_what_is_undefined(values: NDArray[np.int8]) -> None:
    sums = sums_by_study(cells(values)).weigh(np.ones((1, 1)))
    pooled = {n: float(v[0, 0]) for n, v in coefficients(sums.pooled()).items()}
    stacked = of(np.concatenate([values[:, :, i] for i in range(values.shape[2])]))
    for name, value in pooled.items():
        assert value == pytest.approx(stacked[name], abs=1e-9, nan_ok=True), name
    by_code = [of(values[:, :, i])["cohen_kappa"] for i in range(values.shape[2])]
    mean = float(mean_over_codes(coefficients(sums))["cohen_kappa"][0])
    expected = np.nan if np.isnan(by_code).all() else np.nanmean(by_code)
    assert mean == pytest.approx(expected, abs=1e-9, nan_ok=True)


@settings(max_examples=25)
@given(arrays(np.int8, st.tuples(st.integers(4, 20), st.just(3), st.just(2)), elements=st.integers(-1, 1)))
def test_drawing_a_study_twice_is_its_units_twice(values: NDArray[np.int8]) -> None:
    both = cells(values, studies=2)
    drawn = coefficients(sums_by_study(both).weigh(np.array([[2.0, 1.0]])))
    again = np.concatenate([values, values[both.study == 0]])
    alone = coefficients(sums_by_study(cells(again)).weigh(np.ones((1, 1))))
    for name, value in drawn.items():
        np.testing.assert_allclose(value, alone[name], atol=1e-9, err_msg=name)
