"""The translation worksheet: each construct beside its nearest counterparts in all other studies, for people to judge.

Noblit and Hare (1988) translate studies into one another. Papers come in an order, the index paper first, but what a
construct may translate into is sought in every other study: a counterpart that comes later is one all the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from thirdorder.nlp.document import Construct, Paper
from thirdorder.nlp.language.weighing import weighted_words
from thirdorder.nlp.synthesis.places import Place, spoken
from thirdorder.nlp.vectors import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

CANDIDATES = 5
QUOTES = 2
SHARED = 5
"""Words that two constructs share which are shown, the most telling first."""
PASSAGES, WORDS, STATED = 1.0, 0.5, 0.5
"""What a standard deviation of likeness counts: by the passages, by the words, by what the authors state."""
FURTHER = 0.5
"""Standard deviations that each further construct of one study comes later: a study that is near in all it says would
fill the row, and what other studies say of the matter would never come into sight."""
ABOVE = 1.5
"""Robust deviations above the median of all pairs from which a construct has a counterpart."""
STRONG = 0.7
"""A cosine that is enough by itself: among few constructs that all meet, nothing stands out from the rest."""
SAMPLE = 2000
"""Constructs by which the scale of each likeness is set, and up to which all pairs are looked at."""
OFFERED, WORD_AXES, PROBED = 40, 128, 16
"""Beyond: neighbours that are ranked exactly for each construct, axes for words and cells looked into to find them."""
BLOCK = 1024

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """One paper's construct as the worksheet shows it: the authors' claims and participants' words."""

    id: str
    paper: str
    label: str
    claims: tuple[Place, ...]
    quotes: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A construct of another study that may say the same. `score`: mean cosine of passages and of what is stated.

    `words` are those that both use, the most telling first.
    """

    construct: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One construct and its nearest of all other studies, best first. `stands_out`: the first is no chance pair."""

    construct: str
    candidates: tuple[Candidate, ...]
    stands_out: bool


@dataclass(frozen=True)
class Worksheet:
    """Papers in the order gone through, the first being the index paper, and what stands beside each construct."""

    order: str
    papers: tuple[str, ...] = ()
    constructs: tuple[Said, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def nowhere(self) -> tuple[Row, ...]:
        """Constructs that translate into nothing: no other stands out beside them, and they beside no other."""
        met = {c.construct for r in self.rows if r.stands_out for c in r.candidates[:1]}
        return tuple(r for r in self.rows if not r.stands_out and r.construct not in met)


def stated(paper: Paper, construct: Construct) -> str:
    """What is compared of a construct: its label and the authors' claims."""
    return ". ".join(" ".join(t.split()) for t in (construct.label, *(paper.quote(c) for c in construct.claims[:3])))


def lowest(paper: Paper) -> tuple[Construct, ...]:
    """The constructs of a paper that are no other's parent and hold more than statistics, in reading order."""
    parents = {c.parent for c in paper.constructs}
    return tuple(c for c in paper.constructs if c.id not in parents and c.passages)


def worksheet(
    papers: Sequence[Paper],
    order: str,
    study_of: Mapping[str, str],
    passages: Mapping[str, Vectors],
    claims: Mapping[str, Vectors],
) -> Worksheet:
    """Candidates for every construct of `papers`, which come in the order named `order`.

    `passages` are unit vectors by passage id, `claims` of what is `stated` by construct id. A construct without
    either is left out. Constructs of one study are never candidates for each other. Memory and, beyond SAMPLE
    constructs, time grow with the number of constructs, not with that of pairs.
    """
    gathered = [(p, c) for p in papers for c in lowest(p) if c.id in claims]
    said = tuple(_said(p, c, passages, claims[c.id]) for p, c in gathered)
    study = np.unique([study_of[s.paper] for s in said], return_inverse=True)[1] if said else np.zeros(0, np.int64)
    if len(np.unique(study)) < 2:
        return Worksheet(order, tuple(p.id for p in papers), said, tuple(Row(s.id, (), False) for s in said))
    likeness = _Likeness.of(gathered, passages, claims, study)
    floor = likeness.floor(study)
    rows: list[Row] = []
    for i, (best, first) in enumerate(likeness.nearest(study)):
        scores = likeness.cosine(i, best)
        found = tuple(
            Candidate(said[j].id, round(score, 4), words)
            for j, score, words in zip(best, scores, likeness.shared(i, best), strict=True)
        )
        stands_out = bool(best) and bool(first > floor or scores[0] >= STRONG)
        rows.append(Row(said[i].id, found, stands_out))
    return Worksheet(order, tuple(p.id for p in papers), said, tuple(rows))


@dataclass(frozen=True, eq=False)
class _Likeness:
    """How alike constructs are: by their passages, by what is stated (unit rows), and by their words (sparse)."""

    held: Floats
    stated: Floats
    words: csr_matrix
    names: tuple[str, ...]
    scales: tuple[float, float, float]
    later: float

    @classmethod
    def of(
        cls,
        gathered: Sequence[tuple[Paper, Construct]],
        passages: Mapping[str, Vectors],
        claims: Mapping[str, Vectors],
        study: NDArray[np.int_],
    ) -> _Likeness:
        vectors = [[passages[p] for p in c.passages if p in passages] or [claims[c.id]] for _, c in gathered]
        means = np.stack([np.mean(rows, axis=0) for rows in vectors]).astype(np.float64)
        held = _unit(means)
        stated = _unit(np.stack([claims[c.id] for _, c in gathered]).astype(np.float64))
        words, names = weighted_words([_text(p, c) for p, c in gathered])
        few = np.arange(min(len(held), SAMPLE))
        apart = study[few][:, None] != study[few][None, :]
        values = (held[few] @ held[few].T, (words[few] @ words[few].T).toarray(), stated[few] @ stated[few].T)
        spread = [float(v[apart].std()) or 1.0 for v in values]
        scales = (PASSAGES / spread[0], WORDS / spread[1], STATED / spread[2])
        together = sum(scale * v[apart] for scale, v in zip(scales, values, strict=True))
        return cls(held, stated, words, names, scales, FURTHER * float(np.std(together)))

    def rank(self, rows: NDArray[np.int_], columns: NDArray[np.int_] | slice = slice(None)) -> Floats:
        """(rows, columns) what constructs are ranked by: the three, each by its own spread."""
        a, b, c = self.scales
        out: Floats = a * self.held[rows] @ self.held[columns].T + c * self.stated[rows] @ self.stated[columns].T
        out += b * (self.words[rows] @ self.words[columns].T).toarray()
        return out

    def nearest(self, study: NDArray[np.int_]) -> Iterator[tuple[list[int], float]]:
        """For each construct the CANDIDATES nearest of other studies, best first, and how near the first is.

        All pairs are looked at up to SAMPLE constructs, beyond that those that an index of neighbours offers.
        """
        n = len(study)
        if n <= SAMPLE:
            for start in range(0, n, BLOCK):
                block = np.arange(start, min(start + BLOCK, n))
                rank = np.where(study[block][:, None] != study[None, :], self.rank(block), -np.inf)
                for row in rank:
                    near = np.argsort(-row, kind="stable")[:OFFERED]
                    yield self._first(near[np.isfinite(row[near])], row, study)
            return
        a, b, c = self.scales
        for i, near in enumerate(self._offered(study)):
            others = np.sort(near[(near >= 0) & (study[near] != study[i])])
            row = a * (self.held[others] @ self.held[i]) + c * (self.stated[others] @ self.stated[i])
            row += b * (self.words[others] @ self.words[i].T).toarray().ravel()
            order = np.argsort(-row, kind="stable")[:OFFERED]
            best, first = self._first(order, row, study[others])
            yield others[best].tolist(), first

    def _first(self, near: NDArray[np.int_], row: Floats, study: NDArray[np.int_]) -> tuple[list[int], float]:
        """The CANDIDATES of `near`, numbers by falling `row`, that come first, and the value of the best of all.

        Of one study each comes `later` than the one before it.
        """
        turns: Counter[int] = Counter()
        ranked = []
        for j in near.tolist():
            ranked.append((self.later * turns[int(study[j])] - float(row[j]), j))
            turns[int(study[j])] += 1
        best = [j for _, j in sorted(ranked, key=lambda r: r[0])[:CANDIDATES]]
        return best, float(row[best[0]]) if best else -np.inf

    def _offered(self, study: NDArray[np.int_]) -> NDArray[np.int64]:
        """(n, k) numbers of constructs that are probably the nearest by the three together, -1 where there are fewer.

        Constructs are put into as many cells as their square root; each looks into its PROBED nearest cells. Words are
        reduced to WORD_AXES for that. One thread, so that the same rows give the same.
        """
        from sklearn.cluster import MiniBatchKMeans  # seconds to import, so only where it is used
        from sklearn.decomposition import TruncatedSVD

        a, b, c = self.scales
        parts = [np.sqrt(a) * self.held, np.sqrt(c) * self.stated]
        n = len(study)
        wide = min(n, max(OFFERED, min(int(np.bincount(study).max()) + OFFERED // 2, 4 * OFFERED)))
        number = round(math.sqrt(n))
        with threadpool_limits(1):
            if min(self.words.shape) > WORD_AXES:
                parts.append(np.sqrt(b) * TruncatedSVD(WORD_AXES, random_state=0).fit_transform(self.words))
            x = np.hstack([p.astype(np.float32) for p in parts])
            cells = MiniBatchKMeans(number, random_state=0, n_init=1, batch_size=4 * BLOCK).fit(x)
            own, centres = cells.labels_, cells.cluster_centers_
            far = (centres**2).sum(axis=1)[None, :] - 2 * x @ centres.T
            probed = np.argpartition(far, min(PROBED, number) - 1, axis=1)[:, :PROBED]
            found = np.full((n, wide), -1, dtype=np.int64)
            near = np.full((n, wide), -np.inf, dtype=np.float32)
            for cell in range(number):
                members, asking = np.flatnonzero(own == cell), np.flatnonzero((probed == cell).any(axis=1))
                for rows in np.split(asking, range(BLOCK, len(asking), BLOCK)):
                    everyone = np.hstack([found[rows], np.broadcast_to(members, (len(rows), len(members)))])
                    value = np.hstack([near[rows], x[rows] @ x[members].T])
                    best = np.argsort(-value, axis=1, kind="stable")[:, :wide]
                    found[rows] = np.take_along_axis(everyone, best, axis=1)
                    near[rows] = np.take_along_axis(value, best, axis=1)
        return found

    def floor(self, study: NDArray[np.int_]) -> float:
        """Where a pair stands out from all pairs: most pairs of constructs have nothing to do with each other."""
        few = np.arange(min(len(study), SAMPLE))
        values = self.rank(few, few)[study[few][:, None] != study[few][None, :]]
        middle = float(np.median(values))
        return middle + ABOVE * 1.4826 * float(np.median(np.abs(values - middle)))

    def cosine(self, one: int, others: Sequence[int]) -> list[float]:
        """The mean of the cosines by passages and by what is stated."""
        both = 0.5 * self.held[others] @ self.held[one] + 0.5 * self.stated[others] @ self.stated[one]
        return [float(v) for v in both]

    def shared(self, one: int, others: Sequence[int]) -> list[tuple[str, ...]]:
        """The words that speak most for a construct being like each of the others."""
        held = self.words
        own = slice(held.indptr[one], held.indptr[one + 1])
        mine = dict(zip(held.indices[own].tolist(), held.data[own].tolist(), strict=True))
        out = []
        for other in others:
            of = slice(held.indptr[other], held.indptr[other + 1])
            both = zip(held.indices[of].tolist(), held.data[of].tolist(), strict=True)
            ranked = sorted((-(mine[w] * value), w) for w, value in both if w in mine)[:SHARED]
            out.append(tuple(self.names[w] for _, w in ranked))
        return out


def _text(paper: Paper, construct: Construct) -> str:
    held = (paper.quote(paper.passage[p]) for p in construct.passages if p in paper.passage)
    return " ".join((construct.label, construct.label, *held))


def _unit(x: Floats) -> Floats:
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    out: Floats = x / np.where(lengths > 1e-9, lengths, 1.0)
    return out


def _said(paper: Paper, construct: Construct, passages: Mapping[str, Vectors], claim: Vectors) -> Said:
    held = sorted(
        (paper.passage[p] for p in construct.passages if p in paper.passage and p in passages),
        key=lambda p: (-float(passages[p.id] @ claim), p.start),
    )
    claims = [Place(paper.id, _holder(paper, c.start), c.start, c.end) for c in construct.claims]
    quotes = [Place(paper.id, p.id, v.start, v.end) for p in held for v in spoken(p)]
    return Said(construct.id, paper.id, construct.label, tuple(claims), tuple(quotes[:QUOTES]))


def _holder(paper: Paper, offset: int) -> str:
    return next((p.id for p in paper.passages if p.start <= offset < p.end), "")
