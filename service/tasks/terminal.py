"""Scores as plain tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thirdorder.evaluation.constructs import Summary
from thirdorder.evaluation.sections import Figure, SectionScores
from thirdorder.evaluation.themes import FIRST, ThemesScore
from thirdorder.service.tasks.measure import ConstructScores

MEASURES = {
    "findings_f1": "findings F1",
    "findings_precision": "precision",
    "findings_recall": "recall",
    "false_findings": "false findings",
    "headings_f1": "headings F1",
    "headings_precision": "precision",
    "headings_recall": "recall",
    "printed_headings_f1": "  those printed",
    "quotes_f1": "quotations F1",
    "roles": "roles",
    "titles": "titles right",
    "authors": "authors right",
    "years": "years right",
    "dois": "DOIs right",
    "alarms": "called damaged",
}
WORST = 5


def sections_table(scored: SectionScores) -> str:
    """Mean with interval, median and lowest of each measure, by layout, language and kind; then the worst files."""
    lines = [
        f"{len(scored.scores)} files scored; intervals are 95 % by resampling papers, all files of a paper together; "
        "“without” is the range of the mean with one journal at a time left out."
    ]
    for group, figures in scored.figures.items():
        lines += ["", group]
        lines += [f"  {MEASURES.get(name, name):<18} {_figure(figure)}" for name, figure in figures.items()]
    low = sorted(
        (s for s in scored.scores if s.findings is not None), key=lambda s: s.findings.f1 if s.findings else 1.0
    )
    if low:
        lines += ["", "Lowest findings F1"]
        lines += [f"  {s.findings.f1:.3f}  {s.name}" for s in low[:WORST] if s.findings is not None]
    return "\n".join(lines)


def constructs_table(scored: ConstructScores) -> str:
    """Mean of each figure over papers with its interval, and the papers one by one."""
    what = (
        "headings hidden: finding the authors' own sections" if scored.hidden else "headings visible: a parsing score"
    )
    lines = [f"{len(scored.papers)} papers with three themes or more ({what})."]
    lines += [f"  {name:<28} {_summary(summary)}" for name, summary in scored.figures.items()]
    lines += ["", "  AMI   blocks  boundary F1  WindowDiff  themes  paper"]
    lines += [
        f"  {s.ami:.3f} {s.blocks:.3f}   {s.boundary_f1:.3f}        {s.windowdiff:.3f}       {s.themes:>3}    {s.paper}"
        for s in sorted(scored.papers, key=lambda s: (s.ami, s.paper))
    ]
    return "\n".join(lines)


def _figure(f: Figure) -> str:
    low, high = f.mean_interval
    without = f"  without {f.without[0]:.3f} to {f.without[1]:.3f}" if f.without else ""
    return (
        f"mean {f.mean:.3f} [{low:.3f}, {high:.3f}]  median {f.median:.3f}  lowest {f.lowest:.3f}  "
        f"files {f.n}, papers {f.papers}, journals {f.journals}{without}"
    )


def _summary(s: Summary) -> str:
    return f"{s.mean:.3f} [{s.low:.3f}, {s.high:.3f}]"


def themes_table(scored: ThemesScore) -> str:
    """How far a run's themes are from the readings', beside how far those are from each other; then what is offered."""
    width = max(len(name) for name in scored.likeness)
    lines = [
        f"{scored.constructs} constructs with a theme in every reading, {scored.found} of them found by the run.",
        "",
    ]
    lines.append(f"{'themes':<{width}}    AMI  pair F1")
    lines += [f"{name:<{width}}  {v.ami:5.3f}  {v.pair_f1:7.3f}" for name, v in scored.likeness.items()]
    lines.append("")
    lines += _offered("", scored.counterparts, scored.contradictions, scored.with_counterpart)
    for name, its in scored.models.items():
        lines += _offered(f"{name}: ", its.counterparts, its.contradictions, scored.with_counterpart)
    return "\n".join(lines)


def _offered(
    who: str, counterparts: Mapping[int, float] | None, contradictions: tuple[int, int] | None, wanted: int
) -> Iterator[str]:  # fmt: skip
    for number, share in (counterparts or {}).items():
        among = "first" if number == 1 else f"first {number}"
        yield f"{who}a counterpart among the {among}, either way: {share:.3f} of {wanted} constructs"
    if contradictions is None:
        return
    found, there = contradictions
    yield f"{who}contradictions among the first {FIRST} passages to check: {found} of {there}"
