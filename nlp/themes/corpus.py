"""The passages at hand as arrays, in an order of their own, so that the order of the input never matters."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Construct, Paper, Passage
from thirdorder.nlp.review import Study
from thirdorder.nlp.vectors import Vectors

SHORTEST = 4
"""Words of a passage that may found a theme."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """Relevant passages, sorted by paper and place: row i of every array is `ids[i]`.

    `study` numbers `studies`, `construct` numbers `constructs` (the innermost that holds the passage, -1 for none),
    `founding` marks rows that may found a theme, `draw` orders them for sampling.
    """

    ids: tuple[str, ...]
    passages: tuple[Passage, ...]
    papers: tuple[Paper, ...]
    vectors: Vectors
    studies: tuple[Study, ...]
    study: NDArray[np.int32]
    constructs: tuple[tuple[Construct, Paper], ...]
    construct: NDArray[np.int32]
    founding: NDArray[np.bool_]
    draw: NDArray[np.uint64]

    def founders(self, most: int) -> NDArray[np.int64]:
        """Rows that found themes: all that may, or `most` drawn by seed and id, so that a new paper changes little.

        Passages of one to three words, such as a speaker's name and age, found none unless there is nothing else.
        """
        rows = np.flatnonzero(self.founding)
        longer = np.array([len(self.text(r).split()) >= SHORTEST for r in rows.tolist()], dtype=np.bool_)
        rows = rows[longer] if 2 * longer.sum() > len(rows) else rows
        if len(rows) > most:
            rows = np.sort(rows[np.argsort(self.draw[rows], kind="stable")[:most]])
        return rows.astype(np.int64)

    @cached_property
    def rows_of_constructs(self) -> tuple[NDArray[np.int64], ...]:
        """For each construct the rows it holds most closely, in order."""
        return grouped(self.construct, len(self.constructs))

    def text(self, row: int) -> str:
        """The words of a passage."""
        return self.papers[row].quote(self.passages[row])


def grouped(labels: NDArray[np.integer[Any]], number: int) -> tuple[NDArray[np.int64], ...]:
    """For each label from 0 to `number` - 1 the rows that have it, in order; one sort for all."""
    order = np.argsort(labels, kind="stable")
    ends = np.searchsorted(labels[order], np.arange(number + 1))
    return tuple(order[a:b] for a, b in pairwise(ends.tolist()))


def gather(
    papers: Sequence[Paper],
    studies: Sequence[Study],
    passages: Sequence[tuple[str, Passage]],
    vectors: Vectors,
    relevance: Mapping[str, str],
    seed: int,
) -> Corpus:
    """The relevant passages with their study and construct; a paper of no study is a study of its own.

    Raises ValueError where passages and vectors do not go together or a passage's paper is missing.
    """
    if len(passages) != len(vectors):
        raise ValueError(f"{len(passages)} passages came with {len(vectors)} vectors: give one row for each passage.")
    by_id = {p.id: p for p in papers}
    missing = sorted({paper for paper, _ in passages} - by_id.keys())
    if missing:
        raise ValueError(
            f"Passages of paper {missing[0]} came without the paper: hand over every paper that passages are from."
        )
    order = sorted(
        (i for i, (_, p) in enumerate(passages) if relevance.get(p.id) != "out"),
        key=lambda i: (passages[i][0], passages[i][1].start, passages[i][1].id),
    )
    rows = [passages[i] for i in order]
    in_order = len(order) == len(passages) and order == list(range(len(order)))
    used = {paper for paper, _ in rows}
    study_of = {paper: s for s in sorted(studies, key=lambda s: s.id) for paper in s.papers}
    study_of.update({p: Study(p, (p,)) for p in used if p not in study_of})
    present = sorted({study_of[p].id: study_of[p] for p in used}.items())
    study_row = {name: i for i, (name, _) in enumerate(present)}
    constructs, construct_of = _innermost([by_id[p] for p in sorted(used)])
    return Corpus(
        ids=tuple(p.id for _, p in rows),
        passages=tuple(p for _, p in rows),
        papers=tuple(by_id[paper] for paper, _ in rows),
        vectors=np.ascontiguousarray(vectors if in_order else vectors[order], dtype=np.float32),
        studies=tuple(s for _, s in present),
        study=np.array([study_row[study_of[paper].id] for paper, _ in rows], dtype=np.int32),
        constructs=constructs,
        construct=np.array([construct_of.get(p.id, -1) for _, p in rows], dtype=np.int32),
        founding=np.array([relevance.get(p.id) != "partly" for _, p in rows], dtype=np.bool_),
        draw=np.array([_draw(seed, p.id) for _, p in rows], dtype=np.uint64),
    )


def _innermost(papers: Sequence[Paper]) -> tuple[tuple[tuple[Construct, Paper], ...], dict[str, int]]:
    """Constructs in order, and for each passage the number of the one that holds it most closely (fewest passages)."""
    constructs: list[tuple[Construct, Paper]] = []
    number: dict[str, int] = {}
    for paper in papers:
        depth = _depths(paper.constructs)
        for construct in sorted(paper.constructs, key=lambda c: (depth[c.id], -len(c.passages), c.id)):
            number.update(dict.fromkeys(construct.passages, len(constructs)))
            constructs.append((construct, paper))
    return tuple(constructs), number


def _depths(constructs: Sequence[Construct]) -> dict[str, int]:
    """How many constructs stand above each."""
    parents = {c.id: c.parent for c in constructs}
    depths: Counter[str] = Counter()
    for one in parents:
        above, seen = parents[one], {one}
        while above in parents and above not in seen:
            seen.add(above)
            depths[one] += 1
            above = parents[above]
    return {c.id: depths[c.id] for c in constructs}


def _draw(seed: int, passage: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}:{passage}".encode(), digest_size=8).digest(), "big")
