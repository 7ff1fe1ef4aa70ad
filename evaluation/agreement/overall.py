"""How far coders agree, machine or human, by one function."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, permutations
from typing import Any

from thirdorder.evaluation.agreement.coefficients import MISSING, Cells
from thirdorder.evaluation.agreement.compared import TooFewCodersError, compare
from thirdorder.evaluation.agreement.gamma import gamma
from thirdorder.evaluation.agreement.noninferiority import Contrast, contrast
from thirdorder.evaluation.agreement.resampling import Estimate, Scores, scores
from thirdorder.evaluation.agreement.unitizing import continua, u_alpha
from thirdorder.evaluation.agreement.units import RULES, UnitName
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Codebook, Coding, Study

SCHEMA = "thirdorder/agreement@1"


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
    read: Mapping[str, tuple[int, int]]
    pairs: tuple[Scores, ...]
    together: Scores | None
    contrasts: tuple[Contrast, ...]
    unitizing: Mapping[tuple[str, str], Mapping[str, float | None]]
    gamma: Mapping[tuple[str, str], float | None]
    notes: tuple[str, ...]
    seed: int
    resamples: int
    level: float

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
            "read": read,
            "pairs": pairs,
            "together": asdict(self.together) if self.together is not None else None,
            "contrasts": [asdict(c) for c in self.contrasts],
            "unitizing": units,
            "notes": list(self.notes),
            "seed": self.seed,
            "resamples": self.resamples,
            "level": self.level,
        }


def agreement(
    codings: Sequence[Coding],
    *,
    unit: UnitName = "passage",
    codebook: Codebook | None = None,
    papers: Sequence[Paper] = (),
    studies: Sequence[Study] = (),
    machines: Collection[str] = (),
    learned_from: Mapping[str, str] | None = None,
    margin: float | None = None,
    with_gamma: bool = False,
    seed: int = 42,
    resamples: int = 2000,
    level: float = 0.95,
) -> Agreement:
    """Compare every pair of coders, and all together, on the units that they have read.

    Codings made after seeing suggestions and those of the coder "consensus" are no independent ones and are left out.
    The universe of codes is the codebook, else the union of the codes used. Without `papers`, units are compared as
    the codings name them. Coders in `machines` are set beside pairs of people on the same units; `learned_from` names
    the person a machine was trained on, against whom it is then not tested; `margin` is the non-inferiority margin in
    pooled Cohen's κ, fixed beforehand. `with_gamma` adds γ of free spans, which needs the extra `gamma`. Intervals
    resample studies (a paper that no study names is one). Raises TooFewCodersError where fewer than two are left,
    ValueError where sentences or characters are asked for without papers, GammaUnavailableError without the extra.
    """
    compared = compare(codings, unit, codebook, papers, studies)
    cells, notes = compared.cells, list(compared.notes)
    coders, codes = cells.coders, cells.codes
    pairs = tuple(
        scores(cells.only(pair), seed=seed, resamples=resamples, level=level) for pair in combinations(coders, 2)
    )
    notes += [f"{' and '.join(p.coders)} have read no {unit} in common." for p in pairs if not p.units]
    common = {
        pair: both for pair in combinations(coders, 2) if (both := continua(compared.codings, papers, pair)) is not None
    }
    return Agreement(
        unit=unit,
        rule=RULES[unit],
        codes=codes,
        universe=compared.universe,
        coders=coders,
        machines=tuple(c for c in coders if c in machines),
        read={c: _read(cells, i) for i, c in enumerate(coders)},
        pairs=pairs,
        together=scores(cells, seed=seed, resamples=resamples, level=level) if len(coders) > 2 else None,
        contrasts=_contrasts(cells, machines, learned_from or {}, margin, seed, resamples),
        unitizing={pair: u_alpha(both, codes, pair) for pair, both in common.items()},
        gamma={p: gamma(both, codes, p, seed=seed) for p, both in common.items()} if with_gamma else {},
        notes=tuple(notes),
        seed=seed,
        resamples=resamples,
        level=level,
    )


def _read(cells: Cells, coder: int) -> tuple[int, int]:
    values = cells.values[:, coder]
    read = (values != MISSING).any(axis=1)
    nothing = read & (values <= 0).all(axis=1)
    return int(cells.weight[read].sum()), int(cells.weight[nothing].sum())


def _contrasts(
    cells: Cells,
    machines: Collection[str],
    learned_from: Mapping[str, str],
    margin: float | None,
    seed: int,
    resamples: int,
) -> tuple[Contrast, ...]:
    people = [c for c in cells.coders if c not in machines]
    return tuple(
        contrast(cells, machine, person, beside, margin=margin, seed=seed, resamples=resamples)
        for machine in cells.coders
        if machine in machines
        for person, beside in permutations(people, 2)
        if learned_from.get(machine, beside) == beside
    )


__all__ = ["Agreement", "Contrast", "Estimate", "Scores", "TooFewCodersError", "agreement"]
