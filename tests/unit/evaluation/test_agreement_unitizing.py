from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.evaluation.agreement.unitizing import Continuum, u_alpha
from thirdorder.nlp.document import Span


def spans(*units: tuple[int, int]) -> list[Span]:
    """Spans from start and length."""
    return [Span(start, start + length) for start, length in units]


def test_the_worked_example() -> None:
    """Krippendorff (2004), two observers of a text of 300: 0.7286 and 1 by category, 0.8587 together."""
    text = Continuum(
        150,
        450,
        {
            "c": {"i": spans((225, 70), (370, 30)), "j": spans((220, 80), (355, 20), (400, 20))},
            "k": {"i": spans((180, 60), (300, 50)), "j": spans((180, 60), (300, 50))},
        },
    )
    values = u_alpha([text], ["c", "k"], ["i", "j"])
    assert values["c"] == pytest.approx(0.7286, abs=1e-4)
    assert values["k"] == 1
    assert values[""] == pytest.approx(0.8587, abs=1e-4)


def test_nothing_cut_out_is_undefined() -> None:
    assert u_alpha([Continuum(0, 100, {})], ["c"], ["i", "j"]) == {"": None, "c": None}


def test_spans_of_one_coder_that_overlap_are_one() -> None:
    whole = Continuum(0, 100, {"c": {"i": spans((10, 30)), "j": spans((12, 30))}})
    parts = Continuum(0, 100, {"c": {"i": spans((10, 20), (20, 20)), "j": spans((12, 30))}})
    assert u_alpha([parts], ["c"], ["i", "j"]) == u_alpha([whole], ["c"], ["i", "j"])


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 10)), min_size=1, max_size=4))
def test_a_coder_agrees_with_a_copy(units: list[tuple[int, int]]) -> None:
    text = Continuum(0, 100, {"c": {"i": spans(*units), "j": spans(*units)}})
    value = u_alpha([text], ["c"], ["i", "j"])["c"]
    assert value is not None
    assert value == pytest.approx(1)
