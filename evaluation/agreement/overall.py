"""How far coders agree, machine or human, by one function."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np

from thirdorder.corpora.cleaning import AsTyped, Cleaning
from thirdorder.corpora.coders import Machine, among, perhaps_machines
from thirdorder.corpora.folding import label_key, paper_of
from thirdorder.evaluation.agreement.alternatives import Alternative, alternatives
from thirdorder.evaluation.agreement.coefficients import Cells
from thirdorder.evaluation.agreement.compared import TooFewCodersError, compare
from thirdorder.evaluation.agreement.gamma import gamma
from thirdorder.evaluation.agreement.intervals import FEW_STUDIES, FEWEST_STUDIES, Estimate
from thirdorder.evaluation.agreement.noninferiority import Contrast, contrast
from thirdorder.evaluation.agreement.scores import Scores, scores
from thirdorder.evaluation.agreement.unitizing import continua, u_alpha
from thirdorder.evaluation.agreement.units import AS_NAMED, RULES, UnitName
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Codebook, Coding, Study
from thirdorder.nlp.vectors import Progress, silent

FEW_COMMON = 0.5
SCHEMA = "thirdorder/agreement@2"
INTERVAL = (
    "jackknife over studies with Student's t, its degrees of freedom for studies unequal in size and in what they add "
    "to the error, on the log of disagreement beside chance or the logit of a share; of means of κ around the "
    "jackknife's corrected value"
)


@dataclass(frozen=True)
class Agreement:
    """Agreement of each pair of coders and of all together, with everything needed to say what the numbers mean.

    `read` counts for each coder the units read and those of them where nothing was coded. `unitizing` holds u-alpha
    for each pair whose coders gave spans, by code and under "" for all codes; `gamma` their γ, where it was asked for.
    """

    unit: UnitName
    rule: str
    codes: tuple[str, ...]
    universe: str
    coders: tuple[str, ...]
    machines: tuple[str, ...]
    described: tuple[str, ...]
    """What the machines are: name, version and prompt where these were given."""
    read: Mapping[str, tuple[int, int]]
    pairs: tuple[Scores, ...]
    together: Scores | None
    left_out: float
    """Units that too few coders read: with two, those that one alone read."""
    missing: float
    """Readings missing on the units compared, where there are more than two coders."""
    contrasts: tuple[Contrast, ...]
    alternatives: tuple[Alternative, ...]
    unitizing: Mapping[tuple[str, str], Mapping[str, float | None]]
    gamma: Mapping[tuple[str, str], float | None]
    cleaning: Cleaning
    notes: tuple[str, ...]
    seed: int
    level: float

    @property
    def word(self) -> str:
        """What a unit is called in sentences: where files name papers or texts as they please, a unit."""
        return "unit" if self.rule == AS_NAMED else self.unit

    def kind(self, pair: Scores) -> str:
        """human-human, machine-human or machine-machine."""
        return ("human-human", "machine-human", "machine-machine")[sum(c in self.machines for c in pair.coders)]

    def to_dict(self) -> dict[str, Any]:
        """For JSON, unrounded; None where a coefficient is undefined."""
        pairs = [{"kind": self.kind(p), **asdict(p)} for p in self.pairs]
        units = [
            {"coders": list(pair), "u_alpha": dict(values)}
            | ({"gamma": self.gamma[pair]} if pair in self.gamma else {})
            for pair, values in self.unitizing.items()
        ]
        read = {coder: {"units": n, "coded_nothing": empty} for coder, (n, empty) in self.read.items()}
        return {
            "schema": SCHEMA,
            "unit": self.unit,
            "rule": self.rule,
            "codes": list(self.codes),
            "universe": self.universe,
            "coders": list(self.coders),
            "machines": list(self.machines),
            "machines_described": list(self.described),
            "read": read,
            "pairs": pairs,
            "together": asdict(self.together) if self.together is not None else None,
            "left_out_units": self.left_out,
            "missing_readings": self.missing,
            "contrasts": [asdict(c) for c in self.contrasts],
            "alternative_annotator": [{**asdict(a), "passed": a.passed} for a in self.alternatives],
            "unitizing": units,
            "cleaning": self.cleaning.to_dict(),
            "interval": INTERVAL,
            "notes": list(self.notes),
            "seed": self.seed,
            "level": self.level,
        }


def agreement(
    codings: Sequence[Coding],
    *,
    unit: UnitName = "passage",
    codebook: Codebook | None = None,
    papers: Sequence[Paper] = (),
    studies: Sequence[Study] = (),
    machines: Collection[str | Machine] = (),
    learned_from: Mapping[str, str] | None = None,
    margin: float | None = None,
    with_gamma: bool = False,
    as_typed: Collection[AsTyped] = (),
    seed: int = 42,
    level: float = 0.95,
    progress: Progress = silent,
) -> Agreement:
    """Compare every pair of coders, and all together, on the units that they have read.

    What was typed is cleaned first (`corpora.cleaning`), but for what `as_typed` names; `cleaning` says what was done.
    Codings made after seeing suggestions and those of the coder "consensus" are no independent ones and are left out.
    The universe of codes is the codebook, else the union of the codes used. Without `papers`, units are compared as
    the codings name them. Coders in `machines` are set beside pairs of people on the same units; `learned_from` names
    the person a machine was trained on, against whom it is then not tested; `margin` is the non-inferiority margin in
    Cohen's κ, fixed beforehand. `with_gamma` adds γ of free spans, which needs the extra `gamma`. Intervals leave out
    one study at a time (a paper that no study names is one). Raises TooFewCodersError where fewer than two are left,
    ValueError where sentences or characters are asked for without papers, GammaUnavailableError without the extra.
    """
    compared = compare(codings, unit, codebook, papers, studies, as_typed)
    known = among(machines, compared.cells.coders)
    named = tuple(known)
    cells, notes = compared.cells, list(compared.notes)
    coders, codes = cells.coders, cells.codes
    notes += perhaps_machines(coders, named)
    couples = list(combinations(coders, 2))
    steps = len(couples) + 2
    pairs: list[Scores] = []
    for i, pair in enumerate(couples):
        progress("coders compared", i, steps)
        pairs.append(scores(cells.only(pair), seed=seed, level=level))
    notes += [f"{' and '.join(p.coders)} have read no {unit} in common." for p in pairs if not p.units]
    if len(pairs) == 1 and 0 < pairs[0].units < FEW_COMMON * min((cells.read * cells.weight[:, None]).sum(axis=0)):
        told = "share fewer than half of the units that either read: do both call them alike?"
        notes.append(f"{' and '.join(coders)} {told}")
    progress("coders compared", steps - 2, steps)
    together = None
    enough, readers = enough_of(len(coders)), cells.read.sum(axis=1)
    rows = np.flatnonzero(readers >= enough)
    if len(coders) > 2:
        together = scores(cells.rows(rows), seed=seed, level=level)
        if len(rows) < len(cells.units):
            notes.append(
                f"All {len(coders)} coders together: {len(cells.units) - len(rows)} units that fewer than {enough} of "
                "them read are left out."
            )
    notes += _cautions([*pairs, *([together] if together is not None else [])])
    common = {pair: both for pair in couples if (both := continua(compared.codings, papers, pair)) is not None}
    progress("coders compared", steps - 1, steps)
    found = Agreement(
        unit=unit,
        rule=AS_NAMED if not papers and unit == "passage" and _whole(cells.units) else RULES[unit],
        codes=codes,
        universe=compared.universe,
        coders=coders,
        machines=named,
        described=tuple(known[c].described() for c in named),
        read={c: _read(cells, i) for i, c in enumerate(coders)},
        pairs=tuple(pairs),
        together=together,
        left_out=float(cells.weight[(readers > 0) & (readers < enough)].sum()),
        missing=float((cells.weight[rows] * (len(coders) - readers[rows])).sum()),
        contrasts=_contrasts(cells, named, _by_key(learned_from or {}), margin, seed),
        alternatives=alternatives(cells, named, seed),
        unitizing={pair: u_alpha(both, codes, pair) for pair, both in common.items()},
        gamma={p: gamma(both, codes, p, seed=seed) for p, both in common.items()} if with_gamma else {},
        cleaning=compared.cleaning,
        notes=tuple(notes),
        seed=seed,
        level=level,
    )
    progress("coders compared", steps, steps)
    return found


def _whole(units: Sequence[str]) -> bool:
    """Whether units are papers, studies or texts of their own and no passages of any."""
    return all(paper_of(u) == u for u in units)


def enough_of(coders: int) -> int:
    """How many of so many coders must have read a unit for all of them to be compared on it: half, and two.

    Units read by one alone would count in what is expected by chance and in nothing that was observed.
    """
    return max(2, (coders + 1) // 2)


def _cautions(found: Sequence[Scores]) -> list[str]:
    """What to know of intervals from few studies."""
    out = []
    for s in found:
        who = " and ".join(s.coders) if len(s.coders) == 2 else f"all {len(s.coders)} coders"
        if 0 < s.studies < FEWEST_STUDIES:
            count = "one study" if s.studies == 1 else "two studies"
            out.append(f"{who}: {count} in common gives no interval.")
        elif 0 < s.studies < FEW_STUDIES and any(e.low is not None for e in (*s.pooled.values(), *s.sets.values())):
            out.append(f"{who}: the intervals rest on {s.studies} studies; read them as rough.")
    return out


def _read(cells: Cells, coder: int) -> tuple[int, int]:
    values = cells.values[:, coder]
    read = cells.read[:, coder]
    nothing = read & (values <= 0).all(axis=1)
    return int(cells.weight[read].sum()), int(cells.weight[nothing].sum())


def _by_key(learned_from: Mapping[str, str]) -> dict[str, str]:
    return {label_key(machine): label_key(person) for machine, person in learned_from.items()}


def _contrasts(
    cells: Cells,
    machines: Collection[str],
    learned_from: Mapping[str, str],
    margin: float | None,
    seed: int,
) -> tuple[Contrast, ...]:
    people = [c for c in cells.coders if c not in machines]
    return tuple(
        contrast(cells, machine, person, beside, margin=margin, seed=seed)
        for machine in cells.coders
        if machine in machines
        for person, beside in permutations(people, 2)
        if learned_from.get(label_key(machine), label_key(beside)) == label_key(beside)
    )


__all__ = ["Agreement", "Contrast", "Estimate", "Scores", "TooFewCodersError", "agreement"]
