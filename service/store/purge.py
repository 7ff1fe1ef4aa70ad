"""Taking words away for good: a paper's file, text, pictures, vectors and what was made of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store import papers, places, search, speakers
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import AuditRow, CodeRow, JobRow, MemoRow, PaperRow, ProjectRow


def purge_paper(session: Session, files: Files, project: int, paper: str, who: int) -> tuple[Path, ...]:
    """Take a paper that was removed out of the database, with everything that stands on it; the files to delete.

    Delete them with `delete_files` once the act is kept: a file too many is found by nobody, a file too few is a loss.
    """
    row = session.get(PaperRow, (project, paper))
    if row is None:
        raise NotFoundError("There is no such paper in this project.")
    if row.state != "removed":
        raise RefusedError(f"Take {row.name} out of the project first; then it can be purged.")
    texts = files.project(project) / "texts"
    gone = [
        files.paper(project, row.sha256), files.project(project) / "pictures" / row.sha256[:16],
        # Vectors, caches and the latest run hold words of every paper: they are made again without it.
        files.cache(project), files.run(project),
    ]  # fmt: skip
    gone += [p for p in texts.glob("*") if _is_of(p, paper)] if texts.is_dir() else []
    session.execute(
        delete(MemoRow).where(
            MemoRow.project == project, MemoRow.on_id == paper, MemoRow.on_kind.in_(("paper", "span"))
        )
    )
    session.execute(delete(JobRow).where(JobRow.project == project, JobRow.paper == paper))
    session.delete(row)
    session.flush()
    audit(session, who, "purge paper", paper, project)
    return tuple(gone)


def purge_project(session: Session, files: Files, project: int, who: int) -> tuple[Path, ...]:
    """Take a whole project away; the files to delete once the act is kept."""
    row = session.get(ProjectRow, project)
    if row is None:
        raise NotFoundError("There is no such project.")
    session.execute(update(CodeRow).where(CodeRow.project == project).values(parent=None, merged_into=None))
    session.execute(delete(PaperRow).where(PaperRow.project == project))
    session.delete(row)
    session.flush()
    audit(session, who, "purge project", project=project)
    return (files.project(project),)


def delete_files(database: Database, paths: tuple[Path, ...]) -> None:
    """Delete what was purged, and what the database still holds of it in free pages."""
    papers.forget()
    search.forget()
    speakers.forget()
    places.forget()
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("COMMIT") if connection.in_transaction() else None
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def still_held(session: Session, files: Files) -> tuple[str, ...]:
    """Where purged words may still be: backups made here and copies made before upgrades."""
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "backup").order_by(AuditRow.id))
    backups = [f"the backup of {r.when:%Y-%m-%d}, {r.what}" for r in rows]
    copies = [f"the copy {p.name} made before an upgrade" for p in sorted(files.data.glob("*.before-*"))]
    earlier = ["the folder earlier, set aside when the first version was taken over"] * (
        files.data / "earlier"
    ).is_dir()
    return (*backups, *copies, *earlier)


def _is_of(path: Path, paper: str) -> bool:
    """Whether a pinned text is of this paper: also those of earlier readings."""
    if path.suffix == ".npz":
        return _is_of(path.with_suffix(".json"), paper) if path.with_suffix(".json").is_file() else True
    head = path.open("rb").read() if path.suffix == ".json" else b""
    return f'"id": "{paper}"'.encode() in head
