"""Third-order themes gather authors' constructs: where papers name their own themes, those are what is related.

A construct stands where its passages stand and where its words stand. Each is drawn to its nearest, most of them of
other studies, and what lies together then is a theme: constructs of one study may share one, but what relates studies
is seen. Constructs about how a study was made found no theme.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from thirdorder.nlp.language.weighing import weighted_words
from thirdorder.nlp.themes.clustering import CROSSOVER, Clustering, Labels, cluster, own_share
from thirdorder.nlp.themes.corpus import Corpus
from thirdorder.nlp.themes.space import Floats, Ints, smoothed, unit

FEWEST = 6
"""Constructs below which passages are grouped instead."""
HELD = 0.5
"""Share of the founding passages that must stand under constructs for those to be the unit."""
LEXICAL = 0.5
"""Length of the words' part beside the vectors' part of a construct's place."""
NEAREST = 5
"""Constructs, itself among them, that a construct is drawn to."""
SHARE, ROOT = 1 / 3, 2.2
"""Themes looked for: a third of the constructs, at most so many times the square root of their number."""
ONE = 0.5
"""Mean distance up to which groups of constructs are one theme however many are looked for."""
LARGEST, FROM = 1 / 3, 12
"""No theme holds more than this share of all constructs, from so many constructs on."""
_MADE = re.compile(
    r"""^(?:the\ |our\ |study\ |final\ |baseline\ )*(?:
        (?:sample|participants?'?|respondents?'?|interviewees?|informants?|trialists?'?|(?:socio-?)?demographics?)
        (?:\ and\ \w+)?
        (?:\ (?:characteristics|demographics|details|profiles?|description|recruitment|flow|data))?
        | (?:characteristics|description|profiles?|overview|demographics?|details|presentation)\ of\ (?:\w+\ ){0,2}
          (?:sample|participants?|respondents?|interviewees?|informants?|stud(?:y|ies)|themes?|population|cohort|
          patients|trialists)(?:\ \w+)?
        | recruitment(?:\ and\ \w+)? | (?:response|participation|completion|retention)\ rates? | attrition | sampling
        | (?:data|statistical|quantitative|thematic|qualitative|framework|descriptive)
          \ (?:analysis|analyses|collection|results|findings|data|statistics)
        | measures?(?:ments?)? | instruments?
        | (?:(?:primary|secondary|clinical)\ )?(?:outcomes?|end-?points?)(?:\ measures?)?
        | study\ (?:details|characteristics|selection|design|setting|population|flow)
        | focus\ groups? | interviews? | surveys? | questionnaires? | adverse\ events
        | (?:overview|summary)(?:\ of\ (?:the\ )?(?:findings|results|themes))? | limitations
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Labels of how a study was made and whom it reached; a claim is none of them."""


@dataclass(frozen=True, eq=False)
class Units:
    """The constructs that found themes: their numbers in the corpus, places (n, d) and studies (n,).

    `aside` marks the rows of the corpus that stand under a construct about how a study was made.
    """

    constructs: NDArray[np.int64]
    places: Floats
    study: Ints
    aside: NDArray[np.bool_]


def is_about_the_study(label: str) -> bool:
    """Whether a construct's label only says how a study was made or whom it reached."""
    return bool(_MADE.match(" ".join(label.strip(" .:").split())))


def units(corpus: Corpus) -> Units | None:
    """The constructs of a corpus as units; None where papers have too few, so that passages are grouped instead."""
    about = np.array([is_about_the_study(c.label) for c, _ in corpus.constructs], dtype=np.bool_)
    held = corpus.construct >= 0
    aside = np.zeros(len(corpus.ids), dtype=np.bool_)
    aside[held] = about[corpus.construct[held]] if len(about) else False
    inside = held & corpus.founding & ~aside
    constructs = np.unique(corpus.construct[inside]).astype(np.int64)
    if len(constructs) < FEWEST or inside.sum() < HELD * (corpus.founding & ~aside).sum():
        return None
    rows = [np.flatnonzero(inside & (corpus.construct == c)) for c in constructs.tolist()]
    study = np.array([corpus.study[r[0]] for r in rows], dtype=np.int32)
    if len(np.unique(study)) < 2:
        return None
    means = unit(np.stack([unit(corpus.vectors[r]).mean(axis=0) for r in rows]))
    said = [_said(corpus, c, r) for c, r in zip(constructs.tolist(), rows, strict=True)]
    places = unit(np.hstack([means, LEXICAL * _words(said)])) if len(constructs) < CROSSOVER else means
    return Units(constructs, places, study, aside)


def _said(corpus: Corpus, construct: int, rows: NDArray[np.int64]) -> str:
    label = corpus.constructs[construct][0].label
    return " ".join((label, label, *(corpus.text(int(r)) for r in rows)))


def _words(texts: Sequence[str]) -> Floats:
    return np.asarray(weighted_words(texts)[0].toarray(), dtype=np.float32)


def group(places: Floats, study: Ints, seed: int) -> Clustering:
    """Themes over constructs, `places` (n, d) of the studies numbered in `study` (n,): every construct is in one."""
    n = len(places)
    if n >= CROSSOVER:
        return cluster(places, study, seed)
    near = min(NEAREST, max(1, n // 4))
    own = own_share(near, len(np.unique(study)))
    points = smoothed(places, near, study if len(np.unique(study)) > 1 else None, own)
    points = unit(points - points.mean(axis=0))
    distance = np.maximum(1.0 - points @ points.T, 0.0).astype(np.float64)
    np.fill_diagonal(distance, 0.0)
    number = max(2, min(round(SHARE * n), round(ROOT * math.sqrt(n))))
    labels = _numbered(_limited(distance, _cut(distance, number)))
    method = (
        f"constructs by the mean of their passages and their words, each drawn to its {near} nearest, at most {own} of "
        f"its own study; average linkage, {int(labels.max()) + 1} themes of {n} constructs"
    )
    return Clustering(labels, method, points, 1)


def _cut(distance: NDArray[np.float64], number: int) -> Labels:
    if len(distance) < 2:
        return np.zeros(len(distance), dtype=np.int64)
    tree = linkage(distance[np.triu_indices(len(distance), 1)], "average")
    number = min(number, int(fcluster(tree, ONE, "distance").max()))
    labels: Labels = fcluster(tree, number, "maxclust").astype(np.int64) - 1
    return labels


def _limited(distance: NDArray[np.float64], labels: Labels) -> Labels:
    """The same, every group that holds too much of everything parted in two until none does."""
    most = math.ceil(LARGEST * len(labels)) if len(labels) >= FROM else len(labels)
    labels = labels.copy()
    while np.bincount(labels).max() > most:
        rows = np.flatnonzero(labels == np.bincount(labels).argmax())
        halves = _cut(distance[np.ix_(rows, rows)], 2)
        if halves.max() == 0:  # nothing tells them apart
            halves = (np.arange(len(rows)) >= len(rows) // 2).astype(np.int64)
        labels[rows[halves > 0]] = labels.max() + 1
    return labels


def _numbered(labels: Labels) -> Labels:
    """Groups numbered by their first member."""
    first = {g: i for i, g in enumerate(dict.fromkeys(labels.tolist()))}
    return np.array([first[g] for g in labels.tolist()], dtype=np.int64)
