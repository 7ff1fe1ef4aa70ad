"""Code by code: can the machine be trusted with it, can two people agree on it at all, and how much more would tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from thirdorder.evaluation.agreement.intervals import ALIKE, ENOUGH_USES, NONE_APART, ONE_STUDY, TOO_FEW, Estimate
from thirdorder.evaluation.codes.scores import Scores

Trust = Literal["trust", "so far", "not", "open", "people disagree", "too few uses", "never used"]
WORDS: Mapping[Trust, str] = {
    "trust": "yes, with samples checked",
    "so far": "agreed so far, nearly everywhere it was used",
    "not": "no, look at each suggestion",
    "open": "these units do not tell",
    "people disagree": "two people do not agree on it themselves: mend its definition first",
    "too few uses": "too few uses or studies to say",
    "never used": "nobody used it here",
}
USABLE = 0.6
"""κ from which on coding counts as substantial agreement (Landis and Koch 1977); a convention, not a law."""
CLOSEST = 0.05
"""A κ nearer to the line than this would take more units than anybody codes to tell apart from it."""
MOST = 20
"""More units than this many times those coded are not promised to tell."""


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What can be said of one code. `more` is about how many further coded units would tell; None: nothing would, or
    it is known already."""

    code: str
    coded: int
    trust: Trust
    machine: Estimate
    people: Estimate | None
    more: int | None

    def more_in_words(self, units: str) -> str:
        """How many more would tell."""
        if self.more is not None:
            return f"about {self.more} more {units}"
        return "more than can be coded" if self.trust in ("open", "too few uses", "never used") else ""


def verdicts(machine: Scores, human: Sequence[Scores], units: int) -> tuple[CodeVerdict, ...]:
    """A verdict on each code, those of most use first; `human` are pairs of people, the one of most units counts."""
    found = []
    for code, row in machine.by_code.items():
        coded = int(row["coded"] or 0)
        mine = machine.kappa[code]
        theirs = next((s.kappa[code] for s in human if s.kappa[code].value is not None), None)
        uses = coded + int(row["assigned"] or 0)
        found.append(
            CodeVerdict(code, coded, _trust(coded, mine, theirs), mine, theirs, _more(coded, uses, mine, units))
        )
    return tuple(sorted(found, key=lambda v: (-v.coded, v.code)))


def _trust(coded: int, machine: Estimate, people: Estimate | None) -> Trust:
    if not coded:
        return "never used"
    if people is not None and people.high is not None and people.high < USABLE:
        return "people disagree"
    if machine.low is None or machine.high is None:
        apart = machine.reason in (ONE_STUDY, NONE_APART, ALIKE)
        return "so far" if apart and (machine.value or 0.0) >= USABLE else "too few uses"
    return "trust" if machine.low >= USABLE else "not" if machine.high < USABLE else "open"


def _more(coded: int, uses: int, machine: Estimate, units: int) -> int | None:
    """About how many units: an interval narrows with the square root of what is coded."""
    if not coded:
        return None
    if machine.low is None or machine.high is None or machine.value is None:
        if machine.reason != TOO_FEW:
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
