"""How long it takes to learn 100 codes from 500 coded passages and to score 10,000 passages, vectors being there.

    python -m thirdorder.evaluation.benchmarks.codes_speed

Vectors and words are drawn at random: only the time means anything. Passages have eighty words and six sentences.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from thirdorder.nlp.review import Code, Codebook
from thirdorder.nlp.suggestions import Example, Unit, code_vectors, learn, score
from thirdorder.nlp.vectors import Vectors

PASSAGES, CODED, CODES, DIMENSIONS, WORDS, SENTENCES = 10_000, 500, 100, 384, 80, 6


def main() -> None:
    """Print both times in seconds."""
    rng = np.random.default_rng(0)
    vocabulary = ["".join(rng.choice(list("abcdefghijklmnop"), 6)) for _ in range(8000)]

    def draw(texts: Sequence[object]) -> Vectors:
        rows = rng.normal(size=(len(texts), DIMENSIONS)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    def passage(i: int) -> Unit:
        text = " ".join(vocabulary[w] for w in (8000 * rng.random(WORDS) ** 3).astype(int).tolist())
        return Unit(f"u{i}", f"s{i % 50}", (text,), draw([text]), draw(range(SENTENCES)))

    units = [passage(i) for i in range(PASSAGES)]
    book = Codebook(tuple(Code(f"c{j}", " ".join(vocabulary[3 * j : 3 * j + 3])) for j in range(CODES)))
    codes = code_vectors(book, draw)
    given = [frozenset(f"c{j}" for j in rng.integers(0, CODES, 2).tolist()) for _ in range(CODED)]
    start = _now()
    model = learn(book, codes, [Example(u, c) for u, c in zip(units, given, strict=False)])
    learned = _now()
    score(model, units)
    scored = _now()
    for what, a, b in (
        (f"learning from {CODED} passages", start, learned),
        (f"scoring {PASSAGES} passages for {CODES} codes", learned, scored),
    ):
        print(f"{what}: {b[0] - a[0]:.1f} s, {b[1] - a[1]:.1f} s of processor time")


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    main()
