"""The evaluation as Markdown: first what a reader can do with it, then what a methods section can cite.

Its machine-readable twin is `CodesResult.to_dict`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from thirdorder.corpora.folding import label_key
from thirdorder.evaluation.agreement.intervals import FEW_STUDIES, FEWER, NEVER_MET, TOO_FEW, Estimate
from thirdorder.evaluation.agreement.noninferiority import Contrast
from thirdorder.evaluation.agreement.table import installed
from thirdorder.evaluation.codes.result import GAINS, RECALL, SHOWN, CodesResult, CodesRun, gain
from thirdorder.evaluation.codes.scores import FROM, Scores
from thirdorder.evaluation.codes.verdict import USABLE, WORDS

AGREEMENT = SHOWN[:3]
PLACES = {"brier": 3, "ece": 3}
"""Decimals of scores that are small wherever codes are rare."""
NO_INTERVAL = (TOO_FEW, NEVER_MET, FEWER.format(FROM["kappa"]))
"""Why κ of one code is marked as a value without an interval."""
TITLES = dict(SHOWN) | {"mean_frequent_kappa": "mean κ of frequent codes"}


def report(result: CodesResult) -> str:
    """Markdown: cleaning, verdicts by code, differences to the baselines, then scores, curves and sets."""
    lines = ["# Suggested codes beside human coding", ""]
    cleaned = result.cleaning.lines()
    if cleaned:
        lines += ["What was typed and how it was counted (`--as-typed` leaves it as it is):", ""]
        lines += [*(f"- {line}" for line in cleaned), ""]
    lines += [f"> {w}" for w in result.warnings] + ([""] if result.warnings else [])
    for run in result.runs:
        lines += _run(run, result)
    lines += [a.sentence() for a in result.alternatives]
    lines += ["## How it was measured", "", _method(result), ""]
    return "\n".join(lines).rstrip() + "\n"


def noun(run: CodesRun) -> str:
    """What people count by here: answers where each unit stands for itself, else studies."""
    return "answers" if run.studies == run.units else "studies"


def _method(result: CodesResult) -> str:
    by = noun(result.runs[0]) if result.runs else "studies"
    return (
        f"Codes were suggested for each unit by a model that had not seen its {'study' if by == 'studies' else 'text'} "
        f"({result.folds} folds by {by}, seed {result.seed}; universe of {len(result.codes)} codes: "
        f"{result.universe}). Thresholds, calibration and sets were fixed inside the training folds. Intervals are "
        f"95 %, by the jackknife over {by} with Student's t, of this machine as it learned here: what learning from "
        f"other {by} would change is not in them. Mean κ has one over frequent codes alone; from fewer than "
        f"{FROM['f1']} {by} pooled scores have none, recall at 3 from fewer than {FROM['recall_at_3']}, and macro AP, "
        "recall at 5, Brier, Brier skill, and recall and mean κ above guessing never, since theirs held the true value "
        "too seldom or too often in simulated reviews. κ is Cohen's; "
        "mean κ per code is over the codes that human or machine used, pooled κ over all unit × code cells, which "
        "rewards knowing which codes are common. A coding counts for a unit of which it covers a whole word or more. "
        f"Recall at k is {RECALL}. Brier skill is over the base rates of the "
        f"training folds. {result.left_out} codings made after seeing suggestions were left out."
        + (f" Machines from elsewhere: {'; '.join(result.described)}." if result.described else "")
        + f" Measured by thirdorder {installed()}."
    )


def _run(run: CodesRun, result: CodesResult) -> list[str]:
    by = noun(run)
    of = f"{run.units} answers" if by == "answers" else f"{run.units} units of {run.studies} studies"
    lines = [f"## Against {run.gold}", "", f"{of}; {run.read_nothing} were read and coded nothing."]
    if run.studies < FEW_STUDIES:
        lines.append(f"The intervals rest on {run.studies} {by}: read them as rough.")
    lines += ["", *_verdicts(run), "", *_gains(run), "", "### All scores", ""]
    rows = [("machine", run.machine), *((f"{name} (machine)", s) for name, s in run.elsewhere.items())]
    rows += [(_people(pair, s, run), s) for pair, s in result.human.items()]
    rows += list(run.baselines.items())
    rows += [("machine, codes shuffled", run.shuffled), ("prevalence, codes shuffled", run.shuffled_prevalence)]
    lines += _table(("", *(t for _, t in SHOWN)), ((name, *(_show(s, n) for n, _ in SHOWN)) for name, s in rows))
    lines += ["", _what_rows_are(run)]
    frequent = [("machine", run.machine), *((_people(pair, s, run), s) for pair, s in result.human.items())]
    told = [f"{who} {_show(s, 'mean_frequent_kappa')}" for who, s in frequent]
    lines += ["", f"Over the codes used often enough for an interval of their own, mean κ is: {'; '.join(told)}."]
    if run.against:
        lines += ["", "The same predictions beside coders the machine did not learn from:", ""]
        lines += _table(
            ("coder", *(t for _, t in AGREEMENT)),
            ((c, *(_show(s, n) for n, _ in AGREEMENT)) for c, s in run.against.items()),
        )
    for contrast in run.contrasts:
        lines += ["", _beside(contrast, by)]
    lines += ["", _abstention(run), "", *_alone(run), "", _coverage(run), "", *_curve(run)]
    for group, groups in run.groups.items():
        names = ("pooled_cohen_kappa", "macro_average_precision", "recall_at_3")
        lines += ["", f"By {group}:", ""]
        lines += _table(
            (group, "pooled κ", "macro AP", "recall at 3"),
            ((v, *(_show(s, n) for n in names)) for v, s in groups.items()),
        )
    return [*lines, ""]


def _people(pair: tuple[str, str], scores: Scores, run: CodesRun) -> str:
    """Two people, with the number of units that both read where the machine stands on others as well."""
    on = "" if scores.units == run.units else f", {scores.units} {'answers' if noun(run) == 'answers' else 'units'}"
    return f"{pair[0]} and {pair[1]} (people{on})"


def _what_rows_are(run: CodesRun) -> str:
    return (
        f"Prevalence always guesses how often each code was given in the other {noun(run)}. With codes shuffled among "
        "units there is nothing to learn: those rows are what chance gives. F1 is over all unit × code cells. Balanced "
        "regressions are made to find rare codes, and their probabilities, and so their Brier scores, are none to be "
        "believed."
    )


def _verdicts(run: CodesRun) -> list[str]:
    """The head of the report: what can be done with each code."""
    used = [v for v in run.verdicts if v.trust != "never used"]
    counts = Counter(v.trust for v in used)
    summary = "; ".join(f"{WORDS[t]}: {n}" for t, n in counts.most_common())
    unused = len(run.verdicts) - len(used)
    further = "answers" if noun(run) == "answers" else "units, coded in further studies"
    return [
        "### Can I trust the machine with this code?",
        "",
        f"Of {len(used)} codes that {run.gold} used: {summary}."
        + (f" {unused} that nobody used {'is' if unused == 1 else 'are'} folded away." if unused else ""),
        "",
        *_table(
            ("code", "coded", "trust the machine?", "machine κ", "two people κ", "what would tell"),
            (
                (
                    v.code if label_key(v.name) == label_key(v.code) else f"{v.name} ({v.code})",
                    str(v.coded),
                    WORDS[v.trust],
                    _starred(v.machine),
                    _starred(v.people) if v.people is not None else "–",
                    v.more_in_words(further),
                )
                for v in used
            ),
        ),
        "",
        f"Yes and no mean that the whole interval of κ lies above or below {USABLE}, a convention. How many more would "
        "tell supposes that they are like these: an interval narrows with the square root of their number. * is a "
        f"value without an interval, from too few uses or {noun(run)} to say, or where both never gave the code to one "
        "unit.",
    ]


def _starred(value: Estimate) -> str:
    """κ of one code, marked where there is too little for an interval."""
    return show(value) + ("*" if value.value is not None and value.reason in NO_INTERVAL else "")


def _gains(run: CodesRun) -> list[str]:
    rows = (
        (name, *(_over(show(gain(run, name, n), signed=True), run.machine.minus_over(scores, n)) for n in GAINS))
        for name, scores in run.baselines.items()
    )
    return [
        "### What the machine adds to simpler ways",
        "",
        f"Differences on the same {noun(run)} (of mean κ, over the codes that both have one for), "
        "in the machine's favour where positive:",
        "",
        *_table(("beside", *(TITLES[n] for n in GAINS)), rows),
    ]


def _beside(c: Contrast, by: str) -> str:
    """How far the machine that learned from one coder falls short of that coder in agreement with the other."""
    if c.difference is None or c.machine_human is None or c.human_human is None:
        return f"Beside {c.person} and {c.beside} no difference in κ is defined."
    text = (
        f"Learned from {c.beside}, the machine agrees with {c.person} by pooled κ {c.machine_human:.2f} where "
        f"{c.beside} does by {c.human_human:.2f}: difference {c.difference:.2f}"
    )
    if c.lower is None or c.upper is None or c.smallest is None:
        return f"{text}; one of the {by} gives no interval."
    fixed = f"margin {c.margin:.2f} fixed beforehand: {c.verdict}" if c.margin is not None else c.verdict
    return (
        f"{text}, one-sided {c.level:.0%} bounds {c.lower:.2f} and {c.upper:.2f} over {c.studies} {by}; the "
        f"smallest margin that these data could have shown is {c.smallest:.2f} ({fixed}). {_mean_beside(c)}"
    )


def _mean_beside(c: Contrast) -> str:
    t = c.over_codes
    if t.difference is None or t.lower is None or t.upper is None:
        return "For the mean over codes there is no interval."
    return (
        f"By the mean of κ over {t.codes} codes the difference is {t.difference:.2f}, bounds {t.lower:.2f} and "
        f"{t.upper:.2f} ({t.verdict})."
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
        return "**Where it kept silent.** The machine assigned a code to every unit."
    text = (
        f"**Where it kept silent.** In {a.units} of {run.units} units no code was likely enough to be assigned; in "
        f"{a.coded_nothing} of them people coded nothing either."
    )
    if a.recall_at_3 is None or a.recall_at_3_elsewhere is None:
        return text
    worth = "keeping silent was right" if a.recall_at_3 < a.recall_at_3_elsewhere else "it need not have been silent"
    return (
        f"{text} In the rest of them its first three suggestions would have held {a.recall_at_3:.0%} of a unit's "
        f"codes, where it spoke {a.recall_at_3_elsewhere:.0%}: {worth}."
    )


def _coverage(run: CodesRun) -> str:
    if run.coverage is None:
        return (
            f"**Sets.** Fewer than 75 {noun(run)} carry a code, too few to make and test sets that hold a promised "
            "share of codes: read suggestions as a ranked list."
        )
    c = run.coverage
    return (
        f"**Sets.** For each unit the machine can name a set of codes made to hold {c.level:.0%} of the right ones. "
        f"Made on {c.calibration_studies} {noun(run)} and tried on the rest, {c.splits} times over, sets held "
        f"{c.mean:.1%}, "
        f"with {c.size:.1f} codes a unit. One such try should show {c.low:.1%} to {c.high:.1%}; {c.inside:.0%} did."
    )


def _curve(run: CodesRun) -> list[str]:
    by = noun(run)
    names = ("pooled_cohen_kappa", "macro_average_precision", "recall_at_3")
    rows = (
        (
            str(p.studies) if p.studies else "0 (the codebook alone)",
            *(_over(show(p.scores.get(n)), p.over.get(n)) for n in names),
            show(Estimate(p.gain), signed=True),
        )
        for p in run.curve
    )
    guess = "the first three suggestions held more of a unit's codes than the three most common codes do"
    helps = (
        f"At every size, and already from the codebook alone, {guess}."
        if run.helps_from == 0
        else f"From {run.helps_from} coded {by} on, {guess}."
        if run.helps_from is not None
        else "With all of them, the first three suggestions held no more of a unit's codes than the three most common."
    )
    head = (f"{by} coded", "pooled κ", "macro AP", "recall at 3", "recall at 3 above prevalence")
    return ["Learning curve:", "", *_table(head, rows), "", helps]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """A table; a single row is a line, since a table of one compares nothing."""
    body = list(rows)
    if len(body) == 1:
        name, *cells = body[0]
        told = ", ".join(f"{title} {cell}" for title, cell in zip(islice(head, 1, None), cells, strict=True) if cell)
        return [f"- {name}: {told}"]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(r)} |" for r in body)]


def _show(scores: Scores, name: str) -> str:
    """A score, a mean over codes with their number."""
    return _over(show(scores.estimates.get(name), places=PLACES.get(name, 2)), scores.over.get(name))


def _over(shown: str, codes: int | None) -> str:
    """A mean with the number of codes it goes over."""
    return shown if codes is None or shown == "–" else f"{shown} over {codes}"


def show(value: Estimate | None, *, signed: bool = False, places: int = 2) -> str:
    """A score with its interval."""
    if value is None or value.value is None:
        return "–"
    form = f"{'+' if signed else ''}.{places}f"
    interval = (
        f" ({value.low:{form}} to {value.high:{form}})" if value.low is not None and value.high is not None else ""
    )
    return re.sub(r"-(0\.0+)(?!\d)", r"\1", f"{value.value:{form}}{interval}")
