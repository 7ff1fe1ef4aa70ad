from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thirdorder.models import HashingEncoder
from thirdorder.nlp.vectors import MemoryStore, Vectors, encode


class Counting(HashingEncoder):
    """Counts the texts it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode(texts)


def test_what_is_stored_is_looked_up_and_a_text_is_encoded_once() -> None:
    encoder, store = Counting(), MemoryStore()
    first = encode(["a b", "c d", "a b"], encoder, store)
    assert encoder.asked == ["a b", "c d"]
    second = encode(["c d", "e f"], encoder, store)
    assert encoder.asked == ["a b", "c d", "e f"]
    assert (first[1] == second[0]).all()
    assert (first[0] == first[2]).all()


def test_progress_ends_at_the_total() -> None:
    seen: list[tuple[str, int, int]] = []
    encode([str(i) for i in range(150)], HashingEncoder(), progress=lambda *step: seen.append(step))
    assert seen[0] == ("vectors", 0, 150)
    assert seen[-1] == ("vectors", 150, 150)


def test_nothing_to_encode() -> None:
    assert encode([], HashingEncoder()).shape == (0, 256)
    assert encode([], HashingEncoder()).dtype == np.float32
