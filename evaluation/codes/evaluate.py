"""Is the machine as good as a second coder? Folds by study, everything held out beside what it has to beat."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from thirdorder.corpora.cleaning import AsTyped, clean
from thirdorder.corpora.coders import Machine, among, perhaps_machines, unknown_among
from thirdorder.evaluation.agreement.alternatives import alternatives
from thirdorder.evaluation.agreement.coefficients import Cells
from thirdorder.evaluation.codes.gold import Gold, golds, human_cells, wording_from_units
from thirdorder.evaluation.codes.people import against, chosen, contrasts, elsewhere, people
from thirdorder.evaluation.codes.predictions import BASELINES, Predictions
from thirdorder.evaluation.codes.result import GUESS, CodesResult, CodesRun, CurvePoint
from thirdorder.evaluation.codes.scores import Scores, abstention, repeated_coverage
from thirdorder.evaluation.codes.task import Task
from thirdorder.evaluation.codes.verdict import verdicts
from thirdorder.nlp.review import AGREED, Code, Codebook, Coding
from thirdorder.nlp.suggestions import LEVEL, CodeVectors, Unit, code_vectors, learn, score, study_folds, with_sentences
from thirdorder.nlp.suggestions.units import Encode, stack
from thirdorder.nlp.vectors import Progress, silent

CURVE = (5, 10, 20, 40, 80, 160, 320)
CURVE_SCORES = ("pooled_cohen_kappa", "mean_code_kappa", "macro_average_precision", "recall_at_3", "brier_skill")
SMALLEST_GROUP = 8
Contexts = Mapping[str, Mapping[str, str]]


def evaluate_codes(
    units: Sequence[Unit],
    codebook: Codebook | None,
    codings: Sequence[Coding],
    encode: Encode,
    *,
    gold: str = "consensus",
    folds: int = 10,
    seed: int = 0,
    level: float = LEVEL,
    machines: Sequence[str | Machine] = (),
    as_typed: Collection[AsTyped] = (),
    contexts: Contexts | None = None,
    margin: float | None = None,
    progress: Progress = silent,
) -> CodesResult:
    """Evaluate suggestions on coded units.

    `gold` is a coder, `consensus` or `each`. Without a codebook the union of codes given is the universe and each code
    its own name. `contexts` maps a context ("language", "kind") to its value for each unit id, for scores by group.
    Where the machine learned from one coder it is tested against each other one beside the agreement of the two;
    `margin` in κ must have been fixed beforehand. Coders in `machines` coded elsewhere (a language model, another
    tool): they are no standard and stand beside this machine. What was agreed on afterwards ("consensus") can be the
    standard and is no person. Codings are cleaned first, but for what `as_typed` names.
    `encode` is called for the codebook's wording and the sentences of units. Fewer than two studies cannot be held
    out: an error.
    """
    codings, cleaning = clean(codings, codebook, as_typed)
    units = with_sentences(units, encode)
    universe = "the codebook" if codebook is not None else "the union of the codings"
    book = codebook or Codebook(tuple(Code(c, c) for c in sorted({c.code for c in codings if c.code})))
    cells = human_cells(units, book, codings)
    codes = code_vectors(book, encode)
    names = code_vectors(Codebook(tuple(Code(c.code, c.name) for c in book.codes)), encode)

    def task(found: Gold) -> Task:
        mine = tuple(units[i] for i in found.rows.tolist())
        labels = [u.study for u in mine]
        if len(set(labels)) < 2:
            count = len(set(labels))
            raise ValueError(f"{found.name} coded units of {count} studies; two or more are needed to hold one out")
        study = np.unique(labels, return_inverse=True)[1].astype(np.intp)
        fold = study_folds(labels, folds, seed)
        return Task(mine, found.codes, book, codes, names, study, fold, seed, level)

    if problem := unknown_among((m for m in machines if isinstance(m, str)), cells.coders):
        raise ValueError(problem)
    known = among(machines, cells.coders)
    others = list(known)
    independent = tuple(c for c in cells.coders if c != AGREED)
    alone = cells.columns(independent)
    human = people(cells.columns(tuple(c for c in independent if c not in known)), seed)
    runs = tuple(
        _run(task(g), g, cells, contexts or {}, margin, others, human, progress) for g in golds(cells, gold, others)
    )
    return CodesResult(
        codes=tuple(c.code for c in book.codes),
        universe=universe,
        folds=folds,
        seed=seed,
        level=level,
        runs=runs,
        human=human,
        machines=tuple(others),
        described=tuple(known[c].described() for c in others),
        alternatives=alternatives(alone, others, seed),
        cleaning=cleaning,
        left_out=sum(c.exposure != "independent" for c in codings),
        warnings=(*_warnings(book, units, universe), *perhaps_machines(cells.coders, known)),
    )


def _run(
    task: Task,
    gold: Gold,
    cells: Cells,
    contexts: Contexts,
    margin: float | None,
    others: Sequence[str],
    human: Mapping[tuple[str, str], Scores],
    progress: Progress,
) -> CodesRun:
    steps = 3 + len(BASELINES) + len(CURVE)
    progress("machine", 0, steps)
    guess = task.baseline(GUESS)
    predictions = task.machine()
    full = task.scores(predictions, guess)
    rivals = {}
    for i, name in enumerate(BASELINES, 1):
        progress(name, i, steps)
        rivals[name] = task.scores(guess if name == GUESS else task.baseline(name), guess)
    progress("codes shuffled", 1 + len(BASELINES), steps)
    mixed = task.y[np.random.default_rng(task.seed).permutation(len(task.y))]
    mixed_guess = task.baseline(GUESS, mixed)
    alone = task.scores(_alone(task, task.codes), guess)
    curve = [_point(0, alone, rivals[GUESS])]
    most = min(len(np.unique(task.study[task.fold != f])) for f in np.unique(task.fold))
    for i, size in enumerate([s for s in CURVE if s < most], 2 + len(BASELINES)):
        progress(f"learning from {size} studies", i, steps)
        curve.append(_point(size, task.scores(task.machine(studies=size), guess), rivals[GUESS]))
    curve.append(_point(most, full, rivals[GUESS]))
    progress("codes", steps, steps)
    pairs = sorted(human.items(), key=lambda item: -item[1].plan.studies)
    return CodesRun(
        gold=gold.name,
        verdicts=verdicts(full, [s for _, s in pairs], len(task.units), {c.code: c.name for c in task.book.codes}),
        elsewhere=elsewhere(task, guess, cells, gold, others),
        units=len(task.units),
        studies=int(task.study.max()) + 1,
        read_nothing=int((task.y.sum(axis=1) == 0).sum()),
        predictions=predictions,
        unit_ids=tuple(u.id for u in task.units),
        machine=full,
        baselines=rivals,
        shuffled=task.scores(task.machine(mixed), mixed_guess, mixed),
        shuffled_prevalence=task.scores(mixed_guess, mixed_guess, mixed),
        names_alone=task.scores(_alone(task, task.names), guess),
        plain_cosine=task.scores(_cosine(task, task.names), guess),
        codebook_alone=alone if any(c.definition or c.examples for c in task.book.codes) else None,
        coverage=repeated_coverage(predictions.probability, task.y, task.study, seed=task.seed, level=task.level),
        curve=tuple(curve),
        helps_from=_helps_from(curve),
        groups=_groups(task, predictions, guess, contexts),
        against=against(task, predictions, guess, cells, gold),
        contrasts=contrasts(task, predictions, cells, gold, margin, others),
        abstention=abstention(predictions, task.y),
    )


def _alone(task: Task, codes: CodeVectors) -> Predictions:
    """The codebook without any coding, the texts themselves as background."""
    found = score(learn(task.book, codes, [], task.units), task.units)
    return Predictions(task.fold, found.probability, found.assigned, found.in_set)


def _cosine(task: Task, codes: CodeVectors) -> Predictions:
    laid = stack(task.units)
    near = np.clip(laid.best(laid.vectors @ codes.prototypes.T), 0, 1)
    never = np.zeros(near.shape, dtype=bool)
    return Predictions(task.fold, near, never, never)


def _point(studies: int, scores: Scores, guess: Scores) -> CurvePoint:
    over = {n: k for n, k in scores.over.items() if n in CURVE_SCORES}
    return CurvePoint(studies, chosen(scores, CURVE_SCORES), over, scores.minus(guess, "recall_at_3").value)


def _helps_from(curve: Sequence[CurvePoint]) -> int | None:
    """The smallest size from which on the machine beats guessing the common codes."""
    size: int | None = None
    for point in reversed(curve):
        if point.gain is None or point.gain <= 0:
            break
        size = point.studies
    return size


def _groups(
    task: Task, predictions: Predictions, guess: Predictions, contexts: Contexts
) -> dict[str, dict[str, Scores]]:
    """Scores by context; groups too small to say anything are left out."""
    out: dict[str, dict[str, Scores]] = {}
    for context, of in contexts.items():
        values = np.array([of.get(u.id, "") for u in task.units])
        for value in sorted(set(values.tolist()) - {""}):
            rows = np.flatnonzero(values == value)
            if SMALLEST_GROUP <= len(rows) < len(values) and task.y[rows].any():
                out.setdefault(context, {})[value] = task.scores_of(rows, predictions, guess)
    return out


def _warnings(book: Codebook, units: Sequence[Unit], universe: str) -> tuple[str, ...]:
    out: list[str] = []
    taken = wording_from_units(book, units)
    if taken:
        shown = ", ".join(f"{code} ({found[0]})" for code, found in list(taken.items())[:5])
        out.append(
            f"The wording of {len(taken)} of {len(book.codes)} codes stands word for word in the units tested, for "
            f"example {shown}: scores from the codebook are too kind. Give a codebook worded without these texts."
        )
    if universe != "the codebook":
        out.append("The codes were named by those who coded these units; one written beforehand is a harder test.")
    return tuple(out)
