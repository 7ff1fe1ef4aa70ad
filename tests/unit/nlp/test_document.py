"""Values over one text: where things stand, and what touches what."""

from __future__ import annotations

from thirdorder.nlp.document import Span, touch
from thirdorder.nlp.review import Coding


def test_what_shares_a_character_touches_and_what_has_no_place_touches_nothing() -> None:
    passage = Span(10, 20)
    assert touch(Coding("Ana", "p", "hope", 19, 25), passage)
    assert not touch(Coding("Ana", "p", "hope", 20, 25), passage)
    assert not touch(Coding("Ana", "p", "hope", 5, 10), passage)
    assert not touch(Coding("Ana", "p", "hope"), passage)
