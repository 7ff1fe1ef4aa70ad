"""The agreement of coders as plain text for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thirdorder.evaluation.agreement.noninferiority import Contrast
from thirdorder.evaluation.agreement.overall import Agreement
from thirdorder.evaluation.agreement.resampling import Estimate, Scores

COLUMNS = {
    "percent": "percent",
    "cohen_kappa": "κ Cohen",
    "fleiss_kappa": "κ Fleiss",
    "gwet_ac1": "AC1",
    "krippendorff_alpha": "α",
    "positive_agreement": "positive",
    "negative_agreement": "negative",
    "prevalence": "prevalence",
    "bias_index": "bias",
}


def agreement_table(agreement: Agreement) -> str:
    """The whole result: what was compared, each pair pooled and by code, the machine beside people."""
    blocks = [_head(agreement)]
    for pair in agreement.pairs:
        blocks.append(f"{agreement.kind(pair)}: {' and '.join(pair.coders)}\n{_scores(pair)}")
    if agreement.together is not None:
        blocks.append(f"all {len(agreement.coders)} coders together\n{_scores(agreement.together)}")
    blocks += [_contrast(c) for c in agreement.contrasts]
    for coders, values in agreement.unitizing.items():
        by_code = ", ".join(f"{c} {_number(v)}" for c, v in values.items() if c and v is not None)
        blocks.append(f"u-alpha of {' and '.join(coders)} on free spans: all codes {_number(values[''])}; {by_code}.")
    blocks += [f"γ of {' and '.join(c)} on free spans: {_number(v)}." for c, v in agreement.gamma.items()]
    blocks += ["\n".join(f"Note: {n}" for n in agreement.notes)] if agreement.notes else []
    return "\n\n".join(blocks) + "\n"


def _head(a: Agreement) -> str:
    read = "; ".join(f"{c} read {n}, coded nothing on {empty}" for c, (n, empty) in a.read.items())
    return (
        f"Agreement by {a.unit}: {a.rule}.\n"
        f"Units: {read}.\n"
        f"Codes: {len(a.codes)}, {a.universe}: {'; '.join(a.codes)}.\n"
        f"Pooled takes each {a.unit} × code cell as a unit; mean is over codes where the coefficient is defined.\n"
        f"Intervals of {a.level:.0%} from {a.resamples} resamples of studies (seed {a.seed}); – is undefined."
    )


def _scores(s: Scores) -> str:
    where = f"{s.units:.0f} units of {s.studies} studies in common"
    rows = [["pooled", *_cells(s.pooled)], ["mean", *_cells(s.mean)]]
    rows += [[code, *_cells(values)] for code, values in s.by_code.items()]
    sets = ", ".join(f"{n.rsplit('_', 1)[-1].upper()} {_estimate(e)}" for n, e in s.sets.items())
    return f"{where}\n{_grid(['', *COLUMNS.values()], rows)}\nα on sets of codes: {sets}"


def _contrast(c: Contrast) -> str:
    margin = f"margin {c.margin:.2f} fixed beforehand: {c.verdict}" if c.margin is not None else c.verdict
    columns = {n: title for n, title in COLUMNS.items() if n not in ("fleiss_kappa", "bias_index")}
    rows = [
        [f"{how}: {who}", *(_number(getattr(values[n], side)) for n in columns)]
        for how, values in (("pooled", c.pooled), ("mean", c.mean))
        for who, side in (
            (f"{c.machine} and {c.person}", "machine_human"),
            (f"{c.beside} and {c.person}", "human_human"),
        )
    ]
    beside = f"machine beside people, on the same units\n{_grid(['', *columns.values()], rows)}\n"
    return beside + (
        f"{c.machine} with {c.person}: {_number(c.machine_human)}, beside {c.beside} with {c.person}: "
        f"{_number(c.human_human)} (pooled Cohen's κ, {c.units:.0f} units of {c.studies} studies). Difference "
        f"{_number(c.difference)}, one-sided {c.level:.0%} bounds {_number(c.lower)} and {_number(c.upper)}; "
        f"p {_number(c.p)}; smallest margin these data could show {_number(c.smallest)}; {margin}."
    )


def _cells(values: Mapping[str, Estimate]) -> list[str]:
    return [_estimate(values[name]) for name in COLUMNS]


def _estimate(e: Estimate) -> str:
    if e.low is None or e.high is None:
        return _number(e.value)
    return f"{_number(e.value)} [{_number(e.low)}, {_number(e.high)}]"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in (header, *rows)]
    return "\n".join(lines)
