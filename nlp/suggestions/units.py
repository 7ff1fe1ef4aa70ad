"""What is coded and what is suggested for: units of one or more passages, and the codebook as vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.codebook import Codebook
from thirdorder.nlp.vectors import Vectors

Matrix = NDArray[np.float64]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, eq=False)
class Unit:
    """Something a person codes: a free-text answer (one text) or a paper (its passages).

    `vectors` is float32 (len(texts), d), rows of unit length. `study` is what people count and fold by.
    """

    id: str
    study: str
    texts: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True, eq=False)
class Example:
    """A unit a coder has read, with the codes put on it; no codes means "read, coded nothing"."""

    unit: Unit
    codes: frozenset[str]


@dataclass(frozen=True, eq=False)
class CodeVectors:
    """A codebook in vectors. `prototypes` is (k, d), unit rows: a code's name, definition and examples in one.

    `words` holds the same in letters, for matching by word; `examples` (m, d) are the codebook's own examples,
    `example_of` (m,) the row of the code each belongs to.
    """

    prototypes: Vectors
    words: tuple[str, ...]
    examples: Vectors
    example_of: NDArray[np.intp]


def code_vectors(codebook: Codebook, encode: Encode) -> CodeVectors:
    """Encode a codebook: each name, its definition (read together with the name) and its examples."""
    codes = codebook.codes
    defined = [i for i, c in enumerate(codes) if c.definition.strip()]
    examples = [(i, e) for i, c in enumerate(codes) for e in c.examples if e.strip()]
    texts = [readable(c.name or c.code) for c in codes]
    texts += [f"{readable(codes[i].name or codes[i].code)}: {codes[i].definition}" for i in defined]
    texts += [e for _, e in examples]
    vectors = encode(texts)
    names = vectors[: len(codes)]
    definitions, given = vectors[len(codes) : len(codes) + len(defined)], vectors[len(codes) + len(defined) :]
    total = names.astype(np.float64)
    total[defined] += definitions
    rows = np.array([i for i, _ in examples], dtype=np.intp)
    for i in np.unique(rows):
        total[i] += given[rows == i].mean(axis=0)
    words = tuple(" ".join((readable(c.name or c.code), c.definition, *c.examples)) for c in codes)
    return CodeVectors(unit_rows(total).astype(np.float32), words, given, rows)


def readable(name: str) -> str:
    """A code's name as words: `card_arrival` reads "card arrival"."""
    return " ".join(name.replace("_", " ").split())


def unit_rows(matrix: NDArray[np.floating]) -> Matrix:
    """The rows scaled to length one; rows of zeros stay zeros."""
    wide: Matrix = np.asarray(matrix, dtype=np.float64)
    lengths: Matrix = np.linalg.norm(wide, axis=1, keepdims=True)
    return wide / np.maximum(lengths, 1e-12)


@dataclass(frozen=True, eq=False)
class Stack:
    """The passages of several units in one array: `starts[i]` is the first row of unit i."""

    texts: tuple[str, ...]
    vectors: Vectors
    starts: NDArray[np.intp]

    @property
    def owner(self) -> NDArray[np.intp]:
        """The row of the unit each passage belongs to."""
        counts = np.diff(np.append(self.starts, len(self.texts)))
        return np.repeat(np.arange(len(self.starts), dtype=np.intp), counts)

    def best(self, scores: NDArray[np.floating]) -> Matrix:
        """A unit's score for a code is that of the passage that speaks for it most: (passages, k) to (units, k)."""
        if len(self.starts) == len(self.texts):
            return np.asarray(scores, dtype=np.float64)
        return np.asarray(np.maximum.reduceat(scores, self.starts, axis=0), dtype=np.float64)


def stack(units: Sequence[Unit]) -> Stack:
    """Lay the passages of units end to end. A unit without text is an error: it cannot be read."""
    empty = [u.id for u in units if not u.texts]
    if empty:
        raise ValueError(f"unit {empty[0]} holds no text; leave it out or give its passages")
    lengths = [len(u.texts) for u in units]
    starts = np.cumsum([0, *lengths[:-1]]).astype(np.intp) if units else np.zeros(0, dtype=np.intp)
    vectors = np.concatenate([u.vectors for u in units]) if units else np.zeros((0, 0), dtype=np.float32)
    return Stack(tuple(t for u in units for t in u.texts), vectors, starts)
