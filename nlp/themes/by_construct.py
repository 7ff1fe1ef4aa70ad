"""Third-order themes gather authors' constructs: where papers name their own themes, those are what is related.

A construct stands where its passages stand on average, where its words and where its claims do. Constructs about how a
study was made or whom it reached found no theme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.language.weighing import weighted_words
from thirdorder.nlp.themes.clustering import CROSSOVER
from thirdorder.nlp.themes.corpus import Corpus
from thirdorder.nlp.themes.space import Floats, Ints, unit
from thirdorder.nlp.vectors import Vectors

FEWEST = 6
"""Constructs below which passages are grouped instead."""
HELD = 0.5
"""Share of the founding passages that must stand under constructs for those to be the unit."""
_MADE = re.compile(
    r"""^(?:the\ |our\ |study\ |final\ |baseline\ )*(?:
        (?:sample|participants?'?|respondents?'?|interviewees?|informants?|trialists?'?|(?:socio-?)?demographics?)
        (?:\ and\ \w+)?
        (?:\ (?:characteristics|demographics|details|profiles?|description|recruitment|flow|data))?
        | (?:characteristics|description|profiles?|overview|demographics?|details|presentation)\ of\ (?:\w+\ ){0,2}
          (?:sample|participants?|respondents?|interviewees?|informants?|stud(?:y|ies)|themes?|population|cohort|
          patients|trialists)(?:\ \w+)?
        | (?:(?:participants?'?|patients?'?|trial)\ )?(?:recruitment|retention|randomi[sz]ation)(?:\ and\ \w+)?
          (?:\ of\ (?:participants|patients))?
        | (?:response|participation|completion|retention)\ rates? | attrition | sampling
        | (?:(?:research|clinical|pilot|feasibility|randomi[sz]ed|controlled)\ )*
          (?:trials?|stud(?:y|ies)|research|interventions?|program(?:me)?s?)
        | (?:data|statistical|quantitative|thematic|qualitative|framework|descriptive)
          \ (?:analysis|analyses|collection|results|findings|data|statistics)
        | measures?(?:ments?)? | instruments?
        | (?:(?:primary|secondary|clinical)\ )?(?:outcomes?|end-?points?)(?:\ measures?)?
        | study\ (?:details|characteristics|selection|design|setting|population|flow)
        | (?:study\ )?(?:contexts?|settings?|background)
        | focus\ groups? | interviews? | surveys? | questionnaires? | adverse\ events
        | (?:overview|summary)(?:\ of\ (?:the\ )?(?:findings|results|themes))? | limitations
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Labels of how a study was made, what it tried and whom it reached; a claim is none of them."""
_PROGRAMME = re.compile(
    r"^(?:[Tt]he )?[A-Z][\w-]*[A-Z][\w-]* (?:program(?:me)?|intervention|trial|study|project|tool|app)$"
)
"""The name of a programme: one word with two capitals or more before what it is."""


@dataclass(frozen=True, eq=False)
class Units:
    """The constructs that found themes: their numbers in the corpus, the means of their passages' vectors (n, d),
    their words (n, words; none from a thousand constructs on, or in several languages), the vectors of what their
    authors state (n, d) and studies (n,).

    `aside` marks the rows of the corpus that stand under a construct about how a study was made; `draw` (n,) orders
    constructs for sampling.
    """

    constructs: NDArray[np.int64]
    means: Floats
    words: Floats
    stated: Floats
    study: Ints
    aside: NDArray[np.bool_]
    draw: NDArray[np.uint64]

    def sample(self, most: int) -> NDArray[np.int64]:
        """Numbers of at most `most` units, drawn by seed and id, so that a new paper changes little."""
        return np.sort(np.argsort(self.draw, kind="stable")[:most]).astype(np.int64)


def is_about_the_study(label: str) -> bool:
    """Whether a construct's label only says how a study was made, what was tried or whom it reached."""
    bare = " ".join(label.strip(" .:").split())
    return bool(_MADE.match(bare) or _PROGRAMME.match(bare))


def units(corpus: Corpus, claims: Mapping[str, Vectors]) -> Units | None:
    """The constructs of a corpus as units; None where papers have too few, so that passages are grouped instead.

    `claims` are the vectors of what authors state, by construct id; a construct without stands by its passages there.
    """
    about = np.array([is_about_the_study(c.label) for c, _ in corpus.constructs], dtype=np.bool_)
    held = corpus.construct >= 0
    aside = np.zeros(len(corpus.ids), dtype=np.bool_)
    aside[held] = about[corpus.construct[held]] if len(about) else False
    inside = held & corpus.founding & ~aside
    constructs = np.unique(corpus.construct[inside]).astype(np.int64)
    if len(constructs) < FEWEST or inside.sum() < HELD * (corpus.founding & ~aside).sum():
        return None
    held_by = corpus.rows_of_constructs
    rows = [held_by[c][inside[held_by[c]]] for c in constructs.tolist()]
    study = np.array([corpus.study[r[0]] for r in rows], dtype=np.int32)
    if len(np.unique(study)) < 2:
        return None
    means = unit(np.stack([unit(corpus.vectors[r]).mean(axis=0) for r in rows]))
    languages = {corpus.constructs[c][1].metadata.language for c in constructs.tolist()} - {""}
    if len(constructs) < CROSSOVER and len(languages) < 2:  # words of one language relate nothing to another
        words = _words([_said(corpus, c, r) for c, r in zip(constructs.tolist(), rows, strict=True)])
    else:
        words = np.zeros((len(constructs), 0), dtype=np.float32)
    ids = [corpus.constructs[c][0].id for c in constructs.tolist()]
    stated = unit(np.stack([claims.get(c, mean) for c, mean in zip(ids, means, strict=True)]))
    draw = corpus.draw[[r[0] for r in rows]]
    return Units(constructs, means, words, stated, study, aside, draw)


def _said(corpus: Corpus, construct: int, rows: NDArray[np.int64]) -> str:
    label = corpus.constructs[construct][0].label
    return " ".join((label, label, *(corpus.text(int(r)) for r in rows)))


def _words(texts: Sequence[str]) -> Floats:
    return np.asarray(weighted_words(texts)[0].toarray(), dtype=np.float32)
