"""Coders beside each other: what the measures take, where people differ on opened papers, and what they agreed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.corpora.folding import label_key
from thirdorder.nlp import review
from thirdorder.nlp.document import Paper, Passage, touch
from thirdorder.nlp.review import AGREED
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.blinding import (
    aliases,
    independent_codings,
    need_open,
    open_papers,
    readings,
    visible_codebook,
    visible_codings,
)
from thirdorder.service.store.codes import nlp_codebook
from thirdorder.service.store.codings import nlp_codings
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import papers, pinned
from thirdorder.service.store.people import audit, names, role
from thirdorder.service.store.schema import CodeRow, ConsensusRow, Settled
from thirdorder.service.store.values import Code, Coding, value


@dataclass(frozen=True)
class Compared:
    """What the measures take: independent codings of signed readings, their papers and codebook."""

    codings: tuple[review.Coding, ...]
    papers: tuple[Paper, ...]
    codebook: review.Codebook
    names: dict[str, str]
    left_out: int
    apart: int
    """How many codes in use were made by one coder for themselves: others could not have used them."""


@dataclass(frozen=True)
class Agreed:
    """What was agreed on a passage and code, or that it could not be."""

    id: int
    paper: str
    start: int
    end: int
    code: int
    value: Settled
    decided_by: int
    third: bool
    memo: str
    when: datetime


@dataclass(frozen=True)
class Difference:
    """A code that some put on a passage and others, who read it, did not; with the words each chose."""

    paper: str
    start: int
    end: int
    code: Code
    coded_by: tuple[int, ...]
    not_by: tuple[int, ...]
    codings: tuple[Coding, ...]
    agreed: Agreed | None

    @property
    def key(self) -> str:
        return f"{self.paper}.{self.start}.{self.code.id}"


FEW = 10
TOO_FEW = f"Before it is opened, figures over fewer than {FEW} units would tell what single people coded."


def told_apart(called: dict[int, str]) -> dict[int, str]:
    """Names by account, told apart where two people share one."""
    seen: set[str] = set()
    out = {}
    for key in sorted(called):
        form = label_key(called[key])  # as agreement compares names of coders
        out[key] = called[key] if form not in seen else f"{called[key]} ({key})"
        seen.add(form)
    return out


def compared(session: Session, files: Files, project: int) -> Compared:
    """Everything that agreement is computed from; revealing, or coding after opening, changes nothing in it."""
    codes = _codes(session, project)
    keys = {c.id: c.key for c in codes}
    everything = independent_codings(session, project)
    signed = readings(session, project)
    called = told_apart(names(session))
    said = nlp_codings(everything, signed, called, keys, independent=True)
    texts = tuple(pinned(session, files, project, p.id).paper for p in papers(session, project) if p.text_sha256)
    counted = {(r.coder, r.paper) for r in signed if r.state == "done" and not r.after_opening}
    left_out = sum(c.exposure != "independent" or (c.coder, c.paper) not in counted for c in everything)
    here = {p.id for p in texts}
    said = tuple(c for c in said if c.unit in here)
    used = {c.code for c in said}
    book = nlp_codebook(c for c in codes if c.state == "active" or c.key in used)
    by = {key: {c.coder for c in said if c.code == key} for key in used}
    apart = sum(c.state == "proposed" and len(by.get(c.key, ())) == 1 for c in codes)
    return Compared(said, texts, book, {c.key: c.name for c in codes}, left_out, apart)


def consensus_codings(session: Session, files: Files, project: int, viewer: int) -> tuple[review.Coding, ...]:
    """What people agreed on, as codings of the coder "consensus": beside the first ones, never in their place.

    By passage, and of passages alone on which nothing is left to settle: one that the consensus mentions is one that
    it has read, so that a code which nobody talked about yet would count as agreed not to be there.
    """
    keys = {c.id: c.key for c in _codes(session, project)}
    out: list[review.Coding] = []
    for passage, found, shared in _beside(session, files, project, viewer):
        if not found or any(d.agreed is None or d.agreed.value == "undecided" or not d.agreed.id for d in found):
            continue
        kept = [*shared, *(d.code.id for d in found if d.agreed is not None and d.agreed.value == "coded")]
        out += [review.Coding(AGREED, passage.id, keys[k]) for k in kept] or [review.Coding(AGREED, passage.id, "")]
    return tuple(out)


def settled(session: Session, project: int) -> tuple[Agreed, ...]:
    """The latest word on each passage and code."""
    rows = session.scalars(select(ConsensusRow).where(ConsensusRow.project == project).order_by(ConsensusRow.id))
    became = aliases(session, project)
    latest = {(r.paper, r.start, r.end, became.get(r.code, r.code)): r for r in rows}
    ordered = sorted(latest.items(), key=lambda one: (one[0][0], one[0][1], one[0][3]))
    return tuple(value(Agreed, row, code=code) for (_, _, _, code), row in ordered)


def differences(session: Session, files: Files, project: int, viewer: int) -> tuple[Difference, ...]:
    """Where people differ, in papers that are open, by passage and code, in the order of the text.

    Only who signed the paper as read has said that a passage carries none of a code. What counts is what stood when
    the paper was opened; codings made afterwards are shown in the reader alone.
    """
    return tuple(d for _, found, _ in _beside(session, files, project, viewer) for d in found)


def _beside(
    session: Session, files: Files, project: int, viewer: int
) -> Iterator[tuple[Passage, list[Difference], list[int]]]:
    """Every passage that two read in an open paper, with the differences on it and the codes that all of them put."""
    opened = open_papers(session, project)
    signed: dict[str, set[int]] = defaultdict(set)
    for r in readings(session, project):
        if r.state == "done" and r.paper in opened and not r.after_opening:
            signed[r.paper].add(r.coder)
    book = visible_codebook(session, project, viewer)
    latest = {(a.paper, a.start, a.code): a for a in settled(session, project)}
    # What a file says was agreed on is the word of the coder "consensus", who is no coder of their own.
    brought = {key for key, name in names(session).items() if name.casefold() == AGREED}
    codings: dict[str, list[Coding]] = defaultdict(list)
    for c in visible_codings(session, project, viewer, removed=True):
        stood = c.removed_at is None or c.removed_after_opening
        if c.code is not None and c.start is not None and stood and not c.after_opening and not c.unplaced:
            codings[c.paper].append(c)
    for key in sorted(p for p, who in signed.items() if len(who - brought) > 1):
        text = pinned(session, files, project, key).paper
        for passage in text.findings:
            here, shared = _on(passage, key, codings[key], signed[key] - brought, book.by_id, latest)
            agreed = [c for c in codings[key] if c.coder in brought]
            found = [_brought(d, agreed) if signed[key] & brought and d.agreed is None else d for d in here]
            yield passage, found, shared


def _brought(one: Difference, agreed: list[Coding]) -> Difference:
    """A difference with what a file says was agreed on."""
    own = [c for c in agreed if c.code == one.code.id and touch(c, one)]
    by = own[0].coder if own else agreed[0].coder if agreed else 0
    when = own[0].created if own else datetime.min
    value: Settled = "coded" if own else "not"
    return replace(
        one, agreed=Agreed(0, one.paper, one.start, one.end, one.code.id, value, by, False, "as a file says", when)
    )  # fmt: skip


def decide(
    session: Session, project: int, who: int, paper: Paper, start: int, end: int, code: int, said: Settled,
    memo: str = "",
) -> Agreed:  # fmt: skip
    """Keep what was agreed on; first codings stay as they are. Whoever coded neither way decides as a third."""
    need_open(session, project, paper.id)
    if role(session, project, who) not in ("owner", "reviewer"):
        raise RefusedError("Owners and reviewers of the project decide.")
    if code not in {c.id for c in _codes(session, project)}:
        raise NotFoundError("There is no such code in this project.")
    if not 0 <= start < end <= len(paper.document.text):
        raise RefusedError("There is no such passage in this paper.")
    coders = {r.coder for r in readings(session, project) if r.paper == paper.id and r.state == "done"}
    row = ConsensusRow(
        project=project, paper=paper.id, start=start, end=end, code=code, value=said, decided_by=who,
        third=who not in coders, memo=memo.strip(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit(session, who, "consensus", f"{paper.id}: {said}", project)
    return value(Agreed, row)


def _on(
    passage: Passage, paper: str, codings: list[Coding], read: set[int], codes: dict[int, Code],
    latest: dict[tuple[str, int, int], Agreed],
) -> tuple[list[Difference], list[int]]:  # fmt: skip
    here = [c for c in codings if touch(c, passage) and c.coder in read]
    out: list[Difference] = []
    shared: list[int] = []
    for key in dict.fromkeys(c.code for c in here):
        own = tuple(c for c in here if c.code == key)
        by = {c.coder for c in own}
        if key in codes and by != read:
            agreed = latest.get((paper, passage.start, key))
            out.append(
                Difference(
                    paper, passage.start, passage.end, codes[key], tuple(sorted(by)), tuple(sorted(read - by)), own,
                    agreed,
                )
            )  # fmt: skip
        elif key in codes:
            shared.append(key)
    return out, shared


def _codes(session: Session, project: int) -> tuple[Code, ...]:
    rows = session.scalars(select(CodeRow).where(CodeRow.project == project).order_by(CodeRow.id))
    return tuple(value(Code, r, mine=False) for r in rows)
