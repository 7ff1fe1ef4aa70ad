"""Numbers of rows come in order, from the clock, and are kept whole by every program."""

from __future__ import annotations

import time
from itertools import pairwise

from thirdorder.service.store.numbers import MOST, number


def test_numbers_rise_and_tell_time_alone() -> None:
    many = [number() for _ in range(1000)]
    assert all(a < b for a, b in pairwise(many))
    assert many[-1] < MOST
    first = number()
    time.sleep(0.05)
    assert number() - first > 10_000
