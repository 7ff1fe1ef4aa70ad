from __future__ import annotations

import pytest

from thirdorder.nlp.language.stems import stem
from thirdorder.nlp.themes.naming.by_words import label_key


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Families", "family", "en"), ("women", "Woman", "en"), ("organisation", "organizations", "en"),
        ("mães", "mãe", "pt"), ("enfermeras", "enfermera", "es"),
        ("infirmières", "infirmière", "fr"), ("Frauen", "Frau", "de"),
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Family", "Families"), ("The women", "Woman"), ("Care of it", "care")],
)
def test_labels_of_the_same_words_are_alike(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)
