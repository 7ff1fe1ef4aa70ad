"""How far people agree, worked out in a process of its own: what it takes to measure never burdens the web process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.nlp.review import Codebook, Coding
from thirdorder.service.errors import RefusedError
from thirdorder.service.run.isolation import Warm
from thirdorder.service.store import blinding, comparing
from thirdorder.service.store.comparing import Compared
from thirdorder.service.store.database import Database, database_url
from thirdorder.service.store.files import Files

if TYPE_CHECKING:
    from thirdorder.evaluation.agreement import Agreement
    from thirdorder.evaluation.agreement.intervals import Estimate
    from thirdorder.evaluation.agreement.scores import Scores

log = logging.getLogger("thirdorder.measuring")
SECONDS = 300.0
MEMORY = 4 << 30
WAITING = 4
"""So many may wait for figures; more are asked to come again, so that pages do not wait behind them."""
Unit = Literal["passage", "paper", "sentence", "character"]


@dataclass(frozen=True)
class Asked:
    """Which figures: of a project, for somebody, by unit; over some coders and codes alone where these are named."""

    data: Path
    url: str
    project: int
    who: int
    unit: Unit
    coders: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class Figure(NamedTuple):
    """A coefficient with its interval; None where it is undefined, and `reason` why there is no interval."""

    value: float | None
    low: float | None
    high: float | None
    reason: str


class Scored(NamedTuple):
    """The coefficients of some coders over the units that all of them read.

    `used` counts the codes used there, `often` those of the mean `frequent`; `few` are the codes used too seldom for an
    interval of their own, and `fewer` says which means go over fewer codes.
    """

    coders: tuple[str, ...]
    units: float
    studies: int
    used: int
    often: int
    pooled: dict[str, Figure]
    mean: dict[str, Figure]
    frequent: dict[str, Figure]
    by_code: dict[str, dict[str, Figure]]
    few: frozenset[str]
    fewer: tuple[str, ...]
    u_alpha: float | None


class Talked(NamedTuple):
    """How far talking has come: decisions that two or more made, differences among them, and those settled."""

    cells: int
    differences: int
    settled: int
    first: float | None
    now: float | None


class Alike(NamedTuple):
    """Two codes of two people that may be one, with the reason; `pair` holds their numbers."""

    pair: str
    first: str
    second: str
    why: str


class Found(NamedTuple):
    """What was measured; `cleaned` says how what was typed was counted, `dropped` what was left out for it.

    `enough` are the uses and the studies that a code needs for an interval of its own.
    """

    unit: str
    rule: str
    level: float
    cleaned: tuple[str, ...]
    dropped: str
    enough: tuple[int, int]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    notes: tuple[str, ...]
    pairs: tuple[Scored, ...]
    together: Scored | None
    talked: Talked
    papers: int
    alike: tuple[Alike, ...]


class Measured(NamedTuple):
    """What there is to compare, and the figures, or in a sentence why there are none.

    `names` are those of codes the asker may see; `hidden` says that figures over so few units are kept back.
    """

    coders: tuple[str, ...]
    names: dict[str, str]
    left_out: int
    apart: int
    found: Found | None
    refused: str = ""
    hidden: bool = False


class Measuring:
    """The process that measures, asked from any thread; one question at a time."""

    def __init__(self) -> None:
        self._warm: Warm[Asked, Measured] = Warm(measure, seconds=SECONDS, memory=MEMORY)
        self._turn, self._places = threading.Lock(), threading.BoundedSemaphore(WAITING)

    def __call__(self, asked: Asked) -> Measured:
        """The figures asked for. Raises `RefusedError` where they cannot be had now."""
        if not self._places.acquire(blocking=False):
            raise RefusedError("Figures are being worked out for others: ask again in a moment.")
        try:
            with self._turn:
                return self._warm(asked, name="The agreement")
        except (ReadingError, RuntimeError) as error:
            log.warning("agreement could not be measured: %s", error)
            raise RefusedError("The figures could not be worked out now: try again, or by a larger unit.") from error
        finally:
            self._places.release()

    def stop(self) -> None:
        """End the process."""
        self._warm.stop()


def measure(asked: Asked) -> Measured:
    """The figures asked for; runs in the process that measures."""
    database, files = Database(database_url(asked.data, asked.url)), Files(asked.data)
    try:
        with database.reading() as session:
            opened = blinding.is_open(session, asked.project)
            given = comparing.compared(session, files, asked.project)
            settled = comparing.consensus_codings(session, files, asked.project, asked.who)
            decided = {
                (f"{d.paper}:p{d.start}-{d.end}", d.code.key): d.agreed.value == "coded"
                for d in comparing.differences(session, files, asked.project, asked.who)
                if d.agreed is not None and d.agreed.value != "undecided"
            }
            # Until it is opened, a code that is somebody else's proposal is not even named.
            seen = {c.key: c.id for c in blinding.visible_codebook(session, asked.project, asked.who).codes}
    finally:
        database.close()
    names = {key: name for key, name in given.names.items() if key in seen}
    every = tuple(sorted({c.coder for c in given.codings}))
    none = Measured(every, names, given.left_out, 0 if opened else given.apart, None)
    wanted = tuple(c for c in asked.coders if c in every) or every
    keys = tuple(c for c in asked.codes if c in names)
    try:
        found = _agreement(_Same(given), asked.unit, wanted, keys)
    except ValueError as error:  # too few coders, or nothing that they share
        said = str(error)
        return none._replace(refused=said[:1].upper() + said[1:])
    if not opened and any(0 < p.units < comparing.FEW for p in found.pairs):
        return none._replace(refused=comparing.TOO_FEW, hidden=True)
    from thirdorder.evaluation.agreement.intervals import ENOUGH_USES, FEWEST_STUDIES
    from thirdorder.evaluation.agreement.table import dropped

    pair = (wanted[0], wanted[1]) if opened and len(wanted) == 2 else None
    return none._replace(
        found=Found(
            found.unit, found.rule, found.level, tuple(found.cleaning.lines()), dropped(found),
            (ENOUGH_USES, FEWEST_STUDIES), tuple(found.coders), tuple(found.codes), found.notes,
            tuple(_scored(p, found) for p in found.pairs),
            _scored(found.together, found) if found.together is not None else None,
            _talked(given, settled, decided, asked.unit, wanted, keys), _read_by_all(given, wanted),
            _alike(given, pair, seen) if pair is not None else (),
        )
    )  # fmt: skip


class _Same:
    """What is compared, told apart by its codings: the same ones need measuring once."""

    def __init__(self, given: Compared) -> None:
        self.given = given
        self.key = (given.codings, tuple(c.code for c in given.codebook.codes), tuple(p.id for p in given.papers))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.key == other.key


@lru_cache(maxsize=16)
def _agreement(same: _Same, unit: Unit, coders: tuple[str, ...], keys: tuple[str, ...]) -> Agreement:
    from thirdorder.evaluation.agreement import agreement  # seconds to import, and heavy: here alone

    given = same.given
    return agreement(_chosen(given, coders), unit=unit, codebook=_book(given, keys), papers=given.papers)


def _talked(
    given: Compared, settled: Sequence[Coding], decided: Mapping[tuple[str, str], bool], unit: Unit,
    coders: tuple[str, ...], keys: tuple[str, ...],
) -> Talked:  # fmt: skip
    from thirdorder.evaluation.agreement import reconcile

    said = (*_chosen(given, coders), *settled)
    found = reconcile(said, unit=unit, codebook=_book(given, keys), papers=given.papers)
    if unit == "passage":  # each verdict is on one code of one passage
        told = tuple(replace(d, agreed=decided.get((d.unit, d.code))) for d in found.disagreements)
        found = replace(found, disagreements=told)
    return Talked(found.cells, len(found.disagreements), found.settled, found.first, found.now)


def _alike(given: Compared, pair: tuple[str, str], ids: Mapping[str, int]) -> tuple[Alike, ...]:
    """Codes of two people that may be one, by how they are named and used."""
    from thirdorder.evaluation.agreement import match_labels

    said = [c for c in onto_passages(given.codings, given.papers) if c.coder in pair and c.code in given.names]
    key_of = {(c.coder, given.names[c.code]): c.code for c in said}
    out = []
    for one in match_labels([replace(c, code=given.names[c.code]) for c in said], pair).pairs:
        first, second = key_of.get((pair[0], one.first)), key_of.get((pair[1], one.second))
        if first is not None and second is not None and first in ids and second in ids and first != second:
            out.append(Alike(f"{ids[first]}:{ids[second]}", one.first, one.second, one.why))
    return tuple(out)


def _read_by_all(given: Compared, coders: Sequence[str]) -> int:
    """How many papers two or more of the coders signed: those that the figures rest on."""
    who: dict[str, set[str]] = {}
    for c in given.codings:
        if c.coder in coders:
            who.setdefault(c.unit, set()).add(c.coder)
    return sum(len(w) > 1 for w in who.values())


def _chosen(given: Compared, coders: Sequence[str]) -> tuple[Coding, ...]:
    return tuple(c for c in given.codings if c.coder in coders)


def _book(given: Compared, keys: tuple[str, ...]) -> Codebook:
    if not keys:
        return given.codebook
    kept = tuple(c for c in given.codebook.codes if c.code in keys)
    if not kept:
        raise ValueError("choose codes that are in use.")
    return Codebook(kept)


def _scored(scores: Scores, found: Agreement) -> Scored:
    from thirdorder.evaluation.agreement.intervals import TOO_FEW
    from thirdorder.evaluation.agreement.table import over_fewer

    coders, alpha = tuple(scores.coders), None
    if len(coders) == 2:
        alpha = found.unitizing.get((coders[0], coders[1]), {}).get("")
    return Scored(
        coders, scores.units, scores.studies, scores.used, max(scores.frequent_over.values()), _figures(scores.pooled),
        _figures(scores.mean), _figures(scores.frequent),
        {key: _figures(values) for key, values in scores.by_code.items()},
        frozenset(key for key, values in scores.by_code.items() if values["percent"].reason == TOO_FEW),
        tuple(over_fewer(scores)), alpha,
    )  # fmt: skip


def _figures(values: Mapping[str, Estimate]) -> dict[str, Figure]:
    return {name: Figure(e.value, e.low, e.high, e.reason) for name, e in values.items()}
