"""Learning does not lose what the codebook says."""

from __future__ import annotations

import numpy as np

from thirdorder.nlp.suggestions.calibration import ranking
from thirdorder.nlp.suggestions.learning import _names


def test_the_codebook_is_kept_alone_where_learning_ranks_worse() -> None:
    rng = np.random.default_rng(0)
    y = (rng.random((120, 6)) < 0.2).astype(float)
    good, noise = 4 * y - 2 + rng.normal(size=y.shape), rng.normal(size=y.shape)
    kept = _names(y, noise, good)
    assert not kept.learned.any()
    assert ranking(y, kept.mix(noise, good)) > 0.9
    learned = _names(y, good, noise)
    assert learned.learned.all() == 1
    assert ranking(y, learned.mix(good, noise)) > 0.9


def test_a_code_of_many_examples_trusts_them_more_than_one_of_few() -> None:
    rng = np.random.default_rng(1)
    y = np.zeros((100, 3))
    y[:50, 0] = y[:3, 1] = 1
    both = 2 * y - 1 + rng.normal(size=y.shape)
    trusted = _names(y, both, 2 * y - 1 + rng.normal(size=y.shape)).learned
    assert trusted[0] >= trusted[1] >= trusted[2]
