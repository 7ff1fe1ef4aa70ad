"""Coders beside each other, from the files that people keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from thirdorder.corpora.cleaning import AsTyped, clean
from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.coders import read_machines, unknown_among
from thirdorder.corpora.grid import read_coded_together
from thirdorder.corpora.placing import Unplaced, place_codings
from thirdorder.corpora.studies import gather_studies, join_studies, read_studies
from thirdorder.evaluation.agreement import Agreement, TooFewCodersError, agreement
from thirdorder.evaluation.agreement.gamma import GammaUnavailableError
from thirdorder.evaluation.agreement.matches import read_matches, rename
from thirdorder.evaluation.agreement.reconcile import disagreements_csv, reconcile
from thirdorder.evaluation.agreement.units import UnitName
from thirdorder.nlp.document import Paper
from thirdorder.nlp.vectors import Progress
from thirdorder.service.errors import ServiceError
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.inputs import load_inputs
from thirdorder.service.run.job import read_sources


def unplaced_lines(unplaced: Sequence[Unplaced]) -> tuple[str, ...]:
    """A sentence for each unit and reason; each single coding is listed in run.json."""
    counts = Counter((u.unit, u.reason) for u in unplaced)
    return tuple(f"not placed: {n} codings of {unit}: {reason}." for (unit, reason), n in counts.items())


@dataclass(frozen=True)
class Compared:
    """The agreement, what people are to settle as CSV, and what was left out on the way."""

    agreement: Agreement
    disagreements: bytes
    notes: tuple[str, ...]


def compare(
    codings: Sequence[Path],
    *,
    unit: str,
    corpus: Path | None,
    codebook: Path | None,
    studies: Path | None,
    machines: Sequence[str],
    described: Path | None = None,
    learned_from: Mapping[str, str],
    margin: float | None,
    with_gamma: bool,
    as_typed: Sequence[str],
    matches: Path | None = None,
    seed: int,
    settling: bool,
    progress: Progress,
) -> Compared:
    """Read the files, place codings in the corpus where one is named, and compute. Raises one sentence per bad input.

    `settling` asks for the list of disagreements, `matches` is a proposal of `thirdorder match` that people confirmed.
    The coder "consensus" holds values agreed afterwards: they settle disagreements and are no coder of their own.
    """
    book = read_codebook(codebook.read_bytes(), codebook.name) if codebook is not None else None
    left = cast(Sequence[AsTyped], as_typed)
    typed, how = read_coded_together([(path.read_bytes(), str(path)) for path in codings])
    if matches is not None:
        typed = rename(typed, read_matches(matches.read_bytes(), matches.name))
    said, cleaning = clean(typed, book, left)
    named = [*machines, *(name for pair in learned_from.items() for name in pair)]
    if problem := unknown_among(named, (c.coder for c in said)):
        raise ServiceError(problem[0].upper() + problem[1:])
    cleaning = replace(cleaning, notes=(*how, *cleaning.notes))
    rows = read_studies(studies.read_bytes(), studies.name) if studies is not None else ()
    papers: tuple[Paper, ...] = ()
    gathered = join_studies(rows)
    notes: list[str] = []
    if corpus is not None:
        inputs = load_inputs(str(corpus))
        read, refusals, _ = read_sources(inputs.sources, Cache(), progress=progress)
        papers = (*read.values(), *inputs.papers)
        names = {p.id: s.names for s, p in read.items()} | {p.id: (p.document.source,) for p in inputs.papers}
        gathered, unmatched = gather_studies(rows, papers, names)
        placed = place_codings(said, papers, names, gathered)
        said = placed.codings
        notes += [f"refused: {r.name}: {r.reason}" for r in refusals] + list(unmatched)
        notes += list(unplaced_lines(placed.unplaced))
    try:
        compared = agreement(
            said,
            unit=cast(UnitName, unit),
            codebook=book,
            papers=papers,
            studies=gathered,
            machines=(*(read_machines(described.read_bytes(), described.name) if described else ()), *machines),
            learned_from=learned_from,
            margin=margin,
            with_gamma=with_gamma,
            as_typed=left,
            seed=seed,
            progress=progress,
        )
    except TooFewCodersError as error:  # a sheet or a column that was passed over may hold the other one
        raise ServiceError(" ".join([str(error), *how])) from error
    except (ValueError, GammaUnavailableError) as error:
        raise ServiceError(str(error)) from error
    if not settling:
        return Compared(replace(compared, cleaning=cleaning), b"", tuple(notes))
    to_settle = reconcile(
        said, unit=cast(UnitName, unit), codebook=book, papers=papers, studies=gathered, as_typed=left
    )
    return Compared(replace(compared, cleaning=cleaning), disagreements_csv(to_settle), tuple(notes))
