"""Figures over papers from their sections scores: by layout, language and kind of paper, with what they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thirdorder.evaluation.sections.front import FRONT
from thirdorder.evaluation.sections.score import SectionScore

RESAMPLES = 2000


def _front(name: str, score: SectionScore) -> float | None:
    return float(score.front[name]) if name in score.front else None


MEASURES: Mapping[str, Callable[[SectionScore], float | None]] = {
    "findings_f1": lambda s: s.findings.f1 if s.findings else None,
    "findings_precision": lambda s: s.findings.precision if s.findings else None,
    "findings_recall": lambda s: s.findings.recall if s.findings else None,
    "false_findings": lambda s: s.false_findings,
    "headings_f1": lambda s: s.headings.f1 if s.headings.there else None,
    "headings_precision": lambda s: s.headings.precision if s.headings.there else None,
    "headings_recall": lambda s: s.headings.recall if s.headings.there else None,
    "printed_headings_f1": lambda s: s.printed.f1 if s.printed and s.printed.there else None,
    "quotes_f1": lambda s: s.quotes.f1 if s.quotes else None,
    "roles": lambda s: s.roles,
    **{name: partial(_front, name) for name in FRONT},
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `n` files of so many papers and journals: mean, median, lowest.

    The 95 % intervals come from resampling papers, all files of one paper together. `without` is the range of the mean
    when one journal at a time is left out, None where there is one journal only: whether the figure rests on it.
    """

    n: int
    papers: int
    journals: int
    mean: float
    median: float
    mean_interval: tuple[float, float]
    median_interval: tuple[float, float]
    lowest: float
    without: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, rounded."""
        return {
            "n": self.n,
            "papers": self.papers,
            "journals": self.journals,
            "mean": round(self.mean, 4),
            "mean_interval": [round(v, 4) for v in self.mean_interval],
            "median": round(self.median, 4),
            "median_interval": [round(v, 4) for v in self.median_interval],
            "lowest": round(self.lowest, 4),
            "mean_without_one_journal": None if self.without is None else [round(v, 4) for v in self.without],
        }


def figures(scores: Sequence[SectionScore], seed: int = 0) -> dict[str, dict[str, Figure]]:
    """Every measure for all files, for each layout, language and kind of paper."""
    groups: dict[str, list[SectionScore]] = {"all": list(scores)}
    for name in ("layout", "language", "kind"):
        for score in scores:
            value = getattr(score, name) or ("unknown" if name == "language" else "")
            if value:
                groups.setdefault(f"{name}: {value}", []).append(score)
    return {
        group: {
            name: _figure([(s, v) for s in members if (v := measure(s)) is not None], seed)
            for name, measure in MEASURES.items()
            if any(measure(s) is not None for s in members)
        }
        for group, members in groups.items()
    }


def _figure(scored: Sequence[tuple[SectionScore, float]], seed: int) -> Figure:
    values = np.array([v for _, v in scored])
    papers = list(_rows(s.paper or s.name for s, _ in scored).values())
    journals = _rows(s.journal for s, _ in scored)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(papers), (RESAMPLES, len(papers)))
    samples = [values[np.concatenate([papers[i] for i in row])] for row in drawn.tolist()]
    without = [float(np.delete(values, rows).mean()) for rows in journals.values()] if len(journals) > 1 else []
    return Figure(
        n=len(values),
        papers=len(papers),
        journals=len(journals),
        mean=float(values.mean()),
        median=float(np.median(values)),
        mean_interval=_interval(np.array([s.mean() for s in samples])),
        median_interval=_interval(np.array([np.median(s) for s in samples])),
        lowest=float(values.min()),
        without=(min(without), max(without)) if without else None,
    )


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _rows(names: Iterable[Hashable]) -> dict[Hashable, NDArray[np.int64]]:
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        rows[name].append(i)
    return {name: np.array(found) for name, found in rows.items()}
