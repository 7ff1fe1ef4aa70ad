"""How far the two views of one published metasynthesis cover each other, and what its 87 % can mean.

Table 1 (the themes of each study) and the citing statements of the Results are one team's work after consensus, not
two coders: coverage is reported, no coefficient. Run as `python -m thirdorder.evaluation.benchmarks.psw`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.stats import norm

from thirdorder.corpora import psw

PLAUSIBLE = (
    (10, "ten studies, a random selection"),
    (15, "fifteen studies, a random selection"),
    (34, "all 34 studies"),
    (75, "75 distinct labels"),
    (118, "118 mentions of labels"),
    (2550, "34 studies × 75 labels, present or absent"),
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Studies with a part in Table 1, in the statements and in both; `part` is empty for all study × part pairs."""

    part: str
    table: int
    statements: int
    both: int

    @property
    def table_in_statements(self) -> float:
        """Share of what Table 1 says that the statements say too."""
        return self.both / self.table

    @property
    def statements_in_table(self) -> float:
        """Share of what the statements say that Table 1 says too."""
        return self.both / self.statements


@dataclass(frozen=True, slots=True)
class PercentReading:
    """What a rounded percentage would be of `n` units: the counts that round to it (there may be none), and Wilson's
    95 % interval of the percentage as published."""

    n: int
    of: str
    counts: tuple[int, ...]
    low: float
    high: float


def coverage() -> tuple[Coverage, ...]:
    """Coverage by part (core construct × strengths or challenges), then of all study × part pairs.

    The part of a label in Table 1 is its parent in the packaged codebook.
    """
    parent = {code.code: code.parent for code in psw.codebook().codes}
    table = {(c.unit, parent[c.code]) for c in psw.codings()}
    said = {(study, s.part) for s in psw.statements() for study in s.studies}
    every = [Coverage(part, *_sizes(table, said, (part,))) for part in psw.PARTS]
    return (*every, Coverage("", *_sizes(table, said, psw.PARTS)))


def percent_reading(percent: int, plausible: Iterable[tuple[int, str]] = PLAUSIBLE) -> tuple[PercentReading, ...]:
    """What a published percentage can mean where neither its unit nor its number is given."""
    readings: list[PercentReading] = []
    for n, of in plausible:
        counts = tuple(k for k in range(n + 1) if round(100 * k / n) == percent)
        readings.append(PercentReading(n, of, counts, *wilson(percent / 100, n)))
    return tuple(readings)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's score interval of 95 % (JASA 1927) for a share of n units; the share need not be a count out of n,
    which is why scipy's, which asks for one, does not serve."""
    z = float(norm.ppf(0.975))
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def report() -> str:
    """Both tables as text."""
    names = {c.code: c.name for c in psw.codebook().codes}
    lines = ["Table 1 and the citing statements, by study (one team's two views after consensus: no κ)", ""]
    lines += [
        f"{names.get(c.part, 'all study × part pairs')}: {c.table} in Table 1, {c.statements} in statements, "
        f"{c.both} in both; statements cover {c.table_in_statements:.0%} of Table 1, "
        f"Table 1 {c.statements_in_table:.0%} of the statements"
        for c in coverage()
    ]
    lines += ["", "What an agreement of 87 % can mean (unit and number are not given)", ""]
    lines += [_line(r) for r in percent_reading(87)]
    return "\n".join(lines) + "\n"


def _sizes(
    table: set[tuple[str, str | None]], said: set[tuple[str, str]], parts: Sequence[str]
) -> tuple[int, int, int]:
    mine, theirs = {p for p in table if p[1] in parts}, {p for p in said if p[1] in parts}
    return len(mine), len(theirs), len(mine & theirs)


def _line(r: PercentReading) -> str:
    counts = f"{r.counts[0]} to {r.counts[-1]}" if len(r.counts) > 1 else str(r.counts[0]) if r.counts else "no count"
    return f"n = {r.n} ({r.of}): {counts} of {r.n} rounds to it; 95 % interval {r.low:.0%} to {r.high:.0%}"


if __name__ == "__main__":
    print(report(), end="")
