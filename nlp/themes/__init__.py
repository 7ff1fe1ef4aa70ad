"""Candidate themes across studies: constructs and passages of many papers, related by what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import Changes, Study, Theme, Unassigned, leaves
from thirdorder.nlp.themes.build import Grouping, build
from thirdorder.nlp.themes.by_construct import Units, units
from thirdorder.nlp.themes.clustering import CROSSOVER, SAMPLE, Clustering, Labels, cluster, density
from thirdorder.nlp.themes.corpus import Corpus, gather
from thirdorder.nlp.themes.group_constructs import group
from thirdorder.nlp.themes.hierarchy import families, merge_candidates, split_candidates
from thirdorder.nlp.themes.lineage import changes
from thirdorder.nlp.themes.membership import belong
from thirdorder.nlp.themes.space import BLOCK, OWN_CENTRE, Floats, Ints, centred, unit
from thirdorder.nlp.themes.stability import Recluster, joined, recovery, regrouped
from thirdorder.nlp.vectors import Progress, Vectors, silent

__all__ = ["Themes", "find_themes"]

CONTEXT = 0.5
"""How much of a passage's place is that of the construct its authors put it under."""
ROUNDS = 10
FEWEST = 4
"""Passages below which nothing is grouped."""


@dataclass(frozen=True)
class Themes:
    """Candidate themes, widest spread first; what fits nowhere; what became of earlier themes; how it was done."""

    themes: tuple[Theme, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    changes: Changes = field(default_factory=Changes)
    method: str = "no passages to group"

    @property
    def leaves(self) -> tuple[Theme, ...]:
        """Themes that are no other theme's parent: the level that passages are counted at."""
        return leaves(self.themes)


def find_themes(
    papers: Sequence[Paper],
    studies: Sequence[Study],
    passages: Sequence[tuple[str, Passage]],
    vectors: Vectors,
    *,
    seed: int,
    relevance: Mapping[str, str] | None = None,
    claims: Mapping[str, Vectors] | None = None,
    earlier: Sequence[Theme] = (),
    progress: Progress = silent,
) -> Themes:
    """Group passages (paper id, passage) with their vectors, float32 (n, d), into candidate themes over studies.

    `relevance` by passage id: "out" is left aside altogether, "partly" is placed but founds no theme; all else is in.
    `claims` are the vectors of what authors state of a construct, by its id.
    `earlier` are the themes of a former run, whose ids live on where at least half of their members do.
    The order of papers, studies and passages makes no difference.
    """
    corpus = gather(papers, studies, passages, vectors, relevance or {}, seed)
    with threadpool_limits(
        1
    ):  # many small products: threads would wait for each other, and sums depend on their number
        return _find(corpus, claims or {}, seed, earlier, progress)


def _find(
    corpus: Corpus, claims: Mapping[str, Vectors], seed: int, earlier: Sequence[Theme], progress: Progress
) -> Themes:
    """Themes over a corpus that is in order."""
    n = len(corpus.ids)
    if n < FEWEST:
        nobody = tuple(Unassigned(p, None, 0.0) for p in corpus.ids)
        return Themes((), nobody, _changes(earlier, ()), f"{n} passages: too few to group")
    progress("themes", 0, 4)
    x = with_context(centred(corpus.vectors, corpus.study), corpus.construct)
    made = units(corpus, claims)
    founded = _by_passage(corpus, x, seed) if made is None else _by_construct(corpus, made, seed)
    progress("themes", 2, 4)
    membership = belong(x, founded.rows, founded.labels)
    if made is not None:
        membership = membership.firmly(founded.rows).without(made.aside)
    grouping = Grouping(
        membership,
        founded.stability,
        families(membership.centres, _held(corpus, membership.primary, len(membership.centres))),
        merge_candidates(membership.centres, founded.joined),
        founded.parts,
    )
    themes = build(corpus, grouping, earlier)
    progress("themes", 4, 4)
    nearest = dict(enumerate(themes.leaf_ids))
    unassigned = tuple(
        Unassigned(
            corpus.ids[i], nearest.get(int(membership.nearest[i])), round(max(float(membership.cosine[i]), 0.0), 4)
        )
        for i in np.flatnonzero(membership.primary < 0)
    )
    method = f"{founded.method}; stability over {ROUNDS} regroupings without a fifth of the studies"
    return Themes(themes.themes, unassigned, _changes(earlier, themes.themes), method)


def _held(corpus: Corpus, primary: Labels, groups: int) -> NDArray[np.int64]:
    """How many passages, and how many constructs, each group holds: (2, groups)."""
    placed = primary >= 0
    inside = placed & (corpus.construct >= 0)
    constructs = np.unique(np.stack([primary[inside], corpus.construct[inside]]), axis=1)[0]
    return np.stack([np.bincount(found, minlength=groups) for found in (primary[placed], constructs)]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class _Founded:
    """Rows that found themes, and which; how stable those are, what came together, what may part."""

    rows: NDArray[np.int64]
    labels: Labels
    stability: NDArray[np.float64]
    joined: NDArray[np.float64]
    parts: list[list[NDArray[np.int64]]]
    method: str


def _by_construct(corpus: Corpus, made: Units, seed: int) -> _Founded:
    """Themes over constructs, which bring their passages along. One study's theme cannot come back from others."""
    drawn = made.sample(SAMPLE)
    means, words, stated, study = made.means[drawn], made.words[drawn], made.stated[drawn], made.study[drawn]
    found = group(means, words, stated, study, seed)

    def regroup(rows: NDArray[np.int64]) -> Labels:
        if len(drawn) < CROSSOVER:
            return group(means[rows], words[rows], stated[rows], study[rows], seed).labels
        return density(found.points[rows], found.smallest)

    again = regrouped(study, regroup, ROUNDS, seed)
    several = np.array([len(np.unique(study[found.labels == g])) > 1 for g in range(int(found.labels.max()) + 1)])
    labels, method = found.labels, found.method
    if len(drawn) < len(made.constructs):
        labels = belong(made.means, drawn, found.labels).primary
        labels[drawn] = found.labels
        sampled = f"{len(drawn)} of {len(labels)} constructs sampled by seed, the rest placed by nearest centre"
        method = f"{sampled}; {method}"
    theme = np.full(len(corpus.constructs), -1, dtype=np.int64)
    theme[made.constructs] = labels
    rows = np.flatnonzero((corpus.construct >= 0) & corpus.founding & ~made.aside)
    rows = rows[theme[corpus.construct[rows]] >= 0]
    held, constructs = corpus.rows_of_constructs, made.constructs[drawn]
    parts = [
        [np.sort(np.concatenate([held[c] for c in constructs[part].tolist()])) for part in halves]
        for halves in split_candidates(found.points, found.labels, 2)
    ]
    stability = np.where(several, recovery(found.labels, again), np.nan)
    return _Founded(rows, theme[corpus.construct[rows]], stability, joined(found.labels, again), parts, method)


def _by_passage(corpus: Corpus, x: Floats, seed: int) -> _Founded:
    """Themes over passages: short texts, and papers whose authors name no themes."""
    rows = corpus.founders(SAMPLE)
    study = corpus.study[rows]
    found = cluster(x[rows], study, seed)
    again = regrouped(study, _again(x[rows], study, found, seed), ROUNDS, seed)
    parts = [[rows[part] for part in halves] for halves in split_candidates(found.points, found.labels, found.smallest)]
    sampled = (
        f"{len(rows)} of {len(corpus.ids)} passages sampled by seed, the rest placed by nearest centre; "
        if len(rows) < len(corpus.ids)
        else ""
    )
    method = (
        f"{sampled}{OWN_CENTRE:.0%} of each study's own centre taken out; "
        f"{CONTEXT:.0%} of a passage's place from its construct; {found.method}"
    )
    return _Founded(rows, found.labels, recovery(found.labels, again), joined(found.labels, again), parts, method)


def with_context(x: Floats, construct: NDArray[np.int32]) -> Floats:
    """Unit rows drawn to the mean of their construct, `construct` (n,), -1 for none."""
    number = int(construct.max(initial=-1)) + 1
    if number == 0:
        return x
    inside = construct >= 0
    sums = np.zeros((number, x.shape[1]), dtype=np.float64)
    np.add.at(sums, construct[inside], x[inside])
    centres = unit(sums.astype(np.float32))
    out = x.copy()
    held = np.flatnonzero(inside)
    for start in range(0, len(held), BLOCK):  # many passages make large products
        rows = held[start : start + BLOCK]
        out[rows] = (1 - CONTEXT) * x[rows] + CONTEXT * centres[construct[rows]]
    return unit(out)


def _again(x: Floats, study: Ints, found: Clustering, seed: int) -> Recluster:
    """How some rows are grouped anew: from the start where that is cheap, in the layout at hand where it is not."""

    def recluster(rows: NDArray[np.int64]) -> Labels:
        if len(x) < CROSSOVER:
            return cluster(x[rows], study[rows], seed).labels
        return density(found.points[rows], found.smallest)

    return recluster


def _changes(earlier: Sequence[Theme], later: Sequence[Theme]) -> Changes:
    """Changes between two runs, over leaf themes and parents alike."""
    before = {t.id: frozenset(m.passage for m in t.members) for t in earlier}
    after = {t.id: frozenset(m.passage for m in t.members) for t in later}
    was, now = _first(earlier), _first(later)
    moved = [(p, t, now.get(p, "")) for p, t in was.items() if p in now and now[p] != t]
    return changes(before, after, moved)


def _first(themes: Sequence[Theme]) -> dict[str, str]:
    """Each passage's strongest leaf theme."""
    best: dict[str, tuple[float, str]] = {}
    for theme in leaves(themes):
        for member in theme.members:
            if member.passage not in best or member.strength > best[member.passage][0]:
                best[member.passage] = (member.strength, theme.id)
    return {p: t for p, (_, t) in best.items()}
