"""The service's memory: papers, the jobs over them, and what people decided. SQLAlchemy on one SQLite file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import ForeignKey, String, UniqueConstraint, create_engine, event, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from thirdorder.nlp.codebook import Exposure

PaperState = Literal["waiting", "reading", "read", "refused"]
JobState = Literal["waiting", "running", "done", "failed"]
Verdict = Literal["accepted", "rejected"]
LEASE = timedelta(minutes=2)


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
    """A run over all papers. A worker holds it by a lease that it renews; a lapsed one is taken over."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
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

    The latest verdict on a (paper, code, passage) counts; all are kept.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("paper", "code", "passage", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), index=True)
    code: Mapped[str]
    passage: Mapped[str]
    seq: Mapped[int]
    quote: Mapped[str]
    page: Mapped[int | None]
    verdict: Mapped[str]
    coder: Mapped[str] = mapped_column(default="reviewer")
    when: Mapped[datetime] = mapped_column(default=now)


class RevealRow(Base):
    """That a person was shown the suggestions for a paper: what they code there from then on is not independent."""

    __tablename__ = "reveal"
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    coder: Mapped[str] = mapped_column(primary_key=True, default="reviewer")
    coded_before: Mapped[bool]
    when: Mapped[datetime] = mapped_column(default=now)


class CodingRow(Base):
    """A code that a person put on a passage or, with no passage's code left, that they have read it."""

    __tablename__ = "coding"
    id: Mapped[int] = mapped_column(primary_key=True)
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"), index=True)
    passage: Mapped[str]
    code: Mapped[str]
    exposure: Mapped[str]
    removed: Mapped[bool] = mapped_column(default=False)
    coder: Mapped[str] = mapped_column(default="reviewer")
    when: Mapped[datetime] = mapped_column(default=now)


class Store:
    """Papers, jobs and decisions; every method is one transaction."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(url, connect_args={"timeout": 30} if url.startswith("sqlite") else {})
        if url.startswith("sqlite"):
            event.listen(self._engine, "connect", _pragmas)
        Base.metadata.create_all(self._engine)

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    def add_paper(self, key: str, name: str, sha256: str) -> PaperRow:
        """Note an uploaded file; one that is there already is tried again if it was refused."""
        with self._begin() as session:
            row = session.get(PaperRow, key)
            if row is None:
                row = PaperRow(id=key, name=name, sha256=sha256)
                session.add(row)
            elif row.state == "refused":
                row.state, row.reason = "waiting", ""
            return row

    def papers(self) -> Sequence[PaperRow]:
        with self._begin() as session:
            return session.scalars(select(PaperRow).order_by(PaperRow.name, PaperRow.id)).all()

    def paper(self, key: str) -> PaperRow | None:
        with self._begin() as session:
            return session.get(PaperRow, key)

    def set_paper(self, key: str, state: PaperState, *, reason: str = "", title: str = "", pages: int = 0) -> None:
        with self._begin() as session:
            values = {"state": state, "reason": reason, "title": title, "pages": pages}
            session.execute(update(PaperRow).where(PaperRow.id == key).values(**values))

    def ask_for_run(self) -> JobRow:
        """A job that will see every paper there is now: the one that waits already, else a new one."""
        with self._begin() as session:
            row = session.scalars(select(JobRow).where(JobRow.state == "waiting").limit(1)).first()
            if row is None:
                row = JobRow()
                session.add(row)
                session.flush()
            return row

    def latest_job(self) -> JobRow | None:
        with self._begin() as session:
            return session.scalars(select(JobRow).order_by(JobRow.id.desc()).limit(1)).first()

    def take_job(self) -> JobRow | None:
        """Take the oldest job that waits, or that a worker which is gone left behind."""
        with self._begin() as session:
            free = (JobRow.state == "waiting") | ((JobRow.state == "running") & (JobRow.leased_until < now()))
            row = session.scalars(select(JobRow).where(free).order_by(JobRow.id).limit(1)).first()
            if row is not None:
                row.state, row.leased_until, row.error = "running", now() + LEASE, ""
            return row

    def report(self, job: int, stage: str, done: int, total: int) -> None:
        """Say how far a job is, and renew its lease."""
        with self._begin() as session:
            values = {"stage": stage, "done": done, "total": total, "leased_until": now() + LEASE}
            session.execute(update(JobRow).where(JobRow.id == job).values(**values))

    def end_job(self, job: int, error: str = "") -> None:
        with self._begin() as session:
            values = {"state": "failed" if error else "done", "error": error, "finished": now(), "leased_until": None}
            session.execute(update(JobRow).where(JobRow.id == job).values(**values))

    def reveal(self, paper: str) -> None:
        """Note that the suggestions of a paper were shown, and whether it had been coded before."""
        with self._begin() as session:
            if session.get(RevealRow, (paper, "reviewer")) is None:
                coded = session.scalars(select(CodingRow.id).where(CodingRow.paper == paper).limit(1)).first()
                session.add(RevealRow(paper=paper, coder="reviewer", coded_before=coded is not None))

    def exposure(self, paper: str) -> Exposure:
        """How a coding made now would stand: independent until suggestions were shown, then by what came before."""
        with self._begin() as session:
            shown = session.get(RevealRow, (paper, "reviewer"))
        return "independent" if shown is None else "second_reader" if shown.coded_before else "assisted"

    def put_code(self, paper: str, passage: str, code: str) -> CodingRow:
        """Code a passage; a code that stands on it already stays with its first exposure."""
        exposure = self.exposure(paper)
        with self._begin() as session:
            same = (CodingRow.passage == passage) & (CodingRow.code == code) & ~CodingRow.removed
            row = session.scalars(select(CodingRow).where(same).limit(1)).first()
            if row is None:
                row = CodingRow(paper=paper, passage=passage, code=code, exposure=exposure)
                session.add(row)
                session.flush()
            return row

    def take_code(self, passage: str, code: str) -> None:
        """Take a code off a passage; that it stood there is kept."""
        with self._begin() as session:
            same = (CodingRow.passage == passage) & (CodingRow.code == code)
            session.execute(update(CodingRow).where(same).values(removed=True))

    def codings(self, paper: str | None = None) -> Sequence[CodingRow]:
        """The codes that stand, in the order they were put."""
        with self._begin() as session:
            query = select(CodingRow).where(~CodingRow.removed).order_by(CodingRow.id)
            return session.scalars(query if paper is None else query.where(CodingRow.paper == paper)).all()

    def decide(
        self, paper: str, code: str, passage: str, verdict: Verdict, quote: str, page: int | None
    ) -> DecisionRow:
        """Keep a verdict; an earlier one on the same suggestion stays in the record. What is accepted is a code put."""
        self.reveal(paper)  # who decides on a suggestion has seen it
        if verdict == "accepted":
            self.put_code(paper, passage, code)
        else:
            self.take_code(passage, code)
        with self._begin() as session:
            same = (DecisionRow.paper == paper) & (DecisionRow.code == code) & (DecisionRow.passage == passage)
            seq = len(session.scalars(select(DecisionRow.id).where(same)).all())
            row = DecisionRow(paper=paper, code=code, passage=passage, seq=seq, verdict=verdict, quote=quote, page=page)
            session.add(row)
            session.flush()
            return row

    def decisions(self, paper: str | None = None) -> Sequence[DecisionRow]:
        """The verdict that counts for each suggestion, in the order they were made."""
        with self._begin() as session:
            query = select(DecisionRow).order_by(DecisionRow.id)
            rows = session.scalars(query if paper is None else query.where(DecisionRow.paper == paper)).all()
        latest = {(r.paper, r.code, r.passage): r for r in rows}
        return sorted(latest.values(), key=lambda r: r.id)


def _pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
