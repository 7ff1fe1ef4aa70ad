"""What the machine is held against: one coder, the consensus of several, or each in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thirdorder.evaluation.agreement.coefficients import MISSING, Cells
from thirdorder.nlp.review import AGREED, Codebook, Coding
from thirdorder.nlp.suggestions import Unit


@dataclass(frozen=True, eq=False)
class Gold:
    """The human coding of the units (rows) that count: `codes` (rows, k) of 0 and 1."""

    name: str
    rows: np.ndarray[tuple[int], np.dtype[np.intp]]
    codes: np.ndarray[tuple[int, int], np.dtype[np.float64]]


def human_cells(units: Sequence[Unit], codebook: Codebook, codings: Sequence[Coding]) -> Cells:
    """Every independent coder on every unit; codings made after seeing suggestions are left out.

    A unit that a coder never mentions is missing for that coder; an empty code says it was read. Codings of units or
    codes that are not given are an error.
    """
    own = [c for c in codings if c.exposure == "independent"]
    coders = tuple(dict.fromkeys(c.coder for c in own))
    codes = tuple(c.code for c in codebook.codes)
    row = {u.id: i for i, u in enumerate(units)}
    column = {c: j for j, c in enumerate(codes)}
    values = np.full((len(units), len(coders), len(codes)), MISSING, dtype=np.int8)
    for coding in own:
        if coding.unit not in row:
            raise ValueError(
                f"coder {coding.coder} coded unit {coding.unit!r}, which is not in the corpus; add or remove it"
            )
        if coding.code and coding.code not in column:
            raise ValueError(
                f"coder {coding.coder} used the code {coding.code!r}, which the codebook lacks; add it there"
            )
        cell = values[row[coding.unit], coders.index(coding.coder)]
        cell[cell == MISSING] = 0
        if coding.code:
            cell[column[coding.code]] = 1
    studies = tuple(dict.fromkeys(u.study for u in units))
    place = {s: i for i, s in enumerate(studies)}
    study = np.array([place[u.study] for u in units], dtype=np.int64)
    return Cells(coders, codes, tuple(u.id for u in units), studies, study, values, np.ones(len(units)))


def golds(cells: Cells, gold: str, machines: Sequence[str] = ()) -> tuple[Gold, ...]:
    """The gold named: a coder, `consensus` (units that all coders read, codes that more than half gave), or `each`.

    Coders in `machines`, and what was agreed on afterwards, are no standard unless named.
    """
    if gold in cells.coders:
        return (_one(cells, cells.coders.index(gold)),)
    people = [i for i, c in enumerate(cells.coders) if c not in machines and c != AGREED]
    if not people:
        raise ValueError(
            "the codings hold no independent coder; those made after seeing suggestions cannot be a standard"
        )
    if gold == "each":
        return tuple(_one(cells, i) for i in people)
    if gold != "consensus":
        raise ValueError(f"no coder is called {gold!r}; choose consensus, each or one of {', '.join(cells.coders)}")
    if len(people) == 1:
        return (_one(cells, people[0]),)
    values = cells.values[:, people]
    read = np.flatnonzero((values[:, :, :1] != MISSING).all(axis=(1, 2)))
    if not len(read):
        named = ", ".join(cells.coders[i] for i in people)
        raise ValueError(f"no unit was read by all of {named}; name one of them with --gold, or each")
    return (Gold("consensus", read, (values[read].mean(axis=1) > 0.5).astype(np.float64)),)


def _one(cells: Cells, coder: int) -> Gold:
    values = cells.values[:, coder]
    rows = np.flatnonzero((values != MISSING).all(axis=1))
    return Gold(cells.coders[coder], rows, values[rows].astype(np.float64))


def wording_from_units(codebook: Codebook, units: Sequence[Unit]) -> Mapping[str, tuple[str, ...]]:
    """Codes whose examples, definition or name (of four words or more) stand word for word in units, with the units."""
    plain = {u.id: " ".join(" ".join(u.texts).lower().split()) for u in units}
    found: dict[str, tuple[str, ...]] = {}
    for code in codebook.codes:
        wording = [" ".join(w.lower().split()) for w in (code.name, code.definition, *code.examples)]
        long = [w for w in wording if len(w.split()) >= 4]
        holding = tuple(u for u, text in plain.items() if any(w in text for w in long))
        if holding:
            found[code.code] = holding
    return found
