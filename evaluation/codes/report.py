"""The evaluation as Markdown that a methods section can cite; its machine-readable twin is `CodesResult.to_dict`."""

from __future__ import annotations

from collections.abc import Iterable

from thirdorder.evaluation.agreement.noninferiority import Contrast
from thirdorder.evaluation.agreement.resampling import Estimate
from thirdorder.evaluation.codes.result import SHOWN, CodesResult, CodesRun
from thirdorder.evaluation.codes.scores import Scores

AGREEMENT = SHOWN[:3]


def report(result: CodesResult) -> str:
    """Markdown: what was done, the scores beside people and baselines, and how far to trust them."""
    lines = ["# Suggested codes beside human coding", ""]
    lines += [_method(result), ""]
    lines += [f"> {w}" for w in result.warnings] + ([""] if result.warnings else [])
    for run in result.runs:
        lines += _run(run, result)
    return "\n".join(lines).rstrip() + "\n"


def _method(result: CodesResult) -> str:
    return (
        f"Codes were suggested for each unit by a model that had not seen its study ({result.folds} folds by study, "
        f"seed {result.seed}; universe of {len(result.codes)} codes: {result.universe}). Thresholds, calibration and "
        "sets were fixed inside the training folds. Intervals are 95 % percentile intervals over studies drawn with "
        f"replacement ({result.resamples} resamples). κ is Cohen's; mean κ per code is over the codes for which it is "
        "defined, pooled κ over all unit × code cells, which rewards knowing which codes are common. Brier skill is "
        "over the base rates of the training folds. "
        f"{result.left_out} codings made after seeing suggestions were left out."
    )


def _run(run: CodesRun, result: CodesResult) -> list[str]:
    lines = [f"## Against {run.gold}", ""]
    lines += [f"{run.units} units of {run.studies} studies; {run.read_nothing} were read and coded nothing.", ""]
    rows = [("machine", run.machine), *run.baselines.items()]
    rows += [("machine, codes shuffled", run.shuffled), ("prevalence, codes shuffled", run.shuffled_prevalence)]
    rows += [(f"{a} and {b} (people)", s) for (a, b), s in result.human.items()]
    lines += _table(("", *(t for _, t in SHOWN)), ((name, *(_show(s, n) for n, _ in SHOWN)) for name, s in rows))
    if run.against:
        lines += ["", "The same predictions beside coders the machine did not learn from:", ""]
        lines += _table(
            ("coder", *(t for _, t in AGREEMENT)),
            ((c, *(_show(s, n) for n, _ in AGREEMENT)) for c, s in run.against.items()),
        )
    for contrast in run.contrasts:
        lines += ["", _beside(contrast)]
    lines += ["", _abstention(run), "", *_alone(run), "", _coverage(run), "", *_curve(run)]
    for group, by in run.groups.items():
        names = ("pooled_cohen_kappa", "macro_average_precision", "recall_at_3")
        lines += ["", f"By {group}:", ""]
        lines += _table(
            (group, "pooled κ", "macro AP", "recall at 3"), ((v, *(_show(s, n) for n in names)) for v, s in by.items())
        )
    return [*lines, ""]


def _beside(c: Contrast) -> str:
    """How far the machine that learned from one coder falls short of that coder in agreement with the other."""
    if c.difference is None or c.machine_human is None or c.human_human is None:
        return f"Beside {c.person} and {c.beside} no difference in κ is defined."
    text = (
        f"Learned from {c.beside}, the machine agrees with {c.person} by pooled κ {c.machine_human:.2f} where "
        f"{c.beside} does by {c.human_human:.2f}: difference {c.difference:.2f}"
    )
    if c.lower is None or c.upper is None or c.smallest is None:
        return f"{text}; one study gives no interval."
    fixed = f"margin {c.margin:.2f} fixed beforehand: {c.verdict}" if c.margin is not None else c.verdict
    return (
        f"{text}, one-sided {c.level:.0%} bounds {c.lower:.2f} and {c.upper:.2f} over {c.studies} studies; the "
        f"smallest margin that these data could have shown is {c.smallest:.2f} ({fixed})."
    )


def _alone(run: CodesRun) -> list[str]:
    rows: list[tuple[str, Scores]] = [("names alone", run.names_alone), ("plain cosine to the name", run.plain_cosine)]
    if run.codebook_alone is not None:
        rows.append(("names, definitions and examples", run.codebook_alone))
    names = ("macro_average_precision", "recall_at_3")
    return [
        "Before anything was coded:",
        "",
        *_table(("source", "macro AP", "recall at 3"), ((name, *(_show(s, n) for n in names)) for name, s in rows)),
    ]


def _abstention(run: CodesRun) -> str:
    a = run.abstention
    if not a.units:
        return "The machine assigned a code to every unit."
    text = f"The machine assigned no code to {a.units} of {run.units} units; people coded nothing in {a.coded_nothing}"
    if a.recall_at_3 is None or a.recall_at_3_elsewhere is None:
        return f"{text} of them."
    return (
        f"{text} of them, and in the others its first three suggestions held {a.recall_at_3:.0%} of the codes "
        f"({a.recall_at_3_elsewhere:.0%} where it did not abstain)."
    )


def _coverage(run: CodesRun) -> str:
    if run.coverage is None:
        return "Fewer than 75 studies carry a code, too few to calibrate and test sets: suggestions are a ranked list."
    c = run.coverage
    return (
        f"Sets made to hold {c.level:.0%} of true codes held {c.mean:.1%} on average over {c.splits} splits by study "
        f"({c.calibration_studies} studies to calibrate; one split should show {c.low:.1%} to {c.high:.1%}, and "
        f"{c.inside:.0%} did), with {c.size:.1f} codes a unit."
    )


def _curve(run: CodesRun) -> list[str]:
    names = ("pooled_cohen_kappa", "macro_average_precision", "recall_at_3")
    rows = ((str(p.studies), *(show(p.scores.get(n)) for n in names), show(p.gain)) for p in run.curve)
    helps = (
        f"From {run.helps_from} coded studies on, the first three suggestions surely held more of a unit's codes than "
        "the three most common codes do."
        if run.helps_from is not None
        else "At no size did the first three suggestions surely hold more of a unit's codes than the three most common."
    )
    head = ("studies coded", "pooled κ", "macro AP", "recall at 3", "recall at 3 above prevalence")
    return ["Learning curve:", "", *_table(head, rows), "", helps]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(r)} |" for r in rows)]


def _show(scores: Scores, name: str) -> str:
    return show(scores.estimates.get(name))


def show(value: Estimate | None) -> str:
    """A score with its interval."""
    if value is None or value.value is None:
        return "–"
    interval = f" ({value.low:.2f} to {value.high:.2f})" if value.low is not None and value.high is not None else ""
    return f"{value.value:.2f}{interval}"
