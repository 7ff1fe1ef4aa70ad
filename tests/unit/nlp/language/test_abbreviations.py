"""Abbreviations are spelled out as their own text introduces them, and only where the letters say so."""

from __future__ import annotations

import pytest

from thirdorder.nlp.language.abbreviations import spelled_out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Complementary feeding (CF) was late.", {"CF": "complementary feeding"}),
        ("Nurses met traditional birth attendants (TBAs) twice.", {"TBAs": "traditional birth attendants"}),
        ("Self-monitoring of blood glucose (SMBG) was taught.", {"SMBG": "self-monitoring of blood glucose"}),
        ("The World Health Organization (WHO) said so.", {"WHO": "World Health Organization"}),
        ("Those large for gestational age delivery (LGA) were left out.", {}),  # the letters end before the words do
        ("It was said twice (AB) and left.", {}),
        ("We met (FG) and a focus group (FG) followed.", {"FG": "focus group"}),
    ],
)
def test_abbreviations_are_spelled_out(text: str, found: dict[str, str]) -> None:
    assert spelled_out(text) == found
