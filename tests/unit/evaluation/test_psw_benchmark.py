from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from thirdorder.corpora import psw
from thirdorder.evaluation.benchmarks.psw import coverage, percent_reading, report, wilson


def test_each_view_is_counted_by_study_and_part() -> None:
    *parts, total = coverage()
    assert [c.part for c in parts] == list(psw.PARTS)
    assert total.table == sum(c.table for c in parts)
    assert total.both == sum(c.both for c in parts)
    for c in (*parts, total):
        assert 0 < c.both <= min(c.table, c.statements)
    assert "no κ" in report()


def test_what_87_percent_can_mean() -> None:
    readings = {r.n: r for r in percent_reading(87)}
    assert readings[34].counts == ()  # no count of 34 studies rounds to 87 %
    assert readings[15].counts == (13,)
    assert readings[118].counts == (103,)
    assert (readings[10].low, readings[10].high) == pytest.approx((0.56, 0.97), abs=0.005)
    assert (readings[118].low, readings[118].high) == pytest.approx((0.80, 0.92), abs=0.005)
    widths = [r.high - r.low for r in percent_reading(87)]
    assert widths == sorted(widths, reverse=True)


@given(st.integers(1, 500), st.data())
def test_the_interval_is_that_of_scipy_where_there_is_a_count(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    theirs = binomtest(count, n).proportion_ci(method="wilson")
    assert wilson(count / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
