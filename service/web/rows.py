"""The tables of the service's memory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PaperState = Literal["waiting", "reading", "read", "refused"]
JobState = Literal["waiting", "running", "done", "failed"]
JobKind = Literal["run", "learn"]
Verdict = Literal["accepted", "rejected"]


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    """All tables."""


class PaperRow(Base):
    """An uploaded file and what became of it; `reason` says in a sentence why it was refused."""

    __tablename__ = "paper"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(default=0)
    added: Mapped[datetime] = mapped_column(default=now)


class JobRow(Base):
    """A run over all papers, or learning anew from what was decided since (`kind`).

    A worker holds it by a lease that it renews; a lapsed one is taken over.
    """

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="run")
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    stage: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    created: Mapped[datetime] = mapped_column(default=now)
    finished: Mapped[datetime | None] = mapped_column(default=None)


class DecisionRow(Base):
    """What a person made of one suggestion: the code, the passage it rests on, and the words that were shown.

    A coder's latest verdict on a (paper, code, passage) counts; all are kept.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("paper", "code", "passage", "coder", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), index=True)
    code: Mapped[str]
    passage: Mapped[str]
    seq: Mapped[int]
    quote: Mapped[str]
    page: Mapped[int | None]
    verdict: Mapped[str]
    coder: Mapped[str]
    when: Mapped[datetime] = mapped_column(default=now)


class RevealRow(Base):
    """That a person was shown the suggestions for a paper: what they code there from then on is not independent."""

    __tablename__ = "reveal"
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    coder: Mapped[str] = mapped_column(primary_key=True)
    coded_before: Mapped[bool]
    when: Mapped[datetime] = mapped_column(default=now)


class ReadRow(Base):
    """That a person has read a paper's findings to the end: a passage without their code then carries none."""

    __tablename__ = "read"
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    coder: Mapped[str] = mapped_column(primary_key=True)
    when: Mapped[datetime] = mapped_column(default=now)


class CodingRow(Base):
    """A code that a person put on a passage; one that was taken off stays in the record as removed."""

    __tablename__ = "coding"
    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), index=True)
    passage: Mapped[str]
    code: Mapped[str]
    exposure: Mapped[str]
    removed: Mapped[bool] = mapped_column(default=False)
    coder: Mapped[str]
    when: Mapped[datetime] = mapped_column(default=now)
