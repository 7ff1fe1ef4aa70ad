"""The tables. Every row but accounts and what belongs to them stands inside one project's walls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from thirdorder.nlp.review import Exposure, Order
from thirdorder.service.store.row_numbers import number

LONG = BigInteger().with_variant(Integer, "sqlite")
"""Room for numbers from the clock; SQLite keeps any whole number."""
Approach = Literal[
    "thematic_synthesis", "meta_ethnography", "framework", "meta_aggregation", "reflexive_thematic"
]  # fmt: skip
Role = Literal["owner", "reviewer", "methodologist", "reader"]
ProjectState = Literal["setup", "blind", "open"]
PaperState = Literal["waiting", "reading", "read", "refused", "removed"]
ReadingState = Literal["unread", "reading", "done"]
CodeState = Literal["active", "proposed", "retired", "merged"]
JobKind = Literal["read", "anew", "codings", "themes", "learn", "export"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
Verdict = Literal["accepted", "changed", "rejected", "withdrawn"]
CodingSource = Literal["hand", "suggestion", "elsewhere", "search", "file"]
Settled = Literal["coded", "not", "undecided"]
"""What was agreed on a code and a passage."""
MemoKind = Literal["paper", "span", "code", "coding", "theme", "consensus", "project", "credibility"]


def now() -> datetime:
    """This moment in UTC, without a zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    """All tables. Constraints are named, so that migrations can speak of them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _project(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("project.id", ondelete="CASCADE"), **options)


def _number() -> Mapped[int]:
    return mapped_column(LONG, primary_key=True, default=number)


def _account(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("account.id"), **options)


def _paper() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["project", "paper"], ["paper.project", "paper.id"], ondelete="CASCADE")


# --- people ------------------------------------------------------------------------------------------------------


class AccountRow(Base):
    """A person. Without a login they cannot sign in: a coder known by name alone, from a file or an earlier version."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    login: Mapped[str | None] = mapped_column(String(200), unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    admin: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(default=now)


class SessionRow(Base):
    """A browser that is signed in; only the hash of its token is kept."""

    __tablename__ = "session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = _account(index=True)
    expires: Mapped[datetime]


class TokenRow(Base):
    """A key for programs; only its hash is kept."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int] = _account(index=True)
    name: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(default=now)
    expires: Mapped[datetime | None]


class AttemptRow(Base):
    """A login that failed, by which guessing is slowed down."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(200), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    when: Mapped[datetime] = mapped_column(default=now)


class AuditRow(Base):
    """Who did what that others should be able to see afterwards."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    when: Mapped[datetime] = mapped_column(default=now)
    account: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    project: Mapped[int | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(Text, default="")


class DoneRow(Base):
    """An act that arrived with a key of its own: sent again, it is not done again."""

    __tablename__ = "done"
    account: Mapped[int] = _account(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    when: Mapped[datetime] = mapped_column(default=now)


# --- projects ----------------------------------------------------------------------------------------------------


class ProjectRow(Base):
    """One review. In `setup` the codebook is prepared together; `blind` is coding; `open` is comparing."""

    __tablename__ = "project"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    question: Mapped[str] = mapped_column(Text, default="")
    phenomenon: Mapped[str] = mapped_column(Text, default="")
    whose: Mapped[str] = mapped_column(Text, default="")
    approach: Mapped[Approach] = mapped_column(String(60), default="thematic_synthesis")
    notice: Mapped[str] = mapped_column(Text, default="")
    order: Mapped[Order] = mapped_column(String(20), default="year")
    index: Mapped[str] = mapped_column(String(500), default="")
    sampled: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[int] = mapped_column(default=42)
    double_share: Mapped[float] = mapped_column(default=0.2)
    machine_allowed: Mapped[bool] = mapped_column(default=True)
    language_model: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ProjectState] = mapped_column(String(10), default="blind")
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(default=now)
    opened_at: Mapped[datetime | None]


class MemberRow(Base):
    """A person's part in a project."""

    __tablename__ = "member"
    project: Mapped[int] = _project(primary_key=True)
    account: Mapped[int] = _account(primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(String(20))


class GivenRow(Base):
    """A table brought to a project (codebook, codings, studies, appraisal) as it came."""

    __tablename__ = "given"
    project: Mapped[int] = _project(primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    data: Mapped[bytes]
    said: Mapped[str] = mapped_column(Text, default="")
    account: Mapped[int] = _account()
    when: Mapped[datetime] = mapped_column(default=now)


class StudyRow(Base):
    """The research behind one or more papers."""

    __tablename__ = "study"
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[int] = _project(index=True)
    label: Mapped[str] = mapped_column(String(500))
    citation: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(500), default="")
    participants: Mapped[str] = mapped_column(Text, default="")
    review: Mapped[bool] = mapped_column(default=False)
    contexts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class PaperRow(Base):
    """A paper of a project and what became of it; `reason` says in a sentence why it was refused.

    Its text is pinned: `text_sha256` and `reader_version` say which text codings stand on; `candidate` is the text of
    a reading anew that nobody has taken yet.
    """

    __tablename__ = "paper"
    project: Mapped[int] = _project(primary_key=True)
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    media: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    authors: Mapped[list[str]] = mapped_column(JSON, default=list)
    year: Mapped[int | None]
    doi: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    pages: Mapped[int] = mapped_column(default=0)
    licence: Mapped[str] = mapped_column(String(100), default="")
    study: Mapped[int | None] = mapped_column(ForeignKey("study.id", ondelete="SET NULL"))
    findings: Mapped[str] = mapped_column(String(30), default="")
    reader_version: Mapped[str] = mapped_column(String(64), default="")
    text_sha256: Mapped[str] = mapped_column(String(64), default="")
    candidate: Mapped[str] = mapped_column(String(64), default="")
    candidate_version: Mapped[str] = mapped_column(String(64), default="")
    added_by: Mapped[int] = _account()
    added: Mapped[datetime] = mapped_column(default=now)
    opened_at: Mapped[datetime | None]


class AssignmentRow(Base):
    """Who codes a paper: `first`, or `second` where it is coded twice."""

    __tablename__ = "assignment"
    __table_args__ = (_paper(),)
    project: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(String(16), primary_key=True)
    account: Mapped[int] = _account(primary_key=True)
    role: Mapped[str] = mapped_column(String(10))


# --- codes and codings -------------------------------------------------------------------------------------------


class CodeRow(Base):
    """A code. `key` is its name in files; one that is not `shared` is seen by its maker alone, whatever its state."""

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("project", "key"),)
    id: Mapped[int] = _number()
    project: Mapped[int] = _project(index=True)
    key: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(500))
    definition: Mapped[str] = mapped_column(Text, default="")
    examples: Mapped[list[str]] = mapped_column(JSON, default=list)
    parent: Mapped[int | None] = mapped_column(LONG, ForeignKey("code.id", ondelete="SET NULL"))
    color: Mapped[str] = mapped_column(String(20), default="")
    maker: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(10), default="active")
    shared: Mapped[bool] = mapped_column(default=True)
    merged_into: Mapped[int | None] = mapped_column(LONG, ForeignKey("code.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(default=now)


class CodeChangeRow(Base):
    """What somebody changed in a code. `proposed`: for its maker alone until the project is opened."""

    __tablename__ = "code_change"
    id: Mapped[int] = _number()
    project: Mapped[int] = _project(index=True)
    code: Mapped[int] = mapped_column(LONG, ForeignKey("code.id", ondelete="CASCADE"), index=True)
    who: Mapped[int] = _account()
    when: Mapped[datetime] = mapped_column(default=now)
    op: Mapped[str] = mapped_column(String(20))
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="applied")


class CodingRow(Base):
    """A code that a coder put on a span, on a paper as a whole (no span), or nothing on a span they read (no code).

    `exposure` is what the coder had been shown when they made it, and is never rewritten. One that was taken off
    stays in the record; `removed_after_opening` keeps it in the independent version.
    """

    __tablename__ = "coding"
    __table_args__ = (
        _paper(),
        Index("ix_coding_project_paper_coder", "project", "paper", "coder"),
        Index(
            "uq_coding_standing", "project", "paper", "coder", "code", "start", "end", unique=True,
            sqlite_where=text("removed_at IS NULL AND start IS NOT NULL AND code IS NOT NULL"),
            postgresql_where=text("removed_at IS NULL AND start IS NOT NULL AND code IS NOT NULL"),
        ),
    )  # fmt: skip
    id: Mapped[int] = _number()
    project: Mapped[int]
    paper: Mapped[str] = mapped_column(String(16))
    coder: Mapped[int] = _account()
    code: Mapped[int | None] = mapped_column(LONG, ForeignKey("code.id"), index=True)
    start: Mapped[int | None]
    end: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(Text, default="")
    suffix: Mapped[str] = mapped_column(Text, default="")
    exposure: Mapped[Exposure] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20), default="hand")
    created: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]
    after_opening: Mapped[bool] = mapped_column(default=False)
    removed_after_opening: Mapped[bool] = mapped_column(default=False)
    unplaced: Mapped[bool] = mapped_column(default=False)


class ReadingRow(Base):
    """How far a coder is with a paper. `done` is signed: a passage without their code then carries none.

    `exposure` is what they had been shown when they signed.
    """

    __tablename__ = "reading"
    __table_args__ = (_paper(),)
    project: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(String(16), primary_key=True)
    coder: Mapped[int] = _account(primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="unread")
    exposure: Mapped[Exposure] = mapped_column(String(20), default="independent")
    after_opening: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime | None]


class RevealRow(Base):
    """That a coder was shown suggestions for a paper: what they code there from then on is not independent.

    `kind` is `machine`, or `taught` where a colleague's codings in other papers taught what was shown.
    """

    __tablename__ = "reveal"
    __table_args__ = (_paper(),)
    project: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(String(16), primary_key=True)
    coder: Mapped[int] = _account(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    coded_before: Mapped[bool]
    when: Mapped[datetime] = mapped_column(default=now)


class DecisionRow(Base):
    """What a coder made of one suggestion, with the words that were shown. All are kept, the latest counts.

    "withdrawn" takes back the one before it: what stood then stands again.
    """

    __tablename__ = "decision"
    __table_args__ = (_paper(), Index("ix_decision_project_paper_coder", "project", "paper", "coder"))
    id: Mapped[int] = _number()
    project: Mapped[int]
    paper: Mapped[str] = mapped_column(String(16))
    coder: Mapped[int] = _account()
    code: Mapped[int] = mapped_column(LONG, ForeignKey("code.id"))
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    page: Mapped[int | None]
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    when: Mapped[datetime] = mapped_column(default=now)


class SuggestionRow(Base):
    """What the machine suggests for a paper, and whose codings in other papers taught it (account ids)."""

    __tablename__ = "suggestion"
    __table_args__ = (_paper(),)
    project: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(String(16), primary_key=True)
    coder: Mapped[int] = mapped_column(primary_key=True, default=0)
    found: Mapped[Any] = mapped_column(JSON)
    taught_by: Mapped[list[int]] = mapped_column(JSON, default=list)
    learned: Mapped[datetime] = mapped_column(default=now)


# --- thoughts, agreement, extraction -----------------------------------------------------------------------------


class MemoRow(Base):
    """A thought on anything; its author's alone while the project is blind."""

    __tablename__ = "memo"
    __table_args__ = (Index("ix_memo_project_on", "project", "on_kind", "on_id"),)
    id: Mapped[int] = _number()
    project: Mapped[int] = _project()
    author: Mapped[int] = _account()
    on_kind: Mapped[str] = mapped_column(String(20))
    on_id: Mapped[str] = mapped_column(String(200), default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(default=now)
    edited: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class ConsensusRow(Base):
    """What those who differed agreed on afterwards, kept beside their first codings."""

    __tablename__ = "consensus"
    __table_args__ = (_paper(), Index("ix_consensus_project_paper", "project", "paper"))
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[int]
    paper: Mapped[str] = mapped_column(String(16))
    start: Mapped[int]
    end: Mapped[int]
    code: Mapped[int] = mapped_column(LONG, ForeignKey("code.id"))
    value: Mapped[Settled] = mapped_column(String(10))
    decided_by: Mapped[int] = _account()
    third: Mapped[bool] = mapped_column(default=False)
    memo: Mapped[str] = mapped_column(Text, default="")
    when: Mapped[datetime] = mapped_column(default=now)


class CorrectionRow(Base):
    """What the program read wrongly and a person put right; the latest of a kind and place counts."""

    __tablename__ = "correction"
    __table_args__ = (_paper(), Index("ix_correction_project_paper", "project", "paper"))
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[int]
    paper: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text)
    start: Mapped[int | None]
    end: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text, default="")
    unplaced: Mapped[bool] = mapped_column(default=False)
    who: Mapped[int] = _account()
    when: Mapped[datetime] = mapped_column(default=now)


class ExtractionColumnRow(Base):
    """Something a review takes down of each paper."""

    __tablename__ = "extraction_column"
    __table_args__ = (UniqueConstraint("project", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[int] = _project(index=True)
    name: Mapped[str] = mapped_column(String(200))
    help: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class ExtractionRow(Base):
    """A value taken down of a paper, with the words it stands on."""

    __tablename__ = "extraction"
    __table_args__ = (_paper(),)
    project: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(String(16), primary_key=True)
    column: Mapped[int] = mapped_column(ForeignKey("extraction_column.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(Text, default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text, default="")
    page: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="found")
    who: Mapped[int] = _account()
    when: Mapped[datetime] = mapped_column(default=now)


class AppraisalItemRow(Base):
    """A question of an appraisal form."""

    __tablename__ = "appraisal_item"
    __table_args__ = (UniqueConstraint("project", "form", "item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[int] = _project(index=True)
    form: Mapped[str] = mapped_column(String(200), default="")
    item: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class AppraisalRow(Base):
    """A person's answer to an appraisal item for a paper."""

    __tablename__ = "appraisal"
    __table_args__ = (_paper(),)
    project: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(String(16), primary_key=True)
    item: Mapped[int] = mapped_column(ForeignKey("appraisal_item.id", ondelete="CASCADE"), primary_key=True)
    coder: Mapped[int] = _account(primary_key=True)
    answer: Mapped[str] = mapped_column(String(60))
    comment: Mapped[str] = mapped_column(Text, default="")
    when: Mapped[datetime] = mapped_column(default=now)


# --- themes and jobs ---------------------------------------------------------------------------------------------


class ChangeRow(Base):
    """What people changed in themes and translations, in order; exported as events.jsonl.

    `on` are the passages a verdict was given on, so that it never moves to another theme.
    """

    __tablename__ = "change"
    project: Mapped[int] = _project(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    who: Mapped[int] = _account()
    when: Mapped[datetime] = mapped_column(default=now)
    op: Mapped[str] = mapped_column(String(30))
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    why: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[list[str]] = mapped_column(JSON, default=list)


class JobRow(Base):
    """Work for a worker, held by a lease that it renews; a lapsed one is taken over, five times at most."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_kind", "state", "kind"),
        Index(
            "uq_job_waiting", "project", "kind", "paper", unique=True,
            sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[int] = _project(index=True)
    kind: Mapped[JobKind] = mapped_column(String(20))
    paper: Mapped[str] = mapped_column(String(16), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    stage: Mapped[str] = mapped_column(String(60), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(String(60), default="")
    cancel: Mapped[bool] = mapped_column(default=False)
    wanted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created: Mapped[datetime] = mapped_column(default=now)
    finished: Mapped[datetime | None]


class WorkerRow(Base):
    """A worker process and when it was last heard of."""

    __tablename__ = "worker"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    kinds: Mapped[str] = mapped_column(String(100))
    started: Mapped[datetime] = mapped_column(default=now)
    seen: Mapped[datetime] = mapped_column(default=now)
