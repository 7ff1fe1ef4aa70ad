"""Words found in a text, white space taken as it comes."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from thirdorder.service.store.places import find_words

LETTERS = st.text(alphabet="ab \n\u00a0", max_size=30)


@given(LETTERS, st.text(alphabet="ab ", max_size=8))
def test_as_a_pattern_with_any_white_space_would_find_them(text: str, words: str) -> None:
    wanted = words.split()
    found = re.search(r"\s+".join(map(re.escape, wanted)), text) if wanted else None
    assert find_words(text, words) == (found.span() if found else None)


def test_words_made_to_be_sought_for_ever_are_answered() -> None:
    assert find_words("a " * 60_000, "a " * 25_000 + "b") is None
