"""Sentence boundaries in scholarly prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.nlp.language.sentences import sentences


def split(text: str, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, language=language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Peers said so.", "They meant it."]),
        ("en", ["As Smith et al. (2010) found, it helps.", "We agree."]),
        ("en", ["Many (e.g. nurses, i.e. staff) left.", "Others stayed."]),
        ("en", ["It rose by 3.5 per cent.", "Then it fell."]),
        ("en", ["J. K. Rowling was named.", "Nobody laughed."]),
        ("en", ["“I was afraid.”", "She left the ward."]),
        ("en", ["“Why me now?” she asked.", "Nobody answered."]),
        ("en", ["This was known.12", "The rest was not."]),
        ("en", ["This was known [12].", "The rest was not."]),
        ("en", ["This was known.[12,13]", "The rest was not."]),
        ("en", ["See Fig. 2 and Table 3.", "Dr. Roe drew both."]),
        ("en", ["I waited… and waited.", "Nobody came."]),
        ("en", ["They said “stop.” (P12, female)", "He went on."]),
        ("en", ["Some came from the U.S. to help.", "Most did not."]),
        ("de", ["Am 3. Mai kam sie, vgl. Abb. 2.", "Sie blieb z.B. im Garten."]),
        ("es", ["La Sra. López habló.", "¿Quién más?", "Nadie."]),
        ("pt", ["O Dr. Silva, p. ex., falou.", "Ninguém ouviu."]),
        ("fr", ["M. Dupont parla.", "« Pourquoi ? » demanda-t-elle."]),
    ],
)
def test_sentences(language: str, parts: list[str]) -> None:
    assert split(" ".join(parts), language) == parts


def test_a_blank_line_ends_a_sentence() -> None:
    assert split("No full stop\n\nNext one") == ["No full stop", "Next one"]


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "Before. Here it is. There it goes. After."
    found = sentences(text, 8, 34)
    assert [text[s.start : s.end] for s in found] == ["Here it is.", "There it goes."]


@given(st.text(alphabet=st.sampled_from("abAB .!?…“”()[]12\n"), max_size=200))
def test_sentences_hold_every_character_but_white_space_once(text: str) -> None:
    last = 0
    for s in sentences(text):
        assert text[last : s.start].strip() == ""
        assert s.start < s.end
        last = s.end
    assert text[last:].strip() == ""
