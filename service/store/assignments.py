"""Who codes what: a first coder for each paper, a second where it is coded twice, and what is left to do from that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from thirdorder.service.errors import RefusedError
from thirdorder.service.store.blinding import progress
from thirdorder.service.store.papers import paper, papers
from thirdorder.service.store.people import audit, members
from thirdorder.service.store.schema import AssignmentRow

CODING = ("owner", "reviewer")


@dataclass(frozen=True)
class Assignment:
    """That somebody is to code a paper, as its first or second coder."""

    paper: str
    account: int
    role: str


@dataclass(frozen=True)
class Left:
    """How far one person is with what they are to read: everything where nothing is assigned."""

    account: int
    name: str
    role: str
    assigned: int
    done: int
    reading: int


def assignments(session: Session, project: int) -> tuple[Assignment, ...]:
    """All assignments of a project."""
    rows = session.scalars(select(AssignmentRow).where(AssignmentRow.project == project))
    ordered = sorted(rows, key=lambda r: (r.paper, r.role, r.account))
    return tuple(Assignment(r.paper, r.account, r.role) for r in ordered)


def papers_of(session: Session, project: int, account: int) -> frozenset[str]:
    """The papers that somebody is to code."""
    query = select(AssignmentRow.paper).where(AssignmentRow.project == project, AssignmentRow.account == account)
    return frozenset(session.scalars(query))


def assign(session: Session, project: int, who: int, key: str, coders: Sequence[int]) -> None:
    """Say who codes a paper: the first of `coders` as its first coder, others as second ones."""
    paper(session, project, key)
    _check(session, project, coders)
    session.execute(delete(AssignmentRow).where(AssignmentRow.project == project, AssignmentRow.paper == key))
    for place, account in enumerate(dict.fromkeys(coders)):
        role = "second" if place else "first"
        session.add(AssignmentRow(project=project, paper=key, account=account, role=role))
    session.flush()
    audit(session, who, "assign", f"{key}: {len(set(coders))} coders", project)


def plan(session: Session, project: int, who: int, coders: Sequence[int], share: float, seed: int) -> int:
    """Divide all papers among coders in turn and have a seeded share coded twice; gives how many are coded twice.

    Which papers are coded twice follows from the seed and each paper's own hash: a paper that comes later changes
    nothing for those before. What somebody began stays theirs. With one coder nothing can be coded twice.
    """
    order = list(dict.fromkeys(coders))
    _check(session, project, order)
    entries = sorted(papers(session, project), key=lambda p: (p.added, p.id))
    began = {r.paper for r in progress(session, project) if r.state != "unread"}
    kept = {a.paper for a in assignments(session, project)} & began
    twice = 0
    for place, entry in enumerate(entries):
        if entry.id in kept:
            continue
        first = order[place % len(order)]
        chosen = [first]
        drawn = int(hashlib.sha256(f"{seed}:{entry.id}".encode()).hexdigest()[:8], 16) / 2**32
        if len(order) > 1 and drawn < share:
            chosen.append(order[(place + 1) % len(order)])
            twice += 1
        assign(session, project, who, entry.id, chosen)
    return twice


def left_to_do(session: Session, project: int) -> tuple[Left, ...]:
    """What everybody who codes has still to read."""
    entries = {p.id for p in papers(session, project) if p.state == "read"}
    assigned = assignments(session, project)
    states = {(r.coder, r.paper): r.state for r in progress(session, project)}
    out = []
    for member in members(session, project):
        if member.role not in CODING:
            continue
        own = {a.paper for a in assigned if a.account == member.account} & entries if assigned else entries
        said = [states.get((member.account, p), "unread") for p in own]
        out.append(Left(member.account, member.name, member.role, len(own), said.count("done"), said.count("reading")))
    return tuple(out)


def _check(session: Session, project: int, coders: Sequence[int]) -> None:
    coding = {m.account for m in members(session, project) if m.role in CODING}
    if not coders:
        raise RefusedError("Choose at least one person who codes.")
    if set(coders) - coding:
        raise RefusedError("Only owners and reviewers of the project code.")
