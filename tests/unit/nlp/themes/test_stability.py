"""How far groups come back when some of the material is left out."""

from __future__ import annotations

import numpy as np

from thirdorder.nlp.themes.stability import (
    agreement,
    best_jaccard,
    joined,
    recovery,
    regrouped,
    subsets,
)

LABELS = np.array([0, 0, 0, 0, 1, 1, 1, 1, -1, -1], dtype=np.int64)
STUDY = np.array([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], dtype=np.int32)


def test_groups_that_always_come_back_are_fully_stable() -> None:
    again = regrouped(STUDY, lambda rows: LABELS[rows], 8, 1)
    assert recovery(LABELS, again).tolist() == [1.0, 1.0]
    assert joined(LABELS, again).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_a_group_that_falls_apart_is_less_stable_than_one_that_holds() -> None:
    def recluster(rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        out = LABELS[rows].copy()
        out[out == 1] = 1 + np.arange((out == 1).sum())
        return out

    first, second = recovery(LABELS, regrouped(STUDY, recluster, 8, 1))
    assert first == 1.0
    assert second < 0.6


def test_groups_that_come_together_are_counted_by_rounds() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2, -1], dtype=np.int64)
    every = np.arange(7)
    again = [(every, np.array([0, 0, 0, 0, 1, 1, 0])), (every[:6], np.array([0, 0, 1, 1, 1, -1]))]
    assert joined(labels, again).tolist() == [[0.0, 0.5, 0.0], [0.5, 0.0, 0.5], [0.0, 0.5, 0.0]]


def test_rounds_leave_out_whole_studies_and_repeat_by_seed() -> None:
    for kept in subsets(STUDY, 5, 3):
        assert len(np.unique(STUDY[kept])) == 4
        assert all((STUDY[kept] == s).sum() == 2 for s in np.unique(STUDY[kept]))
    assert all(np.array_equal(a, b) for a, b in zip(subsets(STUDY, 5, 3), subsets(STUDY, 5, 3), strict=True))
    assert len(subsets(np.zeros(10, dtype=np.int32), 1, 0)[0]) == 8


def test_best_jaccard_is_missing_for_a_group_that_is_not_there() -> None:
    found = best_jaccard(np.array([0, 0, 2]), np.array([1, 1, 0]), 3)
    assert found[0] == found[2] == 1.0
    assert np.isnan(found[1])


def test_agreement_of_groupings() -> None:
    assert agreement([LABELS, LABELS, (1 - LABELS) % 3]) > 0.99
    assert agreement([LABELS]) == 1.0
