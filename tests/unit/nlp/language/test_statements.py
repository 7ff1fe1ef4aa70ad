"""Which sentences can be read by themselves."""

from __future__ import annotations

import pytest

from thirdorder.nlp.language.statements import leans, stands_alone


@pytest.mark.parametrize(
    ("sentence", "on", "alone"),
    [
        ("Women found the visits tiring but worth it.", False, True),
        ("Thesauri were of no use to them.", False, True),  # only a whole word leans
        ("However, the visits were worth it.", True, False),
        ("They forbid presents and money.", True, False),
        ("At the end of the talk visitors were thanked.", False, False),
        ("Table 2 shows who was visited.", False, False),
    ],
)
def test_a_sentence_leans_on_the_one_before_or_stands_alone(sentence: str, on: bool, alone: bool) -> None:
    assert (leans(sentence), stands_alone(sentence)) == (on, alone)
