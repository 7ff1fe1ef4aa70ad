"""People beside one another and beside the machine, on the same units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from thirdorder.evaluation.agreement.coefficients import MISSING, Cells
from thirdorder.evaluation.agreement.intervals import Estimate
from thirdorder.evaluation.agreement.noninferiority import Contrast, contrast
from thirdorder.evaluation.codes.gold import Gold
from thirdorder.evaluation.codes.predictions import Predictions
from thirdorder.evaluation.codes.scores import Scores, scores
from thirdorder.evaluation.codes.task import Task
from thirdorder.nlp.review import AGREED

PEOPLE_SCORES = (
    "pooled_cohen_kappa",
    "pooled_gwet_ac1",
    "pooled_percent",
    "mean_code_kappa",
    "mean_frequent_kappa",
    "precision",
    "recall",
    "f1",
)
MACHINE = "the machine"


def people(cells: Cells, seed: int) -> dict[tuple[str, str], Scores]:
    """Each pair of human coders on the units both read; the second stands where the machine stands elsewhere."""
    out: dict[tuple[str, str], Scores] = {}
    for i, first in enumerate(cells.coders):
        for second in cells.coders[i + 1 :]:
            pair = cells.only((first, second))
            if not len(pair.units):
                continue
            study = np.unique(pair.study, return_inverse=True)[1].astype(np.intp)
            a, b = (pair.values[:, k].astype(np.float64) for k in (0, 1))
            p = Predictions(np.zeros(len(b), dtype=np.intp), b, b > 0, np.zeros(b.shape, dtype=bool))
            base = np.tile(a.mean(axis=0), (len(a), 1))
            both = scores(p, a, study, pair.codes, base, seed=seed)
            out[first, second] = replace(both, estimates=chosen(both, PEOPLE_SCORES))
    return out


def against(task: Task, predictions: Predictions, guess: Predictions, cells: Cells, gold: Gold) -> dict[str, Scores]:
    """The same predictions beside the coders that the machine did not learn from."""
    out: dict[str, Scores] = {}
    for j, coder in enumerate(cells.coders):
        theirs = cells.values[gold.rows, j]
        read = np.flatnonzero((theirs != MISSING).all(axis=1))
        if coder != gold.name and len(read):
            out[coder] = task.scores_of(read, predictions, guess, theirs[read].astype(np.float64))
    return out


def contrasts(
    task: Task, predictions: Predictions, cells: Cells, gold: Gold, margin: float | None, machines: Sequence[str]
) -> tuple[Contrast, ...]:
    """The machine that learned from one person against each other, beside the two people on the same units."""
    people = [c for c in cells.coders if c not in machines and c != AGREED]
    if gold.name not in people:
        return ()
    values = np.concatenate([cells.values[gold.rows], predictions.assigned[:, None].astype(np.int8)], axis=1)
    units, study = tuple(u.id for u in task.units), tuple(dict.fromkeys(u.study for u in task.units))
    rows = np.array([study.index(u.study) for u in task.units], dtype=np.int64)
    three = Cells((*cells.coders, MACHINE), cells.codes, units, study, rows, values, np.ones(len(units)))
    others = [c for c in people if c != gold.name]
    found = [contrast(three, MACHINE, other, gold.name, margin=margin, seed=task.seed) for other in others]
    return tuple(c for c in found if c.units)


def elsewhere(task: Task, guess: Predictions, cells: Cells, gold: Gold, machines: Sequence[str]) -> dict[str, Scores]:
    """Machines whose codings were made elsewhere, on the units of the gold that they coded, as people are scored."""
    out: dict[str, Scores] = {}
    for machine in machines:
        theirs = cells.values[gold.rows, cells.coders.index(machine)]
        read = np.flatnonzero((theirs != MISSING).all(axis=1))
        if len(read):
            given = theirs[read].astype(np.float64)
            none = np.zeros(given.shape, dtype=bool)
            found = task.scores_of(
                read, Predictions(task.fold[read], given, given > 0, none), guess.rows(read), taken=True
            )
            out[machine] = replace(found, estimates=chosen(found, PEOPLE_SCORES))
    return out


def chosen(found: Scores, names: Sequence[str]) -> dict[str, Estimate]:
    """Some of the scores."""
    return {n: found.estimates[n] for n in names}
