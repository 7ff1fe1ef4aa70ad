from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.corpora.anchoring import place_quote

TEXT = """They met weekly. “I don’t know why, but it
really helped me a lot – for the ﬁrst time,” she said. They met weekly."""


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("met weekly", "met weekly"),
        ("\"I don't know why", "I don’t know why"),
        ("but it really helped", "but it\nreally helped"),
        ("a lot - for the first time", "a lot – for the ﬁrst time"),
        ("REALLY HELPED, me a lot", "really helped me a lot"),
        ("I don't know why ... helped me", "I don’t know why, but it\nreally helped me"),
        ("I don't know why […] first time", "I don’t know why, but it\nreally helped me a lot – for the ﬁrst time"),
    ],
)
def test_typesetting_does_not_hide_a_quotation(quote: str, found: str) -> None:
    span = place_quote(TEXT, quote)
    assert span is not None
    assert TEXT[span.start : span.end] == found


def test_a_word_hyphenated_at_a_line_end_is_one_word() -> None:
    text = "an exam-\nple of this"
    span = place_quote(text, "example")
    assert span is not None
    assert text[span.start : span.end] == "exam-\nple"


@pytest.mark.parametrize("quote", ["never said", "", "  ", "“–”", "she said ... I don't know"])
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert place_quote(TEXT, quote) is None


def test_the_nearest_of_several_places_and_only_inside_the_bounds() -> None:
    second = TEXT.rindex("They met")
    assert place_quote(TEXT, "They met", near=second - 5).start == second  # type: ignore[union-attr]
    assert place_quote(TEXT, "They met", near=3).start == 0  # type: ignore[union-attr]
    assert place_quote(TEXT, "They  MET", start=1).start == second  # type: ignore[union-attr]
    assert place_quote(TEXT, "They met", start=1, end=second + 3) is None


@given(st.text("ab c.“'\n-é", max_size=60), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    span = place_quote(text, quote, near=start)
    assert (span is None) == (not quote.strip())
    if span is not None:
        assert text[span.start : span.end] == quote.strip()
