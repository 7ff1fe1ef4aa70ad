"""The one place that says what of others' work a person may see. Nothing else asks for others' codings, codes or memos.

Until a project is opened, or a paper of it, a coder sees what they would see if nobody else coded; progress (read or
not) is the one exception. Owner and methodologist see coefficients before, never cells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.database import ASKED
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import (
    AssignmentRow,
    CodeChangeRow,
    CodeRow,
    CodingRow,
    DecisionRow,
    MemoRow,
    PaperRow,
    ProjectRow,
    ReadingRow,
    now,
)
from thirdorder.service.store.values import Code, CodeChange, Coding, Decision, Memo, Reading, named, value

_CODING = tuple(getattr(CodingRow, name) for name in named(Coding))
_PROGRESS = tuple(getattr(ReadingRow, name) for name in named(Reading) if name != "exposure")
TELLING = ("suggestions shown",)
"""Acts in the record that tell what somebody was shown while coding is blind."""


def is_open(session: Session, project: int, paper: str | None = None) -> bool:
    """Whether a project is opened for comparing, or this paper of it."""
    if session.scalar(select(ProjectRow.state).where(ProjectRow.id == project)) == "open":
        return True
    if paper is None:
        return False
    opened = select(PaperRow.opened_at).where(PaperRow.project == project, PaperRow.id == paper)
    return session.scalar(opened) is not None


def open_papers(session: Session, project: int) -> frozenset[str]:
    """The papers on which everybody's codings may be seen."""
    query = select(PaperRow.id).where(PaperRow.project == project)
    if not is_open(session, project):
        query = query.where(PaperRow.opened_at.is_not(None))
    return frozenset(session.scalars(query))


def open_project(session: Session, project: int, who: int) -> None:
    """Open a project for comparing: from now on everybody sees everybody's codings. What was proposed is shared.

    Codes that people made apart under one name become one code, which can be taken back like any merge.
    """
    row = session.get_one(ProjectRow, project)
    if row.state == "open":
        return
    row.state, row.opened_at, row.version = "open", now(), row.version + 1
    rows = session.scalars(select(CodeRow).where(CodeRow.project == project)).all()
    for key, into in _namesakes(rows).items():
        code = session.get_one(CodeRow, key)
        before = {"state": "active", "merged_into": None}
        code.state, code.merged_into, code.version = "merged", into, code.version + 1
        after = {"state": "merged", "merged_into": into}
        session.add(CodeChangeRow(project=project, code=key, who=who, op="merge", before=before, after=after))
    for code in rows:
        if not code.shared:
            code.shared, code.state = True, "active" if code.state == "proposed" else code.state
    audit(session, who, "open project", project=project)


def open_paper(session: Session, project: int, paper: str, who: int) -> None:
    """Open one paper for comparing: by an owner at any time, else once all who are assigned have finished."""
    row = session.get(PaperRow, (project, paper))
    if row is None:
        raise NotFoundError("There is no such paper in this project.")
    row.opened_at = row.opened_at or now()
    audit(session, who, "open paper", paper, project)


def open_where_all_finished(session: Session, project: int, paper: str, who: int) -> bool:
    """Open a paper that two or more are assigned to, once all of them have signed their reading."""
    state = session.scalar(select(ProjectRow.state).where(ProjectRow.id == project))
    assigned = set(
        session.scalars(
            select(AssignmentRow.account).where(AssignmentRow.project == project, AssignmentRow.paper == paper)
        )
    )
    if state != "blind" or len(assigned) < 2:
        return False
    done = set(
        session.scalars(
            select(ReadingRow.coder).where(
                ReadingRow.project == project, ReadingRow.paper == paper, ReadingRow.state == "done"
            )
        )
    )
    if assigned <= done:
        open_paper(session, project, paper, who)
        return True
    return False


# --- codings -----------------------------------------------------------------------------------------------------


def _seen(session: Session, project: int, viewer: int) -> ColumnElement[bool]:
    """Which codings, readings and decisions a viewer may see, as a condition over a table with paper and coder."""
    if is_open(session, project):
        return true()
    return or_(CodingRow.coder == viewer, CodingRow.paper.in_(open_papers(session, project)))


def visible_codings(
    session: Session, project: int, viewer: int, paper: str | None = None, *, removed: bool = False,
    codes: Collection[int] | None = None, papers: Collection[str] | None = None,
) -> tuple[Coding, ...]:  # fmt: skip
    """The codings a viewer may see, in the order they were made; codes resolved to what the viewer's merges say.

    Those of some codes or papers alone where these are named: a review holds many thousands.
    """
    aliases = visible_codebook(session, project, viewer).aliases
    # Columns, not rows of the mapper: a page may show thousands.
    query = select(*_CODING).where(*_visible(session, project, viewer, codes, papers))
    if paper is not None:
        query = query.where(CodingRow.paper == paper)
    if not removed:
        query = query.where(CodingRow.removed_at.is_(None))
    found = (Coding(*row) for row in session.execute(query.order_by(CodingRow.id)))
    return tuple(replace(c, code=aliases[c.code]) if c.code is not None and c.code in aliases else c for c in found)


def visible_spans(
    session: Session, project: int, viewer: int, *, codes: Collection[int] | None = None,
    papers: Collection[str] | None = None,
) -> dict[str, list[tuple[int, int, int]]]:  # fmt: skip
    """Start, end and code of the codings on words that a viewer may see, by paper: no more, since they are many."""
    aliases = visible_codebook(session, project, viewer).aliases
    query = select(CodingRow.paper, CodingRow.start, CodingRow.end, CodingRow.code).where(
        *_visible(session, project, viewer, codes, papers), CodingRow.removed_at.is_(None),
        CodingRow.start.is_not(None), CodingRow.code.is_not(None),
    )  # fmt: skip
    out: dict[str, list[tuple[int, int, int]]] = {}
    for paper, start, end, code in session.execute(query.order_by(CodingRow.id)).tuples():
        if start is not None and end is not None and code is not None:
            out.setdefault(paper, []).append((start, end, aliases.get(code, code)))
    return out


def _visible(
    session: Session, project: int, viewer: int, codes: Collection[int] | None, papers: Collection[str] | None
) -> Iterator[ColumnElement[bool]]:
    yield CodingRow.project == project
    yield _seen(session, project, viewer)
    if papers is not None:
        yield CodingRow.paper.in_(papers)
    if codes is not None:
        aliases = visible_codebook(session, project, viewer).aliases
        yield CodingRow.code.in_({*codes, *(k for k, into in aliases.items() if into in codes)})


def recent_codes(session: Session, project: int, coder: int) -> tuple[int, ...]:
    """The codes somebody used, the last used first."""
    query = (
        select(CodingRow.code)
        .where(
            CodingRow.project == project, CodingRow.coder == coder, CodingRow.removed_at.is_(None),
            CodingRow.code.is_not(None),
        )
        .group_by(CodingRow.code)
        .order_by(func.max(CodingRow.id).desc())
    )  # fmt: skip
    aliases = visible_codebook(session, project, coder).aliases
    return tuple(dict.fromkeys(aliases.get(k, k) for k in session.scalars(query) if k is not None))


def own_counts(session: Session, project: int, coder: int) -> dict[str, int]:
    """How many codings of somebody stand in each paper."""
    query = (
        select(CodingRow.paper, func.count())
        .where(CodingRow.project == project, CodingRow.coder == coder, CodingRow.removed_at.is_(None))
        .group_by(CodingRow.paper)
    )
    return {row.paper: row[1] for row in session.execute(query)}


def independent_codings(session: Session, project: int) -> tuple[Coding, ...]:
    """Everybody's codings as they stood when they were opened, for coefficients alone: never show a row of them.

    What was added, or taken off, after opening changes nothing here.
    """
    stands = or_(CodingRow.removed_at.is_(None), CodingRow.removed_after_opening)
    query = select(CodingRow).where(CodingRow.project == project, ~CodingRow.after_opening, stands)
    merged = aliases(session, project)
    return tuple(
        value(Coding, r, code=merged.get(r.code, r.code) if r.code is not None else None)
        for r in session.scalars(query.order_by(CodingRow.id))
    )


def taught_codings(session: Session, project: int) -> tuple[Coding, ...]:
    """Everybody's codings as they stand, for a machine to learn from. Never show a row of them."""
    query = select(CodingRow).where(CodingRow.project == project, CodingRow.removed_at.is_(None))
    merged = aliases(session, project)
    return tuple(
        value(Coding, r, code=merged.get(r.code, r.code) if r.code is not None else None)
        for r in session.scalars(query.order_by(CodingRow.id))
    )


def visible_decisions(session: Session, project: int, viewer: int, paper: str | None = None) -> tuple[Decision, ...]:
    """The verdicts on suggestions a viewer may see: the latest of each coder on each code and span."""
    query = select(DecisionRow).where(DecisionRow.project == project)
    if not is_open(session, project):
        query = query.where(or_(DecisionRow.coder == viewer, DecisionRow.paper.in_(open_papers(session, project))))
    if paper is not None:
        query = query.where(DecisionRow.paper == paper)
    return _standing(session.scalars(query.order_by(DecisionRow.id)))


def _standing(rows: Iterable[DecisionRow]) -> tuple[Decision, ...]:
    """The verdicts that stand, of rows in the order in which they came."""
    stacks: dict[tuple[str, int, int, int, int], list[DecisionRow]] = {}
    for r in rows:
        stack = stacks.setdefault((r.paper, r.coder, r.code, r.start, r.end), [])
        if r.verdict != "withdrawn":
            stack.append(r)
        elif stack:
            stack.pop()
    latest = [stack[-1] for stack in stacks.values() if stack]
    return tuple(value(Decision, r) for r in sorted(latest, key=lambda r: r.id))


def taught_decisions(session: Session, project: int) -> tuple[Decision, ...]:
    """Everybody's latest verdicts, for a machine to learn from. Never show a row of them."""
    return _standing(
        session.scalars(select(DecisionRow).where(DecisionRow.project == project).order_by(DecisionRow.id))
    )


def progress(session: Session, project: int) -> tuple[Reading, ...]:
    """How far everybody is with each paper; the one thing of others that a blind coder sees.

    What they were shown before signing is not said: it would tell who looked at suggestions.
    """
    query = select(*_PROGRESS).where(ReadingRow.project == project).order_by(ReadingRow.paper, ReadingRow.coder)
    return tuple(Reading(exposure="", **row._mapping) for row in session.execute(query))


def readings(session: Session, project: int) -> tuple[Reading, ...]:
    """Everybody's readings with what they had been shown, for coefficients and learning."""
    rows = session.scalars(select(ReadingRow).where(ReadingRow.project == project))
    return tuple(value(Reading, r) for r in sorted(rows, key=lambda r: (r.paper, r.coder)))


# --- codes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Codebook:
    """The codes as one viewer sees them, in order; `aliases` leads from merged codes to what they became."""

    codes: tuple[Code, ...]
    aliases: Mapping[int, int]

    @property
    def by_id(self) -> dict[int, Code]:
        return {c.id: c for c in self.codes}

    @property
    def usable(self) -> tuple[Code, ...]:
        """The codes that can be put on a span now: not those that others made and opened papers show."""
        return tuple(c for c in self.codes if c.state == "active" or (c.state == "proposed" and c.mine))


def visible_codebook(session: Session, project: int, viewer: int) -> Codebook:
    """The shared codes and the viewer's own proposals, with the viewer's proposed changes applied.

    Codes that others made come with the papers that are open: their codings could not be told apart without. One of
    the same name as a code that the viewer has counts as that.
    """
    asked = session.info.get(ASKED, {})
    key = ("codebook", project, viewer)
    if key not in asked:
        asked[key] = _codebook(session, project, viewer)
    found: Codebook = asked[key]
    return found


def _codebook(session: Session, project: int, viewer: int) -> Codebook:
    rows = session.scalars(select(CodeRow).where(CodeRow.project == project).order_by(CodeRow.id)).all()
    told = _told(session, project, viewer, rows)
    seen = [r for r in rows if r.shared or r.maker == viewer or r.id in told]
    own = session.scalars(
        select(CodeChangeRow)
        .where(CodeChangeRow.project == project, CodeChangeRow.who == viewer, CodeChangeRow.state == "proposed")
        .order_by(CodeChangeRow.id)
    )
    codes = {r.id: value(Code, r, mine=not r.shared and r.maker == viewer) for r in seen}
    for change in own:
        if change.code in codes:
            old = codes[change.code]
            codes[change.code] = Code(**{**old.__dict__, **change.after, "mine": True})
    # A code that nobody may see (somebody's proposal) is no parent here either.
    shown = [c if c.parent in codes else Code(**{**c.__dict__, "parent": None}) for c in codes.values()]
    return Codebook(tuple(shown), _aliases(shown))


def aliases(session: Session, project: int) -> dict[int, int]:
    """Which codes count as which others by now, everybody's among them. Names nothing."""
    return _aliases(session.scalars(select(CodeRow).where(CodeRow.project == project)).all())


def visible_code_changes(
    session: Session, project: int, viewer: int, code: int | None = None
) -> tuple[CodeChange, ...]:
    """The codebook's history as far as a viewer may see it."""
    query = select(CodeChangeRow).where(CodeChangeRow.project == project)
    if not is_open(session, project):
        mine = CodeChangeRow.who == viewer
        shared = CodeChangeRow.code.in_(select(CodeRow.id).where(CodeRow.project == project, CodeRow.shared))
        # A split tells of somebody's codings, also where the code is everybody's.
        told = and_(shared, CodeChangeRow.state == "applied", CodeChangeRow.op != "split")
        query = query.where(or_(mine, told))
    if code is not None:
        query = query.where(CodeChangeRow.code == code)
    return tuple(value(CodeChange, r) for r in session.scalars(query.order_by(CodeChangeRow.id)))


def _told(session: Session, project: int, viewer: int, rows: Iterable[CodeRow]) -> frozenset[int]:
    """Proposals that open papers and one's own codings tell of: the codes put on words, and what those became."""
    if not any(not r.shared for r in rows):
        return frozenset()
    stands = or_(CodingRow.removed_at.is_(None), CodingRow.removed_after_opening)
    # One's own codings may stand on a code that whoever brought them in a file made.
    told = or_(CodingRow.paper.in_(open_papers(session, project)), CodingRow.coder == viewer)
    query = select(CodingRow.code).where(CodingRow.project == project, CodingRow.code.is_not(None), stands, told)
    used = {key for key in session.scalars(query.distinct()) if key is not None}
    merged = _merged(rows)
    return frozenset(used | {merged[key] for key in used if key in merged})


def _aliases(codes: Sequence[Code] | Sequence[CodeRow]) -> dict[int, int]:
    """Each code that counts as another one: merged into it, or made apart under its name."""
    merged, same = _merged(codes), _namesakes(codes)
    return {**same, **{key: same.get(into, into) for key, into in merged.items()}}


def _namesakes(codes: Sequence[Code] | Sequence[CodeRow]) -> dict[int, int]:
    """Proposals that have the name of another code: they count as the shared one, else one's own, else the first."""
    first: dict[str, int] = {}
    out = {}
    live = [c for c in codes if c.merged_into is None and c.state in ("active", "proposed")]
    for c in sorted(live, key=lambda c: (c.state != "active", not getattr(c, "mine", False), c.id)):
        goal = first.setdefault(" ".join(c.name.split()).casefold(), c.id)
        if goal != c.id and c.state == "proposed":
            out[c.id] = goal
    return out


def _merged(codes: Iterable[Code | CodeRow]) -> dict[int, int]:
    into = {c.id: c.merged_into for c in codes if c.merged_into is not None}
    out: dict[int, int] = {}
    for first in into:
        at, seen = first, {first}
        while at in into and into[at] not in seen:
            at = into[at]
            seen.add(at)
        out[first] = at
    return out


# --- memos -------------------------------------------------------------------------------------------------------


def visible_memos(
    session: Session, project: int, viewer: int, on_kind: str | None = None, on_id: str | None = None
) -> tuple[Memo, ...]:
    """One's own memos, and everybody's once the project is open."""
    query = select(MemoRow).where(MemoRow.project == project, MemoRow.removed_at.is_(None))
    if not is_open(session, project):
        query = query.where(MemoRow.author == viewer)
    if on_kind is not None:
        query = query.where(MemoRow.on_kind == on_kind)
    if on_id is not None:
        query = query.where(MemoRow.on_id == on_id)
    return tuple(value(Memo, r) for r in session.scalars(query.order_by(MemoRow.id)))


def count_visible(session: Session, project: int, viewer: int) -> dict[int, int]:
    """How many codings that a viewer may see stand on each code."""
    rows = session.execute(
        select(CodingRow.code, func.count())
        .where(
            CodingRow.project == project, CodingRow.removed_at.is_(None), CodingRow.code.is_not(None),
            _seen(session, project, viewer),
        )
        .group_by(CodingRow.code)
    )  # fmt: skip
    aliases = visible_codebook(session, project, viewer).aliases
    out: dict[int, int] = {}
    for code, count in rows:
        if code is None:
            continue
        home = aliases.get(code, code)
        out[home] = out.get(home, 0) + count
    return out


def papers_of_codes(session: Session, project: int, viewer: int) -> dict[int, set[str]]:
    """The papers in which codings that a viewer may see stand on each code."""
    rows = session.execute(
        select(CodingRow.code, CodingRow.paper)
        .where(
            CodingRow.project == project, CodingRow.removed_at.is_(None), CodingRow.code.is_not(None),
            _seen(session, project, viewer),
        )
        .distinct()
    )  # fmt: skip
    aliases = visible_codebook(session, project, viewer).aliases
    out: dict[int, set[str]] = {}
    for code, paper in rows:
        if code is not None:
            out.setdefault(aliases.get(code, code), set()).add(paper)
    return out


def need_open(session: Session, project: int, paper: str | None = None) -> None:
    """Raise `RefusedError` where others' work is not to be seen yet."""
    if not is_open(session, project, paper):
        raise RefusedError("This is coded blind: others' codings can be seen once the paper or the project is opened.")
