"""Predictions made while a study was held out: the machine's and those of simple baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from thirdorder.nlp.review import Codebook
from thirdorder.nlp.suggestions import CodeVectors, Example, Unit, learn, score, study_folds
from thirdorder.nlp.suggestions.calibration import best_threshold

Matrix = NDArray[np.float64]
Rows = NDArray[np.intp]
Scorer = Callable[[Rows, Rows], Matrix]
"""Learns from the units of the first rows and gives probabilities for those of the second, (rows, k)."""

THRESHOLD_FOLDS = 3
NAME_WEIGHT = 3.0
"""Gives the one similarity to a name a say beside hundreds of dimensions."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """One row a unit, each from a model that has not seen its study; `fold` (n,), the others (n, k)."""

    fold: Rows
    probability: Matrix
    assigned: NDArray[np.bool_]
    in_set: NDArray[np.bool_]

    def rows(self, rows: Rows) -> Predictions:
        """Those of some units."""
        return Predictions(self.fold[rows], self.probability[rows], self.assigned[rows], self.in_set[rows])


def machine(
    units: Sequence[Unit],
    y: Matrix,
    codebook: Codebook,
    codes: CodeVectors,
    fold: Rows,
    *,
    seed: int,
    level: float,
    studies: int | None = None,
) -> Predictions:
    """Suggest for each fold after learning from the others, or from that many of their `studies`."""
    probability, assigned, in_set = np.zeros(y.shape), np.zeros(y.shape, dtype=bool), np.zeros(y.shape, dtype=bool)
    keys = [c.code for c in codebook.codes]
    coded = [frozenset(keys[j] for j in np.flatnonzero(row).tolist()) for row in y]
    examples = [Example(u, c) for u, c in zip(units, coded, strict=True)]
    for f in np.unique(fold).tolist():
        test = np.flatnonzero(fold == f)
        train = some_studies(units, np.flatnonzero(fold != f), studies, seed + f)
        model = learn(codebook, codes, [examples[i] for i in train.tolist()], seed=seed, level=level)
        found = score(model, [units[i] for i in test.tolist()])
        probability[test], assigned[test], in_set[test] = found.probability, found.assigned, found.in_set
    return Predictions(fold, probability, assigned, in_set)


def some_studies(units: Sequence[Unit], rows: Rows, studies: int | None, seed: int) -> Rows:
    """The rows of so many studies, drawn at random; all of them if no number is given."""
    if studies is None:
        return rows
    names = list(dict.fromkeys(units[i].study for i in rows.tolist()))
    drawn = {names[i] for i in np.random.default_rng(seed).permutation(len(names))[:studies].tolist()}
    return np.array([i for i in rows.tolist() if units[i].study in drawn], dtype=np.intp)


def baseline(name: str, units: Sequence[Unit], y: Matrix, names: CodeVectors, fold: Rows, seed: int) -> Predictions:
    """A baseline by name (see BASELINES), its threshold chosen inside the training folds as the machine's is."""
    scorer = BASELINES[name](units, y, names)
    probability, assigned = np.zeros(y.shape), np.zeros(y.shape, dtype=bool)
    for f in np.unique(fold).tolist():
        train, test = np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        inner = study_folds([units[i].study for i in train.tolist()], THRESHOLD_FOLDS, seed)
        held_out = np.zeros((len(train), y.shape[1]))
        for g in np.unique(inner).tolist():
            held_out[inner == g] = scorer(train[inner != g], train[inner == g])
        probability[test] = scorer(train, test)
        assigned[test] = probability[test] >= best_threshold(y[train], held_out)
    return Predictions(fold, probability, assigned, np.zeros(y.shape, dtype=bool))


def _prevalence(units: Sequence[Unit], y: Matrix, names: CodeVectors) -> Scorer:  # noqa: ARG001
    return lambda train, test: np.tile(y[train].mean(axis=0), (len(test), 1))


def _words(units: Sequence[Unit], y: Matrix, names: CodeVectors) -> Scorer:  # noqa: ARG001
    texts = [" ".join(u.texts) for u in units]

    def scorer(train: Rows, test: Rows) -> Matrix:
        vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
        seen = vectorizer.fit_transform([texts[i] for i in train.tolist()])
        return _logistic(seen, y[train], vectorizer.transform([texts[i] for i in test.tolist()]), 10.0)

    return scorer


def _vectors(units: Sequence[Unit], y: Matrix, names: CodeVectors) -> Scorer:  # noqa: ARG001
    means = _means(units)
    return lambda train, test: _logistic(means[train], y[train], means[test], 10.0)


def _balanced(units: Sequence[Unit], y: Matrix, names: CodeVectors) -> Scorer:  # noqa: ARG001
    means = _means(units)
    return lambda train, test: _logistic(means[train], y[train], means[test], 10.0, balanced=True)


def _named(units: Sequence[Unit], y: Matrix, names: CodeVectors) -> Scorer:
    """Vectors, and beside them how near a unit is to the name of the code in question."""
    means = _means(units)
    near = np.stack([(u.vectors @ names.prototypes.T).max(axis=0) for u in units]).astype(np.float64)

    def scorer(train: Rows, test: Rows) -> Matrix:
        out = np.zeros((len(test), y.shape[1]))
        for j in range(y.shape[1]):
            seen, new = (np.column_stack([means[r], NAME_WEIGHT * near[r, j]]) for r in (train, test))
            out[:, [j]] = _logistic(seen, y[train][:, [j]], new, 10.0, balanced=True)
        return out

    return scorer


def _means(units: Sequence[Unit]) -> Matrix:
    return np.stack([u.vectors.mean(axis=0) for u in units]).astype(np.float64)


def _centroid(units: Sequence[Unit], y: Matrix, names: CodeVectors) -> Scorer:  # noqa: ARG001
    means = _means(units)

    def near(x: Matrix, train: Rows) -> Matrix:
        centroids = y[train].T @ means[train]
        centroids /= np.maximum(np.linalg.norm(centroids, axis=1, keepdims=True), 1e-12)
        return np.asarray(x @ centroids.T)

    def scorer(train: Rows, test: Rows) -> Matrix:
        platt = LogisticRegression(C=1e3).fit(near(means[train], train).reshape(-1, 1), y[train].reshape(-1))
        return np.asarray(expit(near(means[test], train) * platt.coef_[0, 0] + platt.intercept_[0]))

    return scorer


def _logistic(seen: Matrix, y: Matrix, new: Matrix, c: float, balanced: bool = False) -> Matrix:
    """One logistic regression a code; a code that is always or never there keeps its rate."""
    out = np.tile(y.mean(axis=0), (new.shape[0], 1))
    for j in np.flatnonzero((y.max(axis=0) > 0) & (y.min(axis=0) < 1)).tolist():
        model = LogisticRegression(C=c, solver="liblinear", class_weight="balanced" if balanced else None)
        out[:, j] = model.fit(seen, y[:, j]).predict_proba(new)[:, 1]
    return out


BASELINES: dict[str, Callable[[Sequence[Unit], Matrix, CodeVectors], Scorer]] = {
    "prevalence": _prevalence,
    "nearest centroid": _centroid,
    "TF-IDF + logistic regression": _words,
    "vectors + logistic regression": _vectors,
    "vectors + balanced logistic regression": _balanced,
    "vectors and nearness to the name + logistic regression": _named,
}
