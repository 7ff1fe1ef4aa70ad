"""Scores as plain tables for a terminal."""

from __future__ import annotations

from thirdorder.evaluation.constructs import Summary
from thirdorder.evaluation.sections import Figure, SectionScores
from thirdorder.service.tasks.measure import ConstructScores

MEASURES = {
    "findings_f1": "findings F1",
    "findings_precision": "precision",
    "findings_recall": "recall",
    "false_findings": "false findings",
    "headings_f1": "headings F1",
    "headings_precision": "precision",
    "headings_recall": "recall",
    "quotes_f1": "quotations F1",
    "roles": "roles",
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
