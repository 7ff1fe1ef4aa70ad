from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from nltk.metrics import jaccard_distance
from numpy.typing import NDArray

from thirdorder.evaluation.agreement.coefficients import Cells
from thirdorder.evaluation.agreement.sets import SetDistance, _apart, set_sums


def alpha(values: NDArray[np.int8], distance: SetDistance) -> float:
    units, coders, codes = values.shape
    cells = Cells(
        tuple("abc"[:coders]),
        tuple("xyz"[:codes]),
        tuple(map(str, range(units))),
        ("s",),
        np.zeros(units, dtype=np.int64),
        values,
        np.ones(units),
    )
    return float(set_sums(cells)[distance].alpha(np.ones((1, 1)))[0])


readings = arrays(np.int8, st.tuples(st.integers(2, 12), st.just(3), st.just(3)), elements=st.integers(0, 1))


@settings(max_examples=50)
@given(readings, st.data(), st.sampled_from(["masi", "jaccard"]))
def test_alpha_is_that_of_krippendorff_with_the_same_distance(
    values: NDArray[np.int8], data: st.DataObject, distance: SetDistance
) -> None:
    gone = data.draw(arrays(np.bool_, values.shape[:2]))
    values[gone] = -1
    sets = np.array([[bool(i & 1), bool(i & 2), bool(i & 4)] for i in range(8)])
    between = set_distances(sets, distance)
    number = (values == 1) @ np.array([1, 2, 4])
    counts = np.stack([((number == v) & ~gone).sum(axis=1) for v in range(8)], axis=1)

    def metric(_a: object, _b: object, i1: NDArray[np.int_], i2: NDArray[np.int_], **_: object) -> NDArray[np.float64]:
        return between[i1, i2]

    ours = alpha(values, distance)
    if (counts[counts.sum(axis=1) >= 2].sum(axis=0) > 0).sum() < 2:
        assert np.isnan(ours)
    else:
        theirs = krippendorff.alpha(value_counts=counts, value_domain=np.arange(8), level_of_measurement=metric)
        assert ours == pytest.approx(theirs, abs=1e-9)


def set_distances(sets: NDArray[np.bool_], distance: SetDistance) -> NDArray[np.float64]:
    """Distances (n, n) between rows of a membership matrix, as the sums are made of them."""
    member = sets.astype(np.float64)
    size = member.sum(axis=1)
    return _apart(member @ member.T, size[:, None], size[None, :])[distance]


def test_distances_of_sets() -> None:
    sets = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 0], [0, 0, 1]], dtype=bool)
    named = [frozenset(np.flatnonzero(row).tolist()) for row in sets]
    jaccard = set_distances(sets, "jaccard")
    for i, a in enumerate(named):
        for j, b in enumerate(named):
            assert jaccard[i, j] == pytest.approx(jaccard_distance(a, b) if a or b else 0.0)
    masi = set_distances(sets, "masi")
    assert masi[0, 0] == masi[3, 3] == 0
    assert masi[0, 1] == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi[0, 2] == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi[0, 3] == masi[0, 4] == 1
