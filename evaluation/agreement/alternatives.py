"""Could a machine stand in for one of the people? The alternative-annotator test.

N. Calderon, R. Reichart and R. Dror, "The Alternative Annotator Test for LLM-as-a-Judge" (ACL 2025): each person is
left out in turn, and machine and person are held against the others, unit by unit; two sets of codes are as alike as
their Jaccard overlap here. The test is by study, not by unit: passages of one study are no independent witnesses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from thirdorder.evaluation.agreement.coefficients import Cells, Floats
from thirdorder.evaluation.agreement.intervals import design, grouped, leaving_out, present, standard_error

FEWEST_PEOPLE = 3
FEWEST_UNITS = 30
COST = 0.2
"""How much less often the machine may be the nearer one, for what a person costs: the authors' value for experts."""
RATE = 0.05
"""The rate of false discoveries over people."""


@dataclass(frozen=True, slots=True)
class AgainstPerson:
    """On so many units, how often the machine (the person) was at least as near to the others, and the test's p."""

    units: int
    machine: float
    person: float
    p: float | None
    won: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """The test of one machine: the share of people it may stand in for, and its mean probability of being as near."""

    machine: str
    winning: float
    advantage: float
    cost: float
    people: Mapping[str, AgainstPerson]

    @property
    def passed(self) -> bool:
        """Whether it may stand in for at least half of the people."""
        return self.winning >= 0.5

    def sentence(self) -> str:
        """The result for people."""
        won = sum(p.won for p in self.people.values())
        verdict = (
            "may stand in for a person by this test" if self.passed else "may not stand in for a person by this test"
        )
        return (
            f"Alternative-annotator test: {self.machine} {verdict}: as near to the others as {won} of "
            f"{len(self.people)} people, less {self.cost:.1f} for what a person costs (winning rate "
            f"{self.winning:.2f}; it was at least as near as the person left out on {self.advantage:.0%} of units)."
        )


def alternatives(cells: Cells, machines: Collection[str], seed: int, cost: float = COST) -> tuple[Alternative, ...]:
    """The test of each machine, where three people or more have read at least thirty units with it."""
    people = [c for c in cells.coders if c not in machines]
    if len(people) < FEWEST_PEOPLE:
        return ()
    found = []
    for machine in (c for c in cells.coders if c in machines):
        against = {p: a for p in people if (a := _against(cells, machine, p, people, seed, cost)) is not None}
        if len(against) >= FEWEST_PEOPLE:
            against = _discoveries(against)
            advantage = float(np.mean([a.machine for a in against.values()]))
            winning = float(np.mean([a.won for a in against.values()]))
            found.append(Alternative(machine, winning, advantage, cost, against))
    return tuple(found)


def _against(
    cells: Cells, machine: str, person: str, people: Collection[str], seed: int, cost: float
) -> AgainstPerson | None:
    at = {c: i for i, c in enumerate(cells.coders)}
    others = [at[p] for p in people if p != person]
    usable = cells.read[:, at[machine]] & cells.read[:, at[person]] & cells.read[:, others].any(axis=1)
    rows = present(cells.rows(np.flatnonzero(usable)))
    if len(rows.units) < FEWEST_UNITS:
        return None
    near = [_alike(rows, at[c], others) for c in (machine, person)]
    machine_wins, person_wins = (near[0] >= near[1]).astype(float), (near[1] >= near[0]).astype(float)
    groups = grouped(rows, seed)
    plan = design(groups, len(rows.studies), 0.95)
    weights = leaving_out(len(groups.studies))
    ahead = np.bincount(groups.study, weights=person_wins - machine_wins, minlength=len(groups.studies))
    size = np.bincount(groups.study, minlength=len(groups.studies)).astype(float)
    with np.errstate(invalid="ignore"):
        means = (weights @ ahead) / (weights @ size)
    p = None
    if plan.studies > 2 and (error := standard_error(means)) > 1e-12:
        p = float(student.cdf((float(means[0]) - cost) / error, plan.degrees))
    elif plan.studies > 2:
        p = 0.0 if float(means[0]) < cost else 1.0
    return AgainstPerson(len(rows.units), float(machine_wins.mean()), float(person_wins.mean()), p)


def _alike(cells: Cells, coder: int, others: Collection[int]) -> Floats:
    """How alike a coder's set of codes on each unit is to those of the others who read it, (units,)."""
    mine = cells.values[:, coder] == 1
    total, readers = np.zeros(len(mine)), np.zeros(len(mine))
    for other in others:
        theirs, read = cells.values[:, other] == 1, cells.read[:, other]
        union = (mine | theirs).sum(axis=1)
        jaccard = np.where(union == 0, 1.0, (mine & theirs).sum(axis=1) / np.maximum(union, 1))
        total += np.where(read, jaccard, 0.0)
        readers += read
    return total / np.maximum(readers, 1)


def _discoveries(against: Mapping[str, AgainstPerson]) -> dict[str, AgainstPerson]:
    """Who was matched, by the procedure of Benjamini and Yekutieli (2001), which allows the tests to depend."""
    ranked = sorted(against, key=lambda c: (against[c].p is None, against[c].p or 0.0))
    m = len(ranked)
    harmonic = sum(1 / i for i in range(1, m + 1))
    last = 0
    for i, who in enumerate(ranked, 1):
        p = against[who].p
        if p is not None and p <= i * RATE / (m * harmonic):
            last = i
    won = set(ranked[:last])
    return {c: AgainstPerson(a.units, a.machine, a.person, a.p, c in won) for c, a in against.items()}
