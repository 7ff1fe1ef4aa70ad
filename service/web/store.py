"""The service's memory: papers, the jobs over them, and what people decided. SQLAlchemy on one SQLite file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    create_engine,
    event,
    func,
    select,
    update,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from thirdorder.nlp.review import Exposure
from thirdorder.service.web.rows import (
    Base,
    CodingRow,
    DecisionRow,
    JobKind,
    JobRow,
    PaperRow,
    PaperState,
    ReadRow,
    RevealRow,
    Verdict,
    now,
)

LEASE = timedelta(minutes=2)


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

    def ask_for(self, kind: JobKind) -> JobRow:
        """A job that will see everything there is now: the one of its kind that waits already, else a new one."""
        with self._begin() as session:
            waiting = (JobRow.state == "waiting") & (JobRow.kind == kind)
            row = session.scalars(select(JobRow).where(waiting).limit(1)).first()
            if row is None:
                row = JobRow(kind=kind)
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

    def reveal(self, paper: str, coder: str) -> bool:
        """Note that a coder was shown the suggestions of a paper, and whether they had coded it; False if known."""
        with self._begin() as session:
            if session.get(RevealRow, (paper, coder)) is not None:
                return False
            own = (CodingRow.paper == paper) & (CodingRow.coder == coder)
            coded = session.scalars(select(CodingRow.id).where(own).limit(1)).first() is not None
            read = session.get(ReadRow, (paper, coder)) is not None
            session.add(RevealRow(paper=paper, coder=coder, coded_before=coded or read))
            return True

    def exposure(self, paper: str, coder: str) -> Exposure:
        """How a coding made now would stand: independent until suggestions were shown, then by what came before."""
        with self._begin() as session:
            shown = session.get(RevealRow, (paper, coder))
        return "independent" if shown is None else "second_reader" if shown.coded_before else "assisted"

    def mark_read(self, paper: str, coder: str, read: bool = True) -> None:
        """Note that a coder has read a paper to the end, or that they have not after all."""
        with self._begin() as session:
            row = session.get(ReadRow, (paper, coder))
            if read and row is None:
                session.add(ReadRow(paper=paper, coder=coder))
            elif not read and row is not None:
                session.delete(row)

    def readings(self) -> Sequence[ReadRow]:
        """Who has read what to the end, in the order it was said."""
        with self._begin() as session:
            return session.scalars(select(ReadRow).order_by(ReadRow.when, ReadRow.paper, ReadRow.coder)).all()

    def second_readings(self) -> frozenset[str]:
        """The papers that somebody coded before seeing what the machine suggests for them."""
        with self._begin() as session:
            return frozenset(session.scalars(select(RevealRow.paper).where(RevealRow.coded_before)).all())

    def put_code(self, paper: str, passage: str, code: str, coder: str) -> CodingRow:
        """Code a passage; a code that stands on it already stays with its first exposure."""
        exposure = self.exposure(paper, coder)
        with self._begin() as session:
            row = session.scalars(select(CodingRow).where(_standing(passage, code, coder)).limit(1)).first()
            if row is None:
                row = CodingRow(paper=paper, passage=passage, code=code, exposure=exposure, coder=coder)
                session.add(row)
                session.flush()
            return row

    def take_code(self, passage: str, code: str, coder: str) -> None:
        """Take a code off a passage; that it stood there is kept."""
        with self._begin() as session:
            session.execute(update(CodingRow).where(_standing(passage, code, coder)).values(removed=True))

    def codings(self, paper: str | None = None, coder: str | None = None) -> Sequence[CodingRow]:
        """The codes that stand, in the order they were put."""
        query = select(CodingRow).where(~CodingRow.removed).order_by(CodingRow.id)
        query = query if paper is None else query.where(CodingRow.paper == paper)
        query = query if coder is None else query.where(CodingRow.coder == coder)
        with self._begin() as session:
            return session.scalars(query).all()

    def decide(
        self, paper: str, code: str, passage: str, verdict: Verdict, quote: str, page: int | None, coder: str
    ) -> DecisionRow:
        """Keep a verdict; an earlier one on the same suggestion stays in the record. What is accepted is a code put."""
        self.reveal(paper, coder)  # who decides on a suggestion has seen it
        if verdict == "accepted":
            self.put_code(paper, passage, code, coder)
        else:
            self.take_code(passage, code, coder)
        with self._begin() as session:
            same = (DecisionRow.paper == paper) & (DecisionRow.code == code) & (DecisionRow.passage == passage)
            same &= DecisionRow.coder == coder
            seq = len(session.scalars(select(DecisionRow.id).where(same)).all())
            row = DecisionRow(
                paper=paper, code=code, passage=passage, seq=seq, verdict=verdict, quote=quote, page=page, coder=coder
            )
            session.add(row)
            session.flush()
            return row

    def decisions(self, paper: str | None = None, coder: str | None = None) -> Sequence[DecisionRow]:
        """The verdict that counts for each coder and suggestion, in the order they were made."""
        query = select(DecisionRow).order_by(DecisionRow.id)
        query = query if paper is None else query.where(DecisionRow.paper == paper)
        query = query if coder is None else query.where(DecisionRow.coder == coder)
        with self._begin() as session:
            rows = session.scalars(query).all()
        latest = {(r.paper, r.code, r.passage, r.coder): r for r in rows}
        return sorted(latest.values(), key=lambda r: r.id)

    def changes(self) -> int:
        """How much was coded, turned down and read so far, ever growing: what there is to learn from since some time.

        What was accepted is counted as the code it put.
        """
        counts = (
            select(func.count()).select_from(CodingRow),
            select(func.count()).select_from(DecisionRow).where(DecisionRow.verdict == "rejected"),
            select(func.count()).select_from(ReadRow),
        )
        with self._begin() as session:
            return sum(session.scalar(query) or 0 for query in counts)


def _standing(passage: str, code: str, coder: str) -> ColumnElement[bool]:
    return and_(
        CodingRow.passage == passage, CodingRow.code == code, CodingRow.coder == coder, CodingRow.removed.is_(False)
    )


def _pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
