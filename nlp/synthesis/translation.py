"""The translation worksheet: each construct of the next paper beside its candidate counterparts among those before.

Noblit and Hare (1988) translate studies into one another; which paper comes first begs a question that is answered
here by going through the papers in other orders as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Construct, Paper
from thirdorder.nlp.synthesis.places import Place, spoken
from thirdorder.nlp.vectors import Vectors

CANDIDATES = 3
QUOTES = 2
ORDERS = 50
"""Other orders of the papers that are gone through."""
ABOVE = 1.5
"""Robust deviations above the median of all pairs from which two constructs are candidates for each other."""
STRONG = 0.5
"""A cosine that is enough by itself: among few constructs that all meet, nothing stands out from the rest."""
OWN_CENTRE = 0.7
"""How much of a study's own centre is taken out, as for themes: constructs should not meet for their setting alone."""
CENTRE_PRIOR = 5

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
    """A construct met before that may say the same. `together`: share of orders in which both end in one group."""

    construct: str
    score: float
    together: float


@dataclass(frozen=True)
class Row:
    """One construct of a paper and its candidates, best first; none where it translates nowhere.

    `nearest` is the construct that came closest even so. `alone` is the share of orders in which it joins nothing
    and nothing joins it.
    """

    construct: str
    candidates: tuple[Candidate, ...]
    nearest: Candidate | None
    alone: float


@dataclass(frozen=True)
class Worksheet:
    """Papers in the order gone through, the first being the index paper, and what stands beside each construct.

    `floor` is the score from which a pair is a candidate. `agreement` (0 to 1) is the mean adjusted Rand index between
    the groups of this order and of others; `groups` counts them here, `groups_range` over the other orders.
    """

    order: str
    papers: tuple[str, ...] = ()
    constructs: tuple[Said, ...] = ()
    rows: tuple[Row, ...] = ()
    floor: float = 1.0
    agreement: float | None = None
    groups: int = 0
    groups_range: tuple[int, int] = (0, 0)

    @property
    def nowhere(self) -> tuple[Row, ...]:
        """Constructs that translate into nothing met before, those of the first paper aside."""
        first = {s.id for s in self.constructs if s.paper == self.constructs[0].paper}
        return tuple(r for r in self.rows if not r.candidates and r.construct not in first)


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
    seed: int,
) -> Worksheet:
    """Candidates for every construct of `papers`, which come in the order named `order`.

    `passages` are unit vectors by passage id, `claims` of what is `stated` by construct id. A construct without
    either is left out. Constructs of one study are never candidates for each other.
    """
    gathered = [(p, c) for p in papers for c in lowest(p) if c.id in claims]
    said = tuple(_said(p, c, passages, claims[c.id]) for p, c in gathered)
    if len(said) < 2:
        return Worksheet(order, tuple(p.id for p in papers), said, tuple(Row(s.id, (), None, 1.0) for s in said))
    study = np.unique([study_of[s.paper] for s in said], return_inverse=True)[1]
    near = _similarity([c for _, c in gathered], passages, claims, study)
    other = study[:, None] != study[None, :]
    floor = _floor(near[other])
    place = {p.id: i for i, p in enumerate(papers)}
    position = np.array([place[s.paper] for s in said])
    groups = _groups(near, other, position, floor)
    generator = np.random.default_rng(seed)
    others = [_groups(near, other, generator.permutation(len(papers))[position], floor) for _ in range(ORDERS)]
    together = sum((g[:, None] == g[None, :]).astype(float) for g in others) / len(others)
    single = [np.bincount(g, minlength=len(said))[g] == 1 for g in others]
    alone = np.mean(single, axis=0)
    rows = []
    for i, one in enumerate(said):
        allowed = np.flatnonzero(other[i] & (position < position[i]))
        best = allowed[np.argsort(-near[i, allowed], kind="stable")]
        found = [Candidate(said[j].id, round(float(near[i, j]), 4), round(float(together[i, j]), 4)) for j in best]
        kept = tuple(c for c in found[:CANDIDATES] if c.score >= floor)
        rows.append(Row(one.id, kept, found[0] if found else None, round(float(alone[i]), 4)))
    counts = [len(np.unique(g)) for g in others]
    agreement = float(np.mean([_rand(groups, g) for g in others]))
    return Worksheet(
        order, tuple(p.id for p in papers), said, tuple(rows), round(floor, 4), round(agreement, 4),
        len(np.unique(groups)), (min(counts), max(counts)),
    )  # fmt: skip


def _similarity(
    constructs: Sequence[Construct],
    passages: Mapping[str, Vectors],
    claims: Mapping[str, Vectors],
    study: NDArray[np.int_],
) -> Floats:
    """Cosines (n, n): half by what authors state, half by the passages under it, each without its study's centre."""
    stated_by = np.stack([claims[c.id] for c in constructs]).astype(np.float64)
    held = [[passages[p] for p in c.passages if p in passages] or [claims[c.id]] for c in constructs]
    means = [np.mean(rows, axis=0) for rows in held]
    both = [_centred(_unit(x), study) for x in (stated_by, np.stack(means).astype(np.float64))]
    return 0.5 * both[0] @ both[0].T + 0.5 * both[1] @ both[1].T


def _centred(x: Floats, study: NDArray[np.int_]) -> Floats:
    """Unit rows without what all constructs share and without most of what is their own study's."""
    mean, out = x.mean(axis=0), x.copy()
    for one in np.unique(study):
        rows = study == one
        out[rows] -= OWN_CENTRE * rows.sum() / (rows.sum() + CENTRE_PRIOR) * (x[rows].mean(axis=0) - mean)
    return _unit(out - mean)


def _unit(x: Floats) -> Floats:
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    out: Floats = x / np.where(lengths > 1e-9, lengths, 1.0)
    return out


def _floor(values: Floats) -> float:
    """Where a pair stands out from all pairs: most pairs of constructs have nothing to do with each other."""
    if not len(values):
        return 1.0
    middle = float(np.median(values))
    return min(middle + ABOVE * 1.4826 * float(np.median(np.abs(values - middle))), STRONG)


def _groups(near: Floats, other: NDArray[np.bool_], position: NDArray[np.int_], floor: float) -> NDArray[np.int_]:
    """Groups (n,) that arise when each construct joins its best candidate among papers before its own."""
    allowed = np.where(other & (position[None, :] < position[:, None]) & (near >= floor), near, -np.inf)
    best = allowed.argmax(axis=1)
    group = np.arange(len(near))
    for i in np.argsort(position, kind="stable"):
        if np.isfinite(allowed[i, best[i]]):
            group[i] = group[best[i]]
    return group


def _rand(one: NDArray[np.int_], other: NDArray[np.int_]) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))


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
