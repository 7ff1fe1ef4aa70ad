"""The agreement of coders as plain text for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from thirdorder.evaluation.agreement.intervals import ENOUGH_USES, FEWEST_STUDIES, TOO_FEW, Estimate
from thirdorder.evaluation.agreement.noninferiority import Contrast, Shortfall
from thirdorder.evaluation.agreement.overall import Agreement, enough_of
from thirdorder.evaluation.agreement.scores import FROM, Scores
from thirdorder.evaluation.agreement.units import AS_NAMED

COLUMNS = {
    "percent": "percent",
    "cohen_kappa": "κ Cohen",
    "fleiss_kappa": "κ Fleiss",
    "gwet_ac1": "AC1",
    "krippendorff_alpha": "α",
    "positive_agreement": "agree on yes",
    "negative_agreement": "agree on no",
    "prevalence": "share coded",
    "bias_index": "one codes more",
}
SETS = {"krippendorff_alpha_masi": "MASI", "krippendorff_alpha_jaccard": "Jaccard"}
MOST_NAMED = 12


def agreement_table(agreement: Agreement) -> str:
    """The whole result: what was cleaned and compared, each pair pooled and by code, the machine beside people."""
    blocks = [cleaning_block(agreement), _head(agreement)]
    for pair in agreement.pairs:
        blocks.append(f"{agreement.kind(pair)}: {' and '.join(pair.coders)}\n{_scores(pair, agreement)}")
    if agreement.together is not None:
        blocks.append(f"all {len(agreement.coders)} coders together\n{_scores(agreement.together, agreement)}")
    blocks += [_contrast(c) for c in agreement.contrasts]
    blocks += [a.sentence() for a in agreement.alternatives]
    for coders, values in agreement.unitizing.items():
        by_code = ", ".join(f"{c} {_number(v)}" for c, v in values.items() if c and v is not None)
        blocks.append(f"u-alpha of {' and '.join(coders)} on free spans: all codes {_number(values[''])}; {by_code}.")
    blocks += [f"γ of {' and '.join(c)} on free spans: {_number(v)}." for c, v in agreement.gamma.items()]
    blocks += ["\n".join(f"Note: {n}" for n in agreement.notes)] if agreement.notes else []
    blocks.append(f"For a methods section: {methods_sentence(agreement)}")
    return "\n\n".join(blocks) + "\n"


def cleaning_block(agreement: Agreement) -> str:
    """What was done to what people typed, before any coefficient."""
    lines = agreement.cleaning.lines()
    if not lines:
        return "Cleaning: everything was counted as it was typed."
    return "\n".join(["Cleaning (leave as typed with --as-typed):", *(f"  {line}" for line in lines)])


def methods_sentence(a: Agreement) -> str:
    """A sentence or two that a methods section can take over as they are."""
    first = a.together if a.together is not None and len(a.coders) > 2 else a.pairs[0] if a.pairs else None
    if first is None or not first.units:
        return "no units were read by two coders."
    people = [c for c in a.coders if c not in a.machines]
    who = f"{len(people)} {_plural(len(people), 'person', 'people')}"
    who += f" and {len(a.machines)} machine {_plural(len(a.machines), 'coder', 'coders')}" if a.machines else ""
    least = min(n for n, _ in a.read.values())
    most = max(n for n, _ in a.read.values())
    span = f"{least}" if least == most else f"{least} to {most}"
    over = "units" if _alone(a, first) else "studies"
    interval = (
        f"{a.level:.0%} intervals are by the jackknife over {over} with Student's t"
        if first.studies >= FEWEST_STUDIES
        else "no intervals are given, since there are fewer than three studies"
    )
    return (
        f"Agreement of {who} was computed by {a.word} ({a.rule}) on {_where(a, first)} read by {_readers(a)} "
        f"(each coder read {span} units; {dropped(a)}; one read without a code counts), over {first.used} of "
        f"{len(a.codes)} codes used ({a.universe}); {interval} (thirdorder {installed()})."
    )


def _where(a: Agreement, s: Scores) -> str:
    """How many units of how many studies."""
    of = "" if _alone(a, s) else f" of {s.studies} {_plural(s.studies, 'study', 'studies')}"
    return f"{s.units:.0f} {_plural(int(s.units), 'unit', 'units')}{of}"


def _alone(a: Agreement, s: Scores) -> bool:
    """Whether units are answers or texts that stand for themselves, as in a survey."""
    return a.rule == AS_NAMED and s.studies == s.units


def _readers(a: Agreement) -> str:
    return "both" if len(a.coders) == 2 else f"at least {enough_of(len(a.coders))} of them"


def dropped(a: Agreement) -> str:
    """What was left out as missing: units that too few coders read, and single readings on the others."""
    left, were = (
        f"{a.left_out:.0f} {_plural(int(a.left_out), 'unit', 'units')}",
        _plural(int(a.left_out), "was", "were"),
    )
    if len(a.coders) == 2:
        return f"{left} that one of them never mentions {were} left out as missing"
    of = len(a.coders) * a.together.units if a.together is not None else 0
    return (
        f"{left} that fewer than {enough_of(len(a.coders))} of them mention {were} left out as missing, and "
        f"{a.missing:.0f} of {of:.0f} readings of the others are missing and count in no pair"
    )


def installed() -> str:
    """The version that measured."""
    try:
        return version("thirdorder")
    except PackageNotFoundError:
        return "not installed"


def _head(a: Agreement) -> str:
    read = "; ".join(f"{c} read {n}, coded nothing on {empty}" for c, (n, empty) in a.read.items())
    codes = "; ".join(a.codes[:MOST_NAMED]) + (
        f"; and {len(a.codes) - MOST_NAMED} more" if len(a.codes) > MOST_NAMED else ""
    )
    return (
        f"Agreement by {a.word}: {a.rule}.\n"
        f"Units: {read}.\n"
        + (f"Machines: {'; '.join(a.described)}.\n" if a.described else "")
        + f"Codes: {len(a.codes)}, {a.universe}: {codes or 'none'}.\n"
        f"Pooled takes each {a.word} × code cell as a unit; means are over the codes used on the common units.\n"
        f"Intervals of {a.level:.0%} leave out one study at a time (Student's t): of pooled κ and α from "
        f"{FROM['pooled']['cohen_kappa']} studies on, of all that is pooled from {FROM['pooled']['percent']}, of mean "
        f"κ over frequent codes and of κ and α of one code from {FROM['code']['cohen_kappa']}. None where nobody "
        f"disagreed, where one study holds all disagreement, below {ENOUGH_USES} uses, for a code that no two coders "
        "ever put on one unit, for other figures of one code, nor for other means, which rare codes make unsure.\n"
        f"– is undefined; * is a code used fewer than {ENOUGH_USES} times or in fewer than {FEWEST_STUDIES} studies: "
        "too few uses to say.\n"
        "share coded: how much of all that could be coded was; one codes more: the largest difference of two coders' "
        "shares; agree on yes (no): of what either coded (did not), how much both did."
    )


def _scores(s: Scores, a: Agreement) -> str:
    where = f"{_where(a, s)} in common"
    if not s.units:
        return where
    rows = [["pooled", f"{sum(s.uses.values()):.0f}", *_cells(s.pooled)]]
    frequent = max(s.frequent_over.values())
    if s.used > 1:  # of one code, the mean is its own row; over the same codes there is one mean
        same = {n: s.frequent[n] if s.frequent[n].low is not None else e for n, e in s.mean.items()}
        rows.append([f"mean of {s.used} codes", "", *_cells(same if frequent == s.used else s.mean)])
    if 1 < frequent < s.used:
        rows.append([f"mean of the {frequent} codes without *", "", *_cells(s.frequent)])
    used = sorted((c for c, n in s.uses.items() if n), key=lambda c: (-s.uses[c], c))
    for code in used:
        rare = "*" if s.by_code[code]["percent"].reason == TOO_FEW else ""
        rows.append([code + rare, f"{s.uses[code]:.0f}", *_cells(s.by_code[code])])
    unused = len(s.uses) - len(used)
    tail = [*([_folded(unused)] if unused else []), *over_fewer(s)]
    sets = ", ".join(f"{SETS[n]} {_estimate(e)}" for n, e in s.sets.items())
    return "\n".join([where, _grid(["", "uses", *COLUMNS.values()], rows), *tail, f"α on sets of codes: {sets}"])


def over_fewer(s: Scores) -> list[str]:
    """A sentence on means that go over fewer codes than were used, where there are any."""
    listed = [f"{COLUMNS[n]} over {k}" for n, k in s.over.items() if n in COLUMNS and k != s.used]
    return [f"Undefined for some codes, so that means are over fewer: {', '.join(listed)}."] if listed else []


def _folded(unused: int) -> str:
    return (
        f"{unused} {_plural(unused, 'code that nobody used here is', 'codes that nobody used here are')} folded away."
    )


def _contrast(c: Contrast) -> str:
    columns = {n: title for n, title in COLUMNS.items() if n not in ("fleiss_kappa", "bias_index")}
    rows = [
        [f"{how}: {who}", *(_number(getattr(values[n], side)) for n in columns)]
        for how, values in (("pooled", c.pooled), (f"mean of {c.over_codes.codes} codes", c.mean))
        for who, side in (
            (f"{c.machine} and {c.person}", "machine_human"),
            (f"{c.beside} and {c.person}", "human_human"),
        )
    ]
    where = f"{c.units:.0f} units of {c.studies} {_plural(c.studies, 'study', 'studies')}"
    fixed = f"margin {c.margin:.2f} fixed beforehand" if c.margin is not None else "no margin was fixed"
    lines = [
        f"machine beside people, on the same {where}; {fixed}",
        _grid(["", *columns.values()], rows),
        f"pooled κ: {_shortfall(c, c)}",
        f"mean κ over {c.over_codes.codes} codes: {_shortfall(c, c.over_codes)}",
    ]
    return "\n".join(lines)


def _shortfall(c: Contrast, t: Contrast | Shortfall) -> str:
    return (
        f"{c.machine} with {c.person} {_number(t.machine_human)}, {c.beside} with {c.person} {_number(t.human_human)}; "
        f"difference {_number(t.difference)}, one-sided {c.level:.0%} bounds {_number(t.lower)} and "
        f"{_number(t.upper)}; p {_number(t.p)}; smallest margin these data could show {_number(t.smallest)}: "
        f"{t.verdict}."
    )


def _cells(values: Mapping[str, Estimate]) -> list[str]:
    return [_estimate(values[name]) for name in COLUMNS]


def _estimate(e: Estimate) -> str:
    if e.low is None or e.high is None:
        return _number(e.value)
    return f"{_number(e.value)} [{_number(e.low)}, {_number(e.high)}]"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-0.00", "0.00")


def _plural(n: int, one: str, many: str) -> str:
    return one if n == 1 else many


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in (header, *rows)]
    return "\n".join(lines)
