"""What is coded and what is suggested for: units of one or more passages, and the codebook as vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.review import Codebook
from thirdorder.nlp.vectors import Vectors

_LISTED = re.compile(r"[;,.]")
Matrix = NDArray[np.float64]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, eq=False)
class Unit:
    """Something a person codes: a free-text answer (one text) or a paper (its passages).

    `vectors` is float32 (len(texts), d), rows of unit length. `study` is what people count and fold by. `sentences`
    (m, d) are those of a single text of several sentences, else absent.
    """

    id: str
    study: str
    texts: tuple[str, ...]
    vectors: Vectors
    sentences: Vectors | None = None


def with_sentences(units: Sequence[Unit], encode: Encode) -> tuple[Unit, ...]:
    """The units, those of one text with its sentences read one by one: an answer may say several things.

    A unit of several passages stays as it is: its passages are its parts.
    """
    cut = {
        i: [u.texts[0][s.start : s.end] for s in sentences(u.texts[0])]
        for i, u in enumerate(units)
        if len(u.texts) == 1 and u.sentences is None
    }
    cut = {i: parts for i, parts in cut.items() if len(parts) > 1}
    vectors = encode([s for parts in cut.values() for s in parts]) if cut else np.zeros((0, 0), dtype=np.float32)
    ends = np.cumsum([len(parts) for parts in cut.values()])
    read = dict(zip(cut, np.split(vectors, ends[:-1]), strict=True)) if cut else {}
    return tuple(replace(u, sentences=read[i]) if i in read else u for i, u in enumerate(units))


@dataclass(frozen=True, eq=False)
class Example:
    """A unit a coder has read, with the codes put on it; no codes means "read, coded nothing"."""

    unit: Unit
    codes: frozenset[str]


@dataclass(frozen=True, eq=False)
class CodeVectors:
    """A codebook in vectors. `prototypes` is (k, d), unit rows: a code's name, definition and examples in one.

    `words` holds the same in letters, for matching by word; `examples` (m, d) are the codebook's own examples,
    `example_of` (m,) the row of the code each belongs to. `phrases` (p, d) are what a definition lists, each read
    together with the name, and the names of codes without a definition; `phrase_of` (p,) rises from 0 to k - 1.
    """

    prototypes: Vectors
    words: tuple[str, ...]
    examples: Vectors
    example_of: NDArray[np.intp]
    phrases: Vectors
    phrase_of: NDArray[np.intp]


def code_vectors(codebook: Codebook, encode: Encode) -> CodeVectors:
    """Encode a codebook: each name, its definition (read together with the name) and its examples."""
    codes = codebook.codes
    defined = [i for i, c in enumerate(codes) if c.definition.strip()]
    examples = [(i, e) for i, c in enumerate(codes) for e in c.examples if e.strip()]
    texts = [readable(c.name or c.code) for c in codes]
    texts += [f"{readable(codes[i].name or codes[i].code)}: {codes[i].definition}" for i in defined]
    texts += [e for _, e in examples]
    phrases = [(i, text) for i, c in enumerate(codes) for text in _phrases(readable(c.name or c.code), c.definition)]
    texts += [text for _, text in phrases]
    vectors = encode(texts)
    vectors, listed = vectors[: len(texts) - len(phrases)], vectors[len(texts) - len(phrases) :]
    names = vectors[: len(codes)]
    definitions, given = vectors[len(codes) : len(codes) + len(defined)], vectors[len(codes) + len(defined) :]
    total = names.astype(np.float64)
    total[defined] += definitions
    rows = np.array([i for i, _ in examples], dtype=np.intp)
    for i in np.unique(rows):
        total[i] += given[rows == i].mean(axis=0)
    words = tuple(" ".join((readable(c.name or c.code), c.definition, *c.examples)) for c in codes)
    phrase_of = np.array([i for i, _ in phrases], dtype=np.intp)
    return CodeVectors(unit_rows(total).astype(np.float32), words, given, rows, listed, phrase_of)


def _phrases(name: str, definition: str) -> list[str]:
    """What a definition lists between commas, semicolons and stops, after the name; the name where there is none."""
    listed = [part.strip() for part in _LISTED.split(definition)]
    return [f"{name}: {part}" for part in listed if len(part) > 2] or [name]


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
    """The passages of several units in one array: `starts[i]` is the first row of unit i.

    `parts` holds for each unit its passages and their sentences where these were read; `part_starts` as `starts`.
    """

    texts: tuple[str, ...]
    vectors: Vectors
    starts: NDArray[np.intp]
    parts: Vectors
    part_starts: NDArray[np.intp]

    @property
    def owner(self) -> NDArray[np.intp]:
        """The row of the unit each passage belongs to."""
        return _owners(self.starts, len(self.vectors))

    def best(self, scores: NDArray[np.floating]) -> Matrix:
        """A unit's score for a code is that of the passage that speaks for it most: (passages, k) to (units, k)."""
        return _highest(scores, self.starts)

    def best_part(self, scores: NDArray[np.floating]) -> Matrix:
        """The same over parts: (parts, k) to (units, k)."""
        return _highest(scores, self.part_starts)

    def rows(self, units: NDArray[np.intp]) -> NDArray[np.intp]:
        """The passages of some units."""
        return _rows(self.starts, len(self.vectors), units)[0]

    def take(self, units: NDArray[np.intp]) -> Stack:
        """Some of the units."""
        passages, starts = _rows(self.starts, len(self.vectors), units)
        parts, part_starts = _rows(self.part_starts, len(self.parts), units)
        texts = tuple(self.texts[i] for i in passages.tolist())
        return Stack(texts, self.vectors[passages], starts, self.parts[parts], part_starts)


def stack(units: Sequence[Unit]) -> Stack:
    """Lay the passages of units end to end. A unit without text is an error: it cannot be read."""
    empty = [u.id for u in units if not u.texts]
    if empty:
        raise ValueError(f"unit {empty[0]} holds no text; leave it out or give its passages")
    vectors = np.concatenate([u.vectors for u in units]) if units else np.zeros((0, 0), dtype=np.float32)
    starts = _starts([len(u.texts) for u in units])
    parts, part_starts = vectors, starts
    if any(u.sentences is not None for u in units):
        pieces = [u.vectors if u.sentences is None else np.concatenate([u.vectors, u.sentences]) for u in units]
        parts, part_starts = np.concatenate(pieces), _starts([len(p) for p in pieces])
    return Stack(tuple(t for u in units for t in u.texts), vectors, starts, parts, part_starts)


def _starts(lengths: Sequence[int]) -> NDArray[np.intp]:
    return np.cumsum([0, *lengths[:-1]]).astype(np.intp) if lengths else np.zeros(0, dtype=np.intp)


def _owners(starts: NDArray[np.intp], total: int) -> NDArray[np.intp]:
    return np.repeat(np.arange(len(starts), dtype=np.intp), np.diff(np.append(starts, total)))


def _highest(scores: NDArray[np.floating], starts: NDArray[np.intp]) -> Matrix:
    if len(starts) == len(scores):
        return np.asarray(scores, dtype=np.float64)
    return np.asarray(np.maximum.reduceat(scores, starts, axis=0), dtype=np.float64)


def _rows(starts: NDArray[np.intp], total: int, units: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows of some units, and where each begins among them."""
    ends = np.append(starts, total)
    rows = np.concatenate([np.arange(ends[i], ends[i + 1]) for i in units])
    return rows, _starts(np.diff(ends)[units].tolist())
