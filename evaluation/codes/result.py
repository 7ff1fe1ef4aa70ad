"""What an evaluation of suggested codes found, as values, JSON, CSV and a text for a methods section."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from thirdorder.corpora.cleaning import Cleaning
from thirdorder.evaluation.agreement.alternatives import Alternative
from thirdorder.evaluation.agreement.intervals import ONLY_A_VALUE, Estimate
from thirdorder.evaluation.agreement.noninferiority import Contrast
from thirdorder.evaluation.agreement.overall import INTERVAL
from thirdorder.evaluation.codes.predictions import Predictions
from thirdorder.evaluation.codes.scores import Abstention, Coverage, Scores
from thirdorder.evaluation.codes.verdict import WORDS, CodeVerdict

SCHEMA = "thirdorder/codes@2"
GUESS = "prevalence"
"""The baseline that always guesses the common codes."""
COLUMNS = ("fold", "unit", "code", "probability", "assigned", "in_set")
RECALL = "the share of a unit's codes among its first k suggestions, averaged over the units that carry a code"
SHOWN = (
    ("mean_code_kappa", "mean κ per code"),
    ("pooled_cohen_kappa", "pooled κ"),
    ("pooled_gwet_ac1", "pooled AC1"),
    ("f1", "F1"),
    ("macro_average_precision", "macro AP"),
    ("recall_at_3", "recall at 3"),
    ("brier", "Brier"),
    ("brier_skill", "Brier skill"),
    ("calibration_slope", "slope"),
    ("ece", "ECE"),
)


@dataclass(frozen=True)
class CurvePoint:
    """Scores after learning from so many studies (0: the codebook alone), held-out studies as always."""

    studies: int
    scores: Mapping[str, Estimate]
    over: Mapping[str, int]
    """Over how many codes the means among the scores go."""
    gain: float | None
    """Recall at 3 above always guessing the most common codes."""


@dataclass(frozen=True, eq=False)
class CodesRun:
    """The machine held against one human coding (`gold`)."""

    gold: str
    units: int
    studies: int
    read_nothing: int
    verdicts: tuple[CodeVerdict, ...]
    elsewhere: Mapping[str, Scores]
    """Machines whose codings were made elsewhere."""
    predictions: Predictions
    unit_ids: tuple[str, ...]
    machine: Scores
    baselines: Mapping[str, Scores]
    shuffled: Scores
    shuffled_prevalence: Scores
    names_alone: Scores
    plain_cosine: Scores
    codebook_alone: Scores | None
    coverage: Coverage | None
    curve: tuple[CurvePoint, ...]
    helps_from: int | None
    groups: Mapping[str, Mapping[str, Scores]]
    against: Mapping[str, Scores]
    contrasts: tuple[Contrast, ...]
    abstention: Abstention


@dataclass(frozen=True, eq=False)
class CodesResult:
    """An evaluation of suggested codes: one run for each human coding, and people beside one another."""

    codes: tuple[str, ...]
    universe: str
    folds: int
    seed: int
    level: float
    runs: tuple[CodesRun, ...]
    human: Mapping[tuple[str, str], Scores]
    machines: tuple[str, ...]
    described: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    cleaning: Cleaning
    left_out: int
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON, unrounded; None where a score is undefined."""
        return {
            "schema": SCHEMA,
            "codes": list(self.codes),
            "universe": self.universe,
            "folds": self.folds,
            "folds_by": "study",
            "seed": self.seed,
            "level": self.level,
            "interval": INTERVAL,
            "recall_at_k": RECALL,
            "cleaning": self.cleaning.to_dict(),
            "machines": list(self.machines),
            "machines_described": list(self.described),
            "alternative_annotator": [{**asdict(a), "passed": a.passed} for a in self.alternatives],
            "left_out_codings": self.left_out,
            "warnings": list(self.warnings),
            "human_human": [{"coders": list(pair), **_estimates(s)} for pair, s in self.human.items()],
            "runs": [_run(r) for r in self.runs],
        }

    def predictions_csv(self) -> bytes:
        """`fold,unit,code,probability,assigned,in_set`; with several golds a column `gold` comes first."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        several = len(self.runs) > 1
        writer.writerow((*(("gold",) if several else ()), *COLUMNS))
        for run in self.runs:
            for row in _cells(run, self.codes):
                writer.writerow((run.gold, *row) if several else row)
        return out.getvalue().encode()


def _cells(run: CodesRun, codes: Sequence[str]) -> list[tuple[object, ...]]:
    p = run.predictions
    return [
        (int(p.fold[i]), unit, code, f"{p.probability[i, j]:.6f}", int(p.assigned[i, j]), int(p.in_set[i, j]))
        for i, unit in enumerate(run.unit_ids)
        for j, code in enumerate(codes)
    ]


def _run(run: CodesRun) -> dict[str, Any]:
    return {
        "gold": run.gold,
        "units": run.units,
        "studies": run.studies,
        "read_nothing": run.read_nothing,
        "verdicts": [
            {
                "code": v.code,
                "name": v.name,
                "coded": v.coded,
                "trust": v.trust,
                "in_words": WORDS[v.trust],
                "machine": asdict(v.machine),
                "people": asdict(v.people) if v.people is not None else None,
                "more_units": v.more,
            }
            for v in run.verdicts
        ],
        "elsewhere": {c: _estimates(s) for c, s in run.elsewhere.items()},
        "machine": {
            **_estimates(run.machine),
            "over_codes": dict(run.machine.over),
            "by_code": {c: dict(v) for c, v in run.machine.by_code.items()},
        },
        "gain": {n: {m: _gain(run, n, m) for m in GAINS} for n in run.baselines},
        "machine_human": {c: _estimates(s) for c, s in run.against.items()},
        "non_inferiority": [asdict(c) for c in run.contrasts],
        "baselines": {n: _estimates(s) for n, s in run.baselines.items()},
        "shuffled": {"machine": _estimates(run.shuffled), "prevalence": _estimates(run.shuffled_prevalence)},
        "zero_shot": {
            "names_alone": _estimates(run.names_alone),
            "plain_cosine": _estimates(run.plain_cosine),
            "codebook_alone": _estimates(run.codebook_alone) if run.codebook_alone else None,
        },
        "coverage": asdict(run.coverage) if run.coverage else None,
        "learning_curve": [
            {
                "studies": p.studies,
                **{n: asdict(e) for n, e in p.scores.items()},
                "over_codes": dict(p.over),
                "gain": asdict(Estimate(p.gain)),
            }
            for p in run.curve
        ],
        "helps_from": run.helps_from,
        "abstention": asdict(run.abstention),
        "groups": {g: {v: _estimates(s) for v, s in by.items()} for g, by in run.groups.items()},
    }


GAINS = (
    "pooled_cohen_kappa",
    "mean_code_kappa",
    "mean_frequent_kappa",
    "macro_average_precision",
    "recall_at_3",
    "brier_skill",
)


NOT_BESIDE_GUESS = ("recall_at_3", "mean_frequent_kappa")
"""Differences to guessing the common codes without an interval: which codes those are changes with every study, and
intervals held too seldom for that (`evaluation.benchmarks.intervals`)."""


def gain(run: CodesRun, baseline: str, name: str) -> Estimate:
    """How much a score of the machine lies above a baseline's."""
    found = run.machine.minus(run.baselines[baseline], name)
    if baseline == GUESS and name in NOT_BESIDE_GUESS and found.low is not None:
        return Estimate(found.value, reason=ONLY_A_VALUE)
    return found


def _gain(run: CodesRun, baseline: str, name: str) -> dict[str, Any]:
    over = run.machine.minus_over(run.baselines[baseline], name)
    return asdict(gain(run, baseline, name)) | ({} if over is None else {"over_codes": over})


def _estimates(scores: Scores) -> dict[str, Any]:
    return {n: asdict(e) for n, e in scores.estimates.items()}
