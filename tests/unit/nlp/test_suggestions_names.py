"""Learning does not lose what the codebook says."""

from __future__ import annotations

import numpy as np

from thirdorder.nlp.suggestions.calibration import rankings
from thirdorder.nlp.suggestions.learning import _names


def test_the_codebook_is_kept_alone_where_learning_ranks_worse() -> None:
    rng = np.random.default_rng(0)
    y = (rng.random((120, 6)) < 0.2).astype(float)
    good, noise = 4 * y - 2 + rng.normal(size=y.shape), rng.normal(size=y.shape)
    kept = _names(y, noise, good)
    assert not kept.learned.any()
    assert rankings(y, kept.mix(noise, good)).mean() > 0.9
    learned = _names(y, good, noise)
    assert learned.learned.all() == 1
    assert rankings(y, learned.mix(good, noise)).mean() > 0.9


def test_both_are_joined_where_neither_is_surely_better() -> None:
    rng = np.random.default_rng(6)
    y = (rng.random((60, 8)) < 0.1).astype(float)
    for _ in range(20):
        learned, alone = (2 * y - 1 + 2 * rng.normal(size=y.shape) * more for more in (1.0, 1.3))
        trusted = _names(y, learned, alone).learned
        assert trusted.min() > 0
        assert trusted.max() < 1
    assert _names(y[:, :1], learned[:, :1], alone[:, :1]).learned.max() < 1


def test_a_code_of_many_examples_trusts_them_more_than_one_of_few() -> None:
    rng = np.random.default_rng(1)
    y = np.zeros((100, 3))
    y[:50, 0] = y[:3, 1] = 1
    both = 2 * y - 1 + rng.normal(size=y.shape)
    trusted = _names(y, both, 2 * y - 1 + rng.normal(size=y.shape)).learned
    assert trusted[0] >= trusted[1] >= trusted[2]
