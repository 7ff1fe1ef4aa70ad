"""Letters that fonts hide. The words are invented."""

from __future__ import annotations

import numpy as np

from thirdorder.nlp.reading.pdf.broken_fonts import back, mend, noisy, unreadable
from thirdorder.nlp.reading.pdf.words import PageWords, blank

SAID = "The visitors told us that they sat with the patients and that it was the chair they had to find in the ward."


def page(words: list[str], fonts: list[int] | None = None) -> PageWords:
    made = blank(1)
    made.text = words
    made.font = np.array(fonts or [0] * len(words), dtype=np.int32)
    return made


def shifted(text: str) -> str:
    return "".join(chr(ord(c) - 29) if c.isalpha() else c for c in text)


def test_letters_are_shifted_back_where_that_makes_words() -> None:
    hidden = page([shifted(w) for w in SAID.split()] * 2 + ["Plain"], [0] * 2 * len(SAID.split()) + [1])
    assert [w.severity for w in mend([hidden])] == ["info"]
    assert " ".join(hidden.text) == f"{SAID} {SAID} Plain"
    plain = page(SAID.split() * 2)
    assert list(mend([plain])) == []
    assert " ".join(plain.text) == f"{SAID} {SAID}"
    assert [back(w) for w in ("21", "+HOOR", "(9LVLWRU", ",")] == ["21", "Hello", "(Visitor", "I"]


def test_ligatures_are_told_by_their_words_else_by_tex() -> None:
    words = page(["so\x1fware", "a\x1fer", "o\x1fen", "\x0cnd", *["x\x12y"] * 4])
    (warning,) = mend([words])
    assert words.text == ["software", "after", "often", "find", *["x\ufffdy"] * 4]
    assert warning.severity == "warning"


def test_pages_that_cannot_be_read_and_layers_recognised_badly_are_told() -> None:
    assert unreadable([page(SAID.split() * 5)]) == []
    assert unreadable([page(["a]b[c", "q@r", "z$t%"] * 40)]) == [1]
    assert noisy(page(["v1sitor", "t0ld", "us", "that", "th1s", "w0uld"] * 10))
    assert not noisy(page(SAID.split() * 5))
