"""Numbers of rows come in order, from the clock, and are kept whole by every program."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise

import pytest

from thirdorder.service.jobs.supervisor import SLOTS
from thirdorder.service.store.row_numbers import LANES, MOST, number, take_lane


def test_numbers_rise_and_tell_time_alone() -> None:
    many = [number() for _ in range(1000)]
    assert all(a < b for a, b in pairwise(many))
    assert many[-1] < MOST
    first = number()
    time.sleep(0.05)
    assert number() - first > 10_000


MANY = """
import sys
from thirdorder.service.store.row_numbers import number, take_lane
take_lane(int(sys.argv[1]))
print(*(number() for _ in range(50_000)))
"""


def test_processes_that_number_many_rows_at_once_never_meet() -> None:
    both = [subprocess.Popen([sys.executable, "-c", MANY, lane], stdout=subprocess.PIPE, text=True) for lane in "01"]
    mine, theirs = ([int(word) for word in process.communicate()[0].split()] for process in both)
    assert len(mine) == len(theirs) == 50_000
    assert all(a < b for numbers in (mine, theirs) for a, b in pairwise(numbers))
    assert not set(mine) & set(theirs)


def test_every_worker_of_a_server_has_a_lane() -> None:
    assert len(SLOTS) < LANES
    with pytest.raises(ValueError, match="lanes"):
        take_lane(LANES)
