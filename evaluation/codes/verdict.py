"""Code by code: can the machine be trusted with it, can two people agree on it at all, and how much more would tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from thirdorder.evaluation.agreement.intervals import (
    ALIKE,
    ENOUGH_USES,
    NEVER_MET,
    NONE_APART,
    ONE_STUDY,
    TOO_FEW,
    Estimate,
)
from thirdorder.evaluation.codes.scores import Scores

Trust = Literal["trust", "so far", "not", "never right", "open", "people disagree", "too few uses", "never used"]
WORDS: Mapping[Trust, str] = {
    "trust": "yes, with samples checked",
    "so far": "agreed so far, nearly everywhere it was used",
    "not": "no, look at each suggestion",
    "never right": "no, it never found it where people did",
    "open": "these units do not tell",
    "people disagree": "two people do not agree on it themselves: mend its definition first",
    "too few uses": "too few uses to say",
    "never used": "nobody used it here",
}
USABLE = 0.6
"""κ from which on coding counts as substantial agreement (Landis and Koch 1977); a convention, not a law."""
CLOSEST = 0.05
"""A κ nearer to the line than this would take more units than anybody codes to tell apart from it."""
MOST = 5
"""More units than this many times those coded are not promised to tell."""


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What can be said of one code. `more` is about how many further coded units would tell; None: nothing would, or
    it is known already."""

    code: str
    name: str
    coded: int
    trust: Trust
    machine: Estimate
    people: Estimate | None
    more: int | None

    def more_in_words(self, units: str) -> str:
        """How many more would tell."""
        if self.more is not None:
            return f"about {self.more:,} more {units}"
        return f"more than {MOST} times as many" if self.trust in ("open", "too few uses", "never used") else ""


def verdicts(machine: Scores, human: Sequence[Scores], units: int, names: Mapping[str, str]) -> tuple[CodeVerdict, ...]:
    """A verdict on each code, those of most use first; `human` are pairs of people, the one of most units counts."""
    found = []
    for code, row in machine.by_code.items():
        coded = int(row["coded"] or 0)
        mine = machine.kappa[code]
        theirs = next((s.kappa[code] for s in human if s.kappa[code].value is not None), None)
        uses = coded + int(row["assigned"] or 0)
        trust = _trust(coded, int(row["hit"] or 0), mine, theirs)
        more = None if trust == "never right" else _more(coded, uses, mine, units)
        found.append(CodeVerdict(code, names[code], coded, trust, mine, theirs, more))
    return tuple(sorted(found, key=lambda v: (-v.coded, v.code)))


def _trust(coded: int, hit: int, machine: Estimate, people: Estimate | None) -> Trust:
    if not coded:
        return "never used"
    if people is not None and people.high is not None and people.high < USABLE:
        return "people disagree"
    if coded >= ENOUGH_USES and not hit:
        return "never right"
    if machine.low is None or machine.high is None:
        apart = machine.reason in (ONE_STUDY, NONE_APART, ALIKE)
        return "so far" if apart and (machine.value or 0.0) >= USABLE else "too few uses"
    return "trust" if machine.low >= USABLE else "not" if machine.high < USABLE else "open"


def _more(coded: int, uses: int, machine: Estimate, units: int) -> int | None:
    """About how many units: an interval narrows with the square root of what is coded."""
    if not coded:
        return None
    if machine.low is None or machine.high is None or machine.value is None:
        if machine.reason not in (TOO_FEW, NEVER_MET):
            return None
        wanted = units * max(2 * ENOUGH_USES / max(uses, 1), 1.5)
    elif machine.low < USABLE <= machine.high:
        side = machine.value - machine.low if machine.value >= USABLE else machine.high - machine.value
        wanted = units * (side / max(abs(machine.value - USABLE), CLOSEST)) ** 2
    else:
        return None
    more = wanted - units
    if more > MOST * units:
        return None
    step = 10 if more < 200 else 50 if more < 1000 else 100
    return max(step, int(round(more / step) * step))
