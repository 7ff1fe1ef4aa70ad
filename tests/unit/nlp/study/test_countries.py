"""Countries by any of their names, in the text's language and their own."""

from __future__ import annotations

import pytest

from thirdorder.nlp.study.country_names import find_countries


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("In England, the US and Burma", "en", ["United Kingdom", "United States", "Myanmar"]),
        ("Côte d’Ivoire, St. Lucia, Saint Lucia, Trinidad and Tobago", "en",
         ["Ivory Coast", "St. Lucia", "St. Lucia", "Trinidad and Tobago"]),
        ("São Paulo, Brasil; Deutschland; Türkiye", "en", ["Brazil", "Germany", "Turkey"]),
        ("um estudo na Irlanda e no Chade", "pt", ["Ireland", "Chad"]),
        ("in den Vereinigten Staaten, Vereinigte Staaten, Schweiz", "de", ["United States", "Switzerland"]),
        ("New England, New Mexico, Jordan and Georgia, University of Ghana", "en", []),
        ("the Iran University Press", "xx", []),
    ],
)  # fmt: skip
def test_countries_by_any_of_their_names(text: str, language: str, named: list[str]) -> None:
    found = find_countries(text, 0, len(text), language)
    assert [country for country, _, _ in found] == named
    assert all(text[start:end].strip() for _, start, end in found)
