"""The words of the pages."""

from __future__ import annotations

import pytest

from thirdorder.service.web.words import in_marks, with_citation


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("We stay here.", "“We stay here.”"),
        ("“We stay here.”", "“We stay here.”"),
        ("We stay here.”", "“We stay here.”"),
        ("“We stay here.", "“We stay here.”"),
        ('"It is their hour, not mine,"', "“It is their hour, not mine,”"),
        ("„Wir bleiben.“", "“Wir bleiben.”"),
        ("‘one’ and ‘the other’.", "“‘one’ and ‘the other’.”"),
        ("“one” and “the other”", "““one” and “the other””"),
        ("She said “no”  and\nleft.", "“She said “no” and left.”"),
    ],
)
def test_words_stand_in_quotation_marks_once(words: str, marked: str) -> None:
    assert in_marks(words) == marked


def test_words_are_cited_with_their_page_where_there_is_one() -> None:
    assert with_citation("“Stay.”", "Invented 2001", 4) == "“Stay.” (Invented 2001, p. 4)"
    assert with_citation("Stay.", "Invented 2001", None) == "“Stay.” (Invented 2001)"
