"""What is to be predicted and how it is held out, with the scores of whoever predicts it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from thirdorder.evaluation.codes.predictions import Matrix, Predictions, Rows, baseline, machine
from thirdorder.evaluation.codes.scores import Scores, scores
from thirdorder.nlp.review import Codebook
from thirdorder.nlp.suggestions import CodeVectors, Unit


@dataclass(frozen=True, eq=False)
class Task:
    """Units, a coding of them `y` (n, k), and how they are held out: `fold` and `study` (n,) number from 0."""

    units: tuple[Unit, ...]
    y: Matrix
    book: Codebook
    codes: CodeVectors
    names: CodeVectors
    study: Rows
    fold: Rows
    seed: int
    level: float

    @property
    def keys(self) -> tuple[str, ...]:
        """The codes in the order of the columns."""
        return tuple(c.code for c in self.book.codes)

    def machine(self, y: Matrix | None = None, studies: int | None = None) -> Predictions:
        """The machine's held-out predictions after learning from `y`, or from so many studies."""
        truth = self.y if y is None else y
        return machine(
            self.units, truth, self.book, self.codes, self.fold, seed=self.seed, level=self.level, studies=studies
        )

    def baseline(self, name: str, y: Matrix | None = None) -> Predictions:
        """A baseline's held-out predictions."""
        return baseline(name, self.units, self.y if y is None else y, self.names, self.fold, self.seed)

    def scores(self, predictions: Predictions, reference: Predictions, y: Matrix | None = None) -> Scores:
        """Scores against the coding, Brier skill over the reference."""
        truth = self.y if y is None else y
        base = reference.probability
        return scores(predictions, truth, self.study, self.keys, base, seed=self.seed)

    def scores_of(
        self,
        rows: Rows,
        predictions: Predictions,
        reference: Predictions,
        y: Matrix | None = None,
        *,
        taken: bool = False,
    ) -> Scores:
        """Scores on some units alone; `y` (rows, k) stands for the coding; `taken`: predictions are of these rows."""
        study = np.unique(self.study[rows], return_inverse=True)[1].astype(np.intp)
        some = replace(self, study=study, y=self.y[rows] if y is None else y)
        return some.scores(
            predictions if taken else predictions.rows(rows), reference if taken else reference.rows(rows)
        )
