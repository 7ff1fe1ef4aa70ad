"""Learning a codebook from what there is, and scoring units with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit, log_softmax
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

from thirdorder.nlp.review import Codebook
from thirdorder.nlp.suggestions.calibration import (
    USUAL_THRESHOLD,
    Blend,
    expected_threshold,
    fit_blend,
    rankings,
    thresholds,
)
from thirdorder.nlp.suggestions.conformal import LEVEL, ConformalSet, calibrate
from thirdorder.nlp.suggestions.regression import Regression, fit, log_odds
from thirdorder.nlp.suggestions.units import CodeVectors, Example, Matrix, Stack, Unit, stack
from thirdorder.nlp.suggestions.zero_shot import ZeroShot, compete, zero_shot

INNER_FOLDS = 10
FEATURES = (
    "competition",
    "competition of parts",
    "similarity",
    "words",
    "learned meaning",
    "learned meaning of parts",
    "learned words",
    "log odds",
    "centres",
    "phrases",
    "said",
    "said at all",
    "share",
)
"""The sources of evidence, the last a code's share of all its unit's. Parts are a unit's passages and sentences."""
ROUGH = np.array([0.0, 0.4, 2.0, 1.5, 0.0, 4.0, 2.5, 0.7, 0.0, 0.0, 0.0, 0.0])
"""How the sources are weighed before the codes of a unit share its evidence."""
PRIOR = np.array([0.1, -0.1, 0.7, 2.3, 1.9, 0.15, 3.3, 0.0, 0.55, 0.0, 0.0, 0.0, 0.5, 0.2])
"""Weights before anything is coded, intercept last: those learned on unrelated collections with few to many coded.

What definitions list and say has none: those collections had names alone.
"""
LOOKED_AT = 1000
"""Units of the background, about so many, on which a codebook alone finds its threshold."""
TRUST_NAMES = 2.0
"""How many examples of a code what it is called is worth; what was learned from all codes counts as one."""
SURE = 3.0
"""By how many standard errors over codes one of the two must rank better than both joined to be kept alone."""


@dataclass(frozen=True, eq=False)
class Names:
    """What the codebook alone says, so that learning does not lose it: its `scale` of log odds, and how far each code's
    examples are trusted over it, `learned` (k,) from 0 to 1."""

    scale: Blend
    learned: Matrix

    def mix(self, learned: Matrix, alone: Matrix) -> Matrix:
        """Log odds (units, k) from those learned and those of the codebook alone, before its scale."""
        return np.asarray(self.learned * learned + (1 - self.learned) * self.scale.logits(alone[..., None]))


@dataclass(frozen=True, eq=False)
class CodeModel:
    """All that is needed to suggest codes: frozen, learned from a codebook and coded units."""

    codebook: Codebook
    shot: ZeroShot
    regression: Regression | None
    blend: Blend
    names: Names
    thresholds: Matrix
    conformal: ConformalSet | None
    seen_in: tuple[int, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, eq=False)
class Scores:
    """Codes of units: all (units, k).

    `probability` is that of a blend which starts from unrelated collections and is drawn to what was coded here as far
    as there is any: with few codings a first guess, never a figure on another scale.
    """

    logit: Matrix
    probability: Matrix
    assigned: NDArray[np.bool_]
    in_set: NDArray[np.bool_]


def learn(
    codebook: Codebook,
    codes: CodeVectors,
    examples: Sequence[Example],
    background: Sequence[Unit] = (),
    *,
    seed: int = 0,
    level: float = LEVEL,
) -> CodeModel:
    """Learn from a codebook alone (no examples), or from it and what was coded.

    `background` are further units of the collection that nobody has coded: they say what all its texts share and, where
    nothing is coded, from what log odds on as many codes are assigned as are expected. Else the blend of evidence, the
    thresholds and the conformal sets are found on studies held out of an inner ten-fold.
    """
    units = [e.unit for e in examples]
    laid = stack([*units, *background])
    shot = zero_shot(codes, laid.texts, laid.vectors)
    if not examples:
        none = (0,) * len(codebook.codes)
        names = Names(Blend(np.array([1.0, 0.0])), np.zeros(len(none)))
        some = background[:: max(1, len(background) // LOOKED_AT)]
        expected = expected_threshold(_alone(shot, _read(shot, some))) if some else USUAL_THRESHOLD
        cuts = np.full(len(none), expected)
        return CodeModel(codebook, shot, None, Blend(PRIOR), names, cuts, None, none, ())
    y = code_matrix(codebook, examples)
    studies = [e.unit.study for e in examples]
    read = _read(shot, units)
    with threadpool_limits(1):  # the systems solved are small: threads cost more than they bring
        learned, blend = _held_out(shot, read, y, studies, seed)
        alone = _alone(shot, read)
        names = _names(y, learned, alone)
        held_out = names.mix(learned, alone)
        regression = _fit(shot, read, y)
    return CodeModel(
        codebook,
        shot,
        regression,
        blend,
        names,
        thresholds(y, held_out),
        calibrate(held_out, y, studies, level),
        tuple(len({s for s, row in zip(studies, y[:, j], strict=True) if row}) for j in range(y.shape[1])),
        tuple(examples),
    )


def score(model: CodeModel, units: Sequence[Unit]) -> Scores:
    """Score units for every code; a unit's scores do not depend on the others."""
    read = _read(model.shot, units)
    learned = model.blend.logits(_features(model.shot, model.regression, read))
    logit = learned if model.regression is None else model.names.mix(learned, _alone(model.shot, read))
    in_set = logit >= model.conformal.threshold if model.conformal else np.zeros(logit.shape, dtype=bool)
    return Scores(logit, np.asarray(expit(logit)), logit >= model.thresholds, in_set)


def code_matrix(codebook: Codebook, examples: Sequence[Example]) -> Matrix:
    """(examples, k) of 0 and 1. A code outside the codebook is an error."""
    column = {c.code: j for j, c in enumerate(codebook.codes)}
    y = np.zeros((len(examples), len(column)))
    for i, example in enumerate(examples):
        for code in example.codes:
            if code not in column:
                raise ValueError(
                    f"unit {example.unit.id} carries the code {code!r}, which the codebook lacks; add it there"
                )
            y[i, column[code]] = 1
    return y


def study_folds(studies: Sequence[str], folds: int, seed: int) -> NDArray[np.intp]:
    """A fold for each unit, all units of a study in one; folds hold about as many units each."""
    names, counts = np.unique(np.asarray(studies), return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-counts[order], kind="stable")]
    load = np.zeros(min(folds, len(names)))
    fold: dict[str, int] = {}
    for i in order:
        lightest = int(np.argmin(load))
        fold[str(names[i])] = lightest
        load[lightest] += counts[i]
    return np.array([fold[s] for s in studies], dtype=np.intp)


@dataclass(frozen=True, eq=False)
class _Read:
    """Units laid out, with the words of their passages and of each unit as a whole; read once, then taken apart."""

    stack: Stack
    rows: csr_matrix
    unit_words: csr_matrix

    def take(self, units: NDArray[np.intp]) -> _Read:
        """Some of the units."""
        return _Read(self.stack.take(units), self.rows[self.stack.rows(units)], self.unit_words[units])


def _read(shot: ZeroShot, units: Sequence[Unit]) -> _Read:
    laid = stack(units)
    rows = shot.words.rows(laid.texts)
    return _Read(laid, rows, _unit_words(laid, rows))


def _held_out(shot: ZeroShot, laid: _Read, y: Matrix, studies: Sequence[str], seed: int) -> tuple[Matrix, Blend]:
    """Scores of each unit from a model that has not seen its study, and the blend learned from them."""
    fold = study_folds(studies, INNER_FOLDS, seed)
    features = np.zeros((*y.shape, len(FEATURES)))
    for f in np.unique(fold):
        train, test = np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        regression = _fit(shot, laid.take(train), y[train]) if len(train) else None
        features[test] = _features(shot, regression, laid.take(test))
    blend = fit_blend(features, y, PRIOR)
    return blend.logits(features), blend


def _alone(shot: ZeroShot, read: _Read) -> Matrix:
    """Log odds (units, k) of the codebook alone, as if nothing had been coded."""
    return Blend(PRIOR).logits(_features(shot, None, read))


def _names(y: Matrix, learned: Matrix, alone: Matrix) -> Names:
    """How to join what was learned and what the codebook says, by scores held out of the training folds.

    A code's own examples are trusted by their number. What was learned or the codebook is kept alone only where it
    surely ranks units better than both together: choosing by less is choosing by chance, and costs more than it brings.
    """
    scale = fit_blend(alone[..., None], y, np.array([1.0, 0.0]))
    given = y.sum(axis=0)
    both = Names(scale, (given + 1) / (given + 1 + TRUST_NAMES))
    joined = rankings(y, both.mix(learned, alone))
    if len(joined) < 2:
        return both
    for share in (1.0, 0.0):
        one = Names(scale, np.full(y.shape[1], share))
        lead = rankings(y, one.mix(learned, alone)) - joined
        if lead.mean() > SURE * lead.std(ddof=1) / np.sqrt(len(lead)):
            return one
    return both


def _fit(shot: ZeroShot, read: _Read, y: Matrix) -> Regression:
    return fit(read.stack, read.unit_words, y, shot.evidence(read.stack, read.rows), shot)


def _features(shot: ZeroShot, regression: Regression | None, read: _Read) -> NDArray[np.float64]:
    """(units, k, features), in the order of FEATURES."""
    laid, rows = read.stack, read.rows
    words = laid.best(shot.lexical(rows))
    near = shot.similarity(laid.parts)
    compared = [compete(laid.best(shot.evidence(laid, rows))), laid.best_part(compete(near))]
    if regression is None:
        whole = parts = learned_words = np.zeros_like(words)
        centres = compared[1]
        odds = log_odds(np.zeros((0, words.shape[1])))
    else:
        whole, parts = laid.best(regression.by_meaning(laid.vectors)), laid.best_part(regression.by_meaning(laid.parts))
        learned_words = regression.by_words(read.unit_words)
        centres = laid.best_part(compete(shot.cosines(laid.parts, regression.centres)))
        odds = regression.log_odds
    common = np.broadcast_to(odds, words.shape)
    phrases = laid.best_part(compete(shot.by_phrase(laid.parts)))
    said = laid.best(shot.said(rows))
    sources = [
        *compared,
        laid.best_part(near),
        words,
        whole,
        parts,
        learned_words,
        common,
        centres,
        phrases,
        said,
        np.log1p(said),
    ]
    stacked = np.stack(sources, axis=-1)
    return np.concatenate([stacked, log_softmax(stacked @ ROUGH, axis=1)[..., None]], axis=-1)


def _unit_words(laid: Stack, rows: csr_matrix) -> csr_matrix:
    """The words of all passages of a unit together, rows of unit length."""
    if len(laid.starts) == len(laid.texts):
        return rows
    owner = laid.owner
    gather = csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(laid.starts), len(owner)))
    total = csr_matrix(gather @ rows)
    length = np.sqrt(np.asarray(total.multiply(total).sum(axis=1))).ravel()
    return csr_matrix(total.multiply(1 / np.maximum(length, 1e-12)[:, None]))
