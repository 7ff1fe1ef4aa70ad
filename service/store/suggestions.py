"""What the machine suggests for a paper, shown only to who asked for it, and what they made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from thirdorder.corpora.codec import plain, value_of
from thirdorder.nlp.document import Paper, Span, touch
from thirdorder.nlp.review import MACHINE, ReasonedEvidence
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.folder.files import finished
from thirdorder.service.folder.shapes import SuggestedRow
from thirdorder.service.store.blinding import is_open, visible_codebook, visible_decisions
from thirdorder.service.store.coder_progress import exposure_now, reveal, revealed
from thirdorder.service.store.codings import add_coding, remove_coding
from thirdorder.service.store.files import Files
from thirdorder.service.store.schema import CodeRow, CodingRow, DecisionRow, SuggestionRow, Verdict
from thirdorder.service.store.values import Decision, value

ONE_ACT = timedelta(seconds=5)
"""A coding and the verdict that put it are made in one act, at most so far apart."""


@dataclass(frozen=True)
class Suggested:
    """A code suggested for a paper, with the words that speak for it. `coder` says which machine suggests it."""

    code: int
    key: str
    name: str
    score: float
    probability: float | None
    in_set: bool
    evidence: tuple[ReasonedEvidence, ...]
    seen_in: int = 0
    coder: str = MACHINE

    @classmethod
    def of(cls, row: SuggestedRow, code: int, name: str, coder: str = MACHINE) -> Suggested:
        """A suggestion of a run as the desk knows the code: by its number and its name of now."""
        evidence = tuple(e.evidence for e in row.evidence)
        return cls(code, row.code, name, row.score, row.probability, row.in_set, evidence, row.seen_in, coder)


@dataclass(frozen=True)
class Suggestions:
    """What is kept for a paper; `abstained` where nothing is sure enough."""

    paper: str
    abstained: bool
    codes: tuple[Suggested, ...]


class Shown(NamedTuple):
    """What of the suggestions somebody may see now; `waiting` says that there are some behind the key.

    `abstained` says that nothing is sure enough; `learned` that suggestions were made for this paper at all.
    """

    revealed: bool
    waiting: bool
    abstained: bool
    codes: tuple[Suggested, ...]
    learned: bool = False


def keep(session: Session, project: int, found: Suggestions, taught_by: Iterable[int]) -> None:
    """Keep what the machine suggests for a paper, and whose codings taught it."""
    session.add(
        SuggestionRow(project=project, paper=found.paper, coder=0, found=plain(found), taught_by=sorted(taught_by))
    )


def shown(session: Session, project: int, paper: str, who: int) -> Shown:
    """The suggestions of a paper for somebody who was revealed them; nothing for others.

    To a second reader only what they did not code themselves.
    """
    kept = _kept(session, project, paper)
    if not revealed(session, project, paper, who):
        return Shown(False, kept is not None, False, ())
    if kept is None:
        return Shown(True, False, False, ())
    codes = _usable(session, project, who, kept.codes)
    if exposure_now(session, project, paper, who) == "second_reader":
        codes = _missed(session, project, paper, who, codes)
    return Shown(True, bool(codes), kept.abstained, tuple(codes), True)


def of_model(session: Session, files: Files, project: int, paper: str) -> tuple[Suggested, ...]:
    """What a language model would code in a paper, each with the name of its coder and its reason.

    Nothing before the project is opened, and nothing of codes that went out of use since.
    """
    if not is_open(session, project) or not (files.run(project) / "run.json").is_file():
        return ()
    rows = session.scalars(select(CodeRow).where(CodeRow.project == project, CodeRow.state == "active"))
    known = {r.key: r for r in rows}
    return tuple(
        Suggested.of(c, known[c.code].id, known[c.code].name, one.coder)
        for one in finished(files.run(project)).suggestions if one.coder != MACHINE and one.paper == paper
        for c in one.codes if c.code in known
    )  # fmt: skip


def decide(
    session: Session, project: int, who: int, paper: Paper, code: int, start: int, end: int, verdict: Verdict, *,
    instead: int | None = None, reason: str = "", also: Sequence[Suggested] = (),
) -> Decision:  # fmt: skip
    """Keep a verdict on a suggestion that was shown. Accepting puts the code on the words; rejecting takes it off.

    "withdrawn" takes the latest verdict back with what it did; the one before it stands again.
    `also` are the suggestions of a language model, where there are any.
    """
    reveal(session, project, paper.id, who)  # who decides on a suggestion has seen it
    if verdict == "withdrawn":
        return _withdraw(session, project, who, paper, code, start, end)
    kept = _kept(session, project, paper.id)
    offered = (*(kept.codes if kept is not None else ()), *also)
    if not any(c.code == code and any((e.start, e.end) == (start, end) for e in c.evidence) for c in offered):
        raise NotFoundError("This code is not suggested on these words (any more): load the suggestions again.")
    if verdict == "accepted":
        add_coding(session, project, who, paper, start, end, code, "suggestion")
    else:
        for one in session.scalars(_put(project, who, paper.id, start, end).where(CodingRow.code == code)).all():
            remove_coding(session, project, who, one.id)
    if verdict == "changed":
        if instead is None:
            raise RefusedError("Name the code that belongs there instead.")
        add_coding(session, project, who, paper, start, end, instead, "suggestion")
    return _noted(session, project, who, paper, code, start, end, verdict, reason)


def _withdraw(session: Session, project: int, who: int, paper: Paper, code: int, start: int, end: int) -> Decision:
    """Take back one's latest verdict on a suggestion, with what it did: the one before it stands again, if any did."""

    def standing() -> Decision | None:
        every = visible_decisions(session, project, who, paper.id)
        return next((d for d in every if (d.coder, d.code, d.start, d.end) == (who, code, start, end)), None)

    last = standing()
    if last is None:
        raise NotFoundError("There is no verdict of yours on this suggestion.")
    put = _put(project, who, paper.id, start, end)
    if last.verdict == "accepted":
        put = put.where(CodingRow.code == code)
    else:  # the code that was put instead was put in the same act
        put = put.where(CodingRow.code != code, CodingRow.created.between(last.when - ONE_ACT, last.when))
    for one in session.scalars(put).all() if last.verdict != "rejected" else ():
        remove_coding(session, project, who, one.id)
    made = _noted(session, project, who, paper, code, start, end, "withdrawn", "")
    before = standing()
    if before is not None and before.verdict == "accepted":
        add_coding(session, project, who, paper, start, end, code, "suggestion")
    return made


def _put(project: int, who: int, paper: str, start: int, end: int) -> Select[CodingRow]:
    """The codings that somebody's verdicts on suggestions put on a span and that stand."""
    return select(CodingRow).where(
        CodingRow.project == project, CodingRow.paper == paper, CodingRow.coder == who, CodingRow.start == start,
        CodingRow.end == end, CodingRow.removed_at.is_(None), CodingRow.source == "suggestion",
    )  # fmt: skip


def _noted(
    session: Session, project: int, who: int, paper: Paper, code: int, start: int, end: int, verdict: Verdict, why: str
) -> Decision:  # fmt: skip
    made = DecisionRow(
        project=project, paper=paper.id, coder=who, code=code, start=start, end=end,
        quote=paper.document.text[start:end], page=paper.document.page(Span(start, end)), verdict=verdict,
        reason=why,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return value(Decision, made)


def _kept(session: Session, project: int, paper: str) -> Suggestions | None:
    row = session.get(SuggestionRow, (project, paper, 0))
    return value_of(Suggestions, row.found) if row is not None else None


def _usable(session: Session, project: int, who: int, codes: Iterable[Suggested]) -> list[Suggested]:
    book = visible_codebook(session, project, who).by_id
    return [
        replace(one, name=book[one.code].name) for one in codes
        if one.code in book and book[one.code].state in ("active", "proposed")
    ]  # fmt: skip


def _missed(session: Session, project: int, paper: str, who: int, codes: Iterable[Suggested]) -> list[Suggested]:
    """Suggestions without what the reader coded there themselves; codes with nothing new are left out."""
    own = session.scalars(
        select(CodingRow).where(
            CodingRow.project == project, CodingRow.paper == paper, CodingRow.coder == who,
            CodingRow.removed_at.is_(None), CodingRow.exposure == "independent", CodingRow.start.is_not(None),
        )
    ).all()  # fmt: skip

    def new(code: int, evidence: ReasonedEvidence) -> bool:
        return not any(c.code == code and touch(c, evidence) for c in own)

    kept = [replace(c, evidence=tuple(e for e in c.evidence if new(c.code, e))) for c in codes]
    return [c for c in kept if c.evidence]
