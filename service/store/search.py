"""Finding what else is said: passages of a project's papers by their words, and those that speak alike."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from thirdorder.nlp.document import FINDINGS_ROLES, Passage
from thirdorder.nlp.language.stems import stem
from thirdorder.service.store.corrections import Correction, by_paper, standing
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import load_pinned, papers, put_right

_WORD = re.compile(r"[^\W\d_]{2,}|\d+", re.UNICODE)
_MARKS = re.compile("[^\x00-\u02ff\u2010-\u203a]")
_COMMON = 0.25
"""A word in more than this share of the passages tells nothing of what a passage is like."""


class Found(NamedTuple):
    """A passage that answers a search: its paper, its span, and where in it the words stand."""

    paper: str
    passage: Passage
    text: str
    page: int | None
    score: float
    stems: frozenset[str] = frozenset()

    @property
    def hits(self) -> tuple[tuple[int, int], ...]:
        """Where the words stand; looked for when it is shown, since a search may find thousands."""
        return tuple((m.start(), m.end()) for m in _WORD.finditer(self.text) if _stem_of(m.group()) in self.stems)


@dataclass(frozen=True, eq=False)
class Index:
    """The passages of some texts, with the words that each holds; rows are passages, columns words."""

    papers: tuple[str, ...]
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    pages: tuple[int | None, ...]
    rows: dict[str, NDArray[np.int32]]
    counts: dict[str, NDArray[np.int32]]
    lengths: NDArray[np.int32]

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each passage by its id."""
        return {p.id: row for row, p in enumerate(self.passages)}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Everybody whose experience some passage tells."""
        return tuple(sorted({g for p in self.passages for g in p.groups()}, key=str.casefold))

    def words(self, query: str, *, findings: bool = True) -> list[Found]:
        """Passages that hold every word of a query ("…" holds words together), those that speak most of it first."""
        phrases = [plain(p) for p in re.findall(r"[\"“]([^\"”]+)[\"”]", query)]
        loose = _stems(re.sub(r"[\"“][^\"”]*[\"”]", " ", query))
        wanted = [*loose, *(s for p in phrases for s in _stems(p))]
        if not wanted:
            return []
        scores = self._scores(wanted)
        whole = np.ones(len(self.texts), dtype=bool)
        for one in wanted:
            has = np.zeros(len(self.texts), dtype=bool)
            has[self.rows.get(one, _NONE)] = True
            whole &= has
        rows = np.flatnonzero(whole)
        stems = frozenset(wanted)
        return [
            self._found(row, float(scores[row]), stems)
            for row in rows[np.argsort(-scores[rows], kind="stable")].tolist()
            if (not findings or self.passages[row].role in FINDINGS_ROLES)
            and all(p in plain(self.texts[row]) for p in phrases)
        ]

    def like(self, words: str, *, leave_out: str = "", most: int = 20) -> list[Found]:
        """Passages of other papers that share the rarest words with some words, the likest first."""
        stems = list(dict.fromkeys(_stems(words)))
        few = [s for s in stems if 0 < len(self.rows.get(s, _NONE)) <= _COMMON * max(len(self.texts), 8)]
        scores = self._scores(few)
        order, shared = np.argsort(-scores, kind="stable")[: most * 4].tolist(), frozenset(few)
        found = [
            self._found(row, float(scores[row]), shared)
            for row in order
            if scores[row] > 0 and self.papers[row] != leave_out and self.passages[row].role in FINDINGS_ROLES
        ]
        return found[:most]

    def _scores(self, stems: Iterable[str]) -> NDArray[np.float64]:
        """BM25 over passages (Robertson and Zaragoza 2009, with k1 1.2 and b 0.75)."""
        scores = np.zeros(len(self.texts))
        mean = float(self.lengths.mean()) if len(self.lengths) else 1.0
        for one in stems:
            rows = self.rows.get(one, _NONE)
            if not len(rows):
                continue
            weight = log(1 + (len(self.texts) - len(rows) + 0.5) / (len(rows) + 0.5))
            count = self.counts[one].astype(np.float64)
            scores[rows] += weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * self.lengths[rows] / mean))
        return scores

    def _found(self, row: int, score: float, stems: frozenset[str]) -> Found:
        return Found(self.papers[row], self.passages[row], self.texts[row], self.pages[row], score, stems)


_NONE = np.array([], dtype=np.int32)
_building = threading.Lock()


def index(session: Session, files: Files, project: int) -> Index:
    """The passages of a project's papers that are read, as people put them right; made once for the same."""
    entries = [p for p in papers(session, project) if p.text_sha256]
    said = by_paper(session, project)
    made = tuple(standing(said.get(p.id, ())) for p in entries)
    keys, paths = tuple(p.id for p in entries), tuple(files.text(project, p.text_sha256) for p in entries)
    with _building:  # once, however many ask at the same moment
        return _put_right(keys, paths, made)


def read_ahead(path: Path) -> None:
    """Gather a text's words before anybody asks."""
    _part(path)


def forget() -> None:
    """Let go of every text that is held in memory."""
    _part.cache_clear()
    _index.cache_clear()
    _put_right.cache_clear()


@lru_cache(maxsize=4)
def _put_right(keys: tuple[str, ...], paths: tuple[Path, ...], made: tuple[tuple[Correction, ...], ...]) -> Index:
    """An index with whose words are whose and what is findings as people say: its words stay what they are."""
    read = _index(keys, paths)
    if not any(made):
        return read
    right = {k: put_right(path, own).paper for k, path, own in zip(keys, paths, made, strict=True) if own}
    passages = tuple(
        right[key].passage.get(p.id, p) if key in right else p
        for key, p in zip(read.papers, read.passages, strict=True)
    )
    return replace(read, passages=passages)


@lru_cache(maxsize=4)
def _index(keys: tuple[str, ...], paths: Sequence[Path]) -> Index:
    parts = [_part(path) for path in paths]
    rows: dict[str, list[NDArray[np.int32]]] = {}
    counts: dict[str, list[NDArray[np.int32]]] = {}
    first = 0
    for part in parts:
        for one, at, to in zip(part.stems, part.starts, part.starts[1:], strict=False):
            rows.setdefault(one, []).append(part.rows[at:to] + np.int32(first))
            counts.setdefault(one, []).append(part.counts[at:to])
        first += len(part.texts)
    return Index(
        tuple(key for key, part in zip(keys, parts, strict=True) for _ in part.texts),
        tuple(p for part in parts for p in part.passages), tuple(t for part in parts for t in part.texts),
        tuple(p for part in parts for p in part.pages), {s: np.concatenate(r) for s, r in rows.items()},
        {s: np.concatenate(c) for s, c in counts.items()},
        np.concatenate([_NONE, *(part.lengths for part in parts)]),
    )  # fmt: skip


class _Part(NamedTuple):
    """One paper's passages and the words they hold: what a paper more adds to an index, and no more.

    The rows and counts of `stems[i]` are those from `starts[i]` to `starts[i + 1]`.
    """

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    pages: tuple[int | None, ...]
    lengths: NDArray[np.int32]
    stems: tuple[str, ...]
    starts: tuple[int, ...]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]


@lru_cache(maxsize=1024)
def _part(path: Path) -> _Part:
    paper = load_pinned(path).paper
    texts = tuple(paper.quote(p) for p in paper.passages)
    held: dict[str, dict[int, int]] = {}
    lengths = []
    for row, text in enumerate(texts):
        stems = _stems(text)
        lengths.append(len(stems))
        for one in stems:
            own = held.setdefault(one, {})
            own[row] = own.get(row, 0) + 1
    ends = np.cumsum([0, *(len(own) for own in held.values())]).tolist()
    return _Part(
        paper.passages, texts, tuple(paper.document.page(p) for p in paper.passages),
        np.array(lengths, dtype=np.int32), tuple(held), tuple(ends),
        np.array([row for own in held.values() for row in own], dtype=np.int32),
        np.array([count for own in held.values() for count in own.values()], dtype=np.int32),
    )  # fmt: skip


def plain(words: str) -> str:
    """Words without capitals, accents, or doubled space."""
    split = unicodedata.normalize("NFKD", words.casefold())
    if _MARKS.search(split):  # most texts have none, and looking at each character is slow
        split = "".join(c for c in split if not unicodedata.combining(c))
    return " ".join(split.split())


def _stems(words: str) -> list[str]:
    return [stem(w) for w in _WORD.findall(plain(words))]


@lru_cache(maxsize=1 << 15)
def _stem_of(word: str) -> str:
    """The stem of a word as it is written."""
    return stem(plain(word))
