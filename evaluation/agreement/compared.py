"""Which codings can be compared at all: independent ones, on codes that all coders had, by units they have read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from thirdorder.corpora.cleaning import AsTyped, Cleaning, clean
from thirdorder.corpora.codings import use_keys
from thirdorder.evaluation.agreement.coefficients import Cells
from thirdorder.evaluation.agreement.units import UnitName, cells_of
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import AGREED, Codebook, Coding, Study


class TooFewCodersError(ValueError):
    """Fewer than two coders coded independently: there is nothing to compare."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Independent codings as cells, what was agreed on afterwards (by "consensus"), and notes on what was left out."""

    codings: tuple[Coding, ...]
    agreed: tuple[Coding, ...]
    cells: Cells
    universe: str
    notes: tuple[str, ...]
    cleaning: Cleaning


def compare(
    codings: Sequence[Coding],
    unit: UnitName,
    codebook: Codebook | None = None,
    papers: Sequence[Paper] = (),
    studies: Sequence[Study] = (),
    as_typed: Collection[AsTyped] = (),
) -> Compared:
    """Cells of the coders who coded independently, their codings cleaned first.

    Raises TooFewCodersError where fewer than two did.
    """
    codings, cleaning = clean(codings, codebook, as_typed)
    notes: list[str] = []
    agreed = tuple(replace(c, coder=AGREED) for c in codings if c.coder.casefold() == AGREED)
    first = [c for c in codings if c.coder.casefold() != AGREED]
    kept = [c for c in first if c.exposure == "independent"]
    if agreed:
        notes.append(f"{len(agreed)} codings by '{AGREED}' were agreed on afterwards and are left out.")
    if len(kept) < len(first):
        notes.append(f"{len(first) - len(kept)} codings were made after seeing suggestions and are left out.")
    kept, codes, universe = _universe(kept, codebook, notes)
    coders = tuple(dict.fromkeys(c.coder for c in kept))
    if not codes:
        notes.append("nobody put any code on anything: coefficients are undefined.")
    if len(coders) < 2:
        found = ", ".join(coders) or "none"
        raise TooFewCodersError(f"agreement needs two coders who coded independently; found {found}.")
    cells, more = cells_of(kept, unit, coders, codes, papers, studies)
    if codebook is not None:
        agreed, _ = use_keys(agreed, codebook)
    return Compared(tuple(kept), agreed, cells, universe, (*notes, *more), cleaning)


def _universe(
    codings: list[Coding], codebook: Codebook | None, notes: list[str]
) -> tuple[list[Coding], tuple[str, ...], str]:
    if codebook is None:
        codes = tuple(sorted({c.code for c in codings if c.code}))
        return codings, codes, "the union of the codes used"
    known, unknown = use_keys(codings, codebook)
    if unknown:
        notes.append(f"codes that the codebook does not have are left out: {', '.join(unknown)}.")
    # Whoever used only an unknown code has still read the unit.
    kept = [replace(c, code="") if c.code in unknown else c for c in known]
    return kept, tuple(c.code for c in codebook.codes), "the codebook"
