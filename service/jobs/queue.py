"""The queue: a table on either database. A lease that its worker renews holds a job; a lapsed one is free."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.schema import JobKind, JobRow, ProjectRow, WorkerRow, now
from thirdorder.service.store.values import Job, value

LEASE = timedelta(seconds=60)
ATTEMPTS = 5
"""A job that took its worker down so often is ended, so that it cannot stop the others for ever."""
SILENT = timedelta(seconds=30)
"""A worker not heard of for so long is taken for dead."""


def ask(session: Session, project: int, kind: JobKind, paper: str = "", who: int | None = None) -> Job:
    """A job that will see everything there is now: the one of its kind that waits already, else a new one.

    A paper that is being read now need not wait to be read again.
    """
    states = ("waiting", "running") if kind == "read" else ("waiting",)
    same = (JobRow.project == project, JobRow.kind == kind, JobRow.paper == paper, JobRow.state.in_(states))
    row = session.scalars(select(JobRow).where(*same)).first()
    if row is None:
        row = JobRow(project=project, kind=kind, paper=paper, wanted_by=who)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # somebody asked for the same at this moment
            row = session.scalars(select(JobRow).where(*same)).first() or row
    return value(Job, row)


def ask_themes(session: Session, project: int, who: int) -> Job:
    """Gather themes anew. Raises `RefusedError` where the review leaves machines out."""
    if not session.get_one(ProjectRow, project).machine_allowed:
        raise RefusedError("This review leaves the machine out: an owner can let it in on the page Set-up.")
    return ask(session, project, "themes", who=who)


def take(session: Session, kinds: Collection[str], worker: str) -> Job | None:
    """Take the oldest job of these kinds that waits or was left behind; what others rest on goes first.

    A job that was left behind too often is ended here with a sentence.
    """
    other = aliased(JobRow)
    first = (
        select(other.id)
        .where(
            other.project == JobRow.project,
            other.state.in_(("waiting", "running")),
            or_(other.kind == "read", and_(other.kind == "codings", JobRow.kind != "codings")),
        )
        .exists()
    )
    free = or_(JobRow.state == "waiting", and_(JobRow.state == "running", JobRow.leased_until < now()))
    while True:
        row = session.scalars(
            select(JobRow)
            .where(free, JobRow.kind.in_(tuple(kinds)), or_(JobRow.kind == "read", ~first))
            .order_by(JobRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        if row.cancel:
            _end(row, "cancelled", "")
        elif row.attempts >= ATTEMPTS:
            _end(
                row,
                "failed",
                f"This took its worker down {row.attempts} times and was given up: see the log.",
            )
        else:
            row.state, row.leased_until, row.error, row.worker = "running", now() + LEASE, "", worker
            row.attempts += 1
            session.flush()
            return value(Job, row)
        session.flush()


def report(session: Session, job: int, worker: str, stage: str, done: int, total: int) -> bool:
    """Say how far a job is and renew its lease; whether to go on (nobody cancelled it or took it over)."""
    values = {"stage": stage, "done": done, "total": total, "leased_until": now() + LEASE}
    held = update(JobRow).where(JobRow.id == job, JobRow.worker == worker, JobRow.state == "running")
    changed = cast(CursorResult[Any], session.execute(held.values(**values)))
    cancel = session.scalar(select(JobRow.cancel).where(JobRow.id == job))
    return bool(changed.rowcount) and not cancel


def holds(session: Session, job: int, worker: str) -> bool:
    """Whether a worker still holds a job; asked in the transaction that keeps what the job found."""
    query = select(JobRow.id).where(
        JobRow.id == job, JobRow.worker == worker, JobRow.state == "running", ~JobRow.cancel
    )
    return session.scalar(query.with_for_update()) is not None


def end(session: Session, job: int, worker: str, error: str = "", *, cancelled: bool = False) -> None:
    """End a job that this worker still holds; `error` is a sentence."""
    row = session.get(JobRow, job, with_for_update=True)
    if row is not None and row.worker == worker and row.state == "running":
        _end(row, "cancelled" if cancelled or row.cancel else "failed" if error else "done", error)


def cancel(session: Session, project: int, job: int) -> Job:
    """Ask for a job to be given up: at once where it waits, else as soon as its worker looks up."""
    row = _row(session, project, job)
    if row.state == "waiting":
        _end(row, "cancelled", "")
    elif row.state == "running":
        row.cancel = True
    session.flush()
    return value(Job, row)


def retry(session: Session, project: int, job: int, who: int) -> Job:
    """Do a job again that failed or was cancelled."""
    row = _row(session, project, job)
    if row.state not in ("failed", "cancelled"):
        raise RefusedError("Only what failed or was cancelled can be tried again.")
    return ask(session, project, row.kind, row.paper, who)


def jobs(session: Session, project: int, limit: int = 50) -> tuple[Job, ...]:
    """The newest jobs of a project first."""
    query = select(JobRow).where(JobRow.project == project).order_by(JobRow.id.desc()).limit(limit)
    return tuple(value(Job, r) for r in session.scalars(query))


def newest(session: Session, project: int, kind: str, *, done: bool = False) -> Job | None:
    """The newest job of a kind that a project has; with `done`, of those that ended well."""
    query = select(JobRow).where(JobRow.project == project, JobRow.kind == kind).order_by(JobRow.id.desc())
    row = session.scalars(query.where(JobRow.state == "done") if done else query).first()
    return value(Job, row) if row is not None else None


def unfinished(session: Session, project: int, limit: int) -> tuple[Job, ...]:
    """The jobs of a project that wait or are being done, the newest first."""
    query = select(JobRow).where(JobRow.project == project, JobRow.state.in_(("waiting", "running")))
    return tuple(value(Job, r) for r in session.scalars(query.order_by(JobRow.id.desc()).limit(limit)))


def heard(session: Session, name: str, kinds: Collection[str]) -> None:
    """Note that a worker is alive."""
    row = session.get(WorkerRow, name)
    if row is None:
        session.add(WorkerRow(name=name, kinds=" ".join(sorted(kinds))))
    else:
        row.seen = now()


def gone(session: Session, name: str) -> None:
    """Note that a worker is dead: what it held is free at once."""
    row = session.get(WorkerRow, name)
    if row is not None:
        session.delete(row)
    session.execute(
        update(JobRow).where(JobRow.worker == name, JobRow.state == "running").values(leased_until=now() - LEASE)
    )


def _row(session: Session, project: int, job: int) -> JobRow:
    row = session.get(JobRow, job, with_for_update=True)
    if row is None or row.project != project:
        raise NotFoundError("There is no such job in this project.")
    return row


def _end(row: JobRow, state: str, error: str) -> None:
    row.state, row.error, row.finished, row.leased_until = state, error, now(), None
