"""One database: opened, brought up to date after a copy was made, refused where it is newer; an act is a transaction.

SQLite by default, PostgreSQL by URL. Every public function of the store takes a `Session` that somebody else opened:
`reading()` sees one state of things, `writing()` is one act that happens whole or not at all.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from thirdorder.service.errors import StoreError
from thirdorder.service.store.copying import copy_tables

FILE = "thirdorder.db"
ASKED = "asked"
"""Where a session that only reads keeps what was asked."""
FIRST = "0001"
"""The revision of the schema that earlier versions made without saying so."""


class Database:
    """An open database and the sessions over it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._writing = self.engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: what was asked once may be kept in `session.info` for the next who asks."""
        with Session(self.engine, expire_on_commit=False, info={ASKED: {}}) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for one act: kept whole when the block ends, nothing of it when it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def database_url(data: Path, url: str = "") -> str:
    """The URL that was given, else that of the file in the data folder. Plain PostgreSQL URLs get their driver."""
    if not url:
        return f"sqlite:///{data / FILE}"
    named = make_url(url)
    if named.drivername in ("postgresql", "postgres"):
        named = named.set(drivername="postgresql+psycopg")
    return named.render_as_string(hide_password=False)


def open_database(data: Path, url: str = "") -> Database:
    """Open the database of a data folder, making or upgrading it; before an upgrade a copy is made beside it.

    Raises `StoreError` for a database that a newer version made, or one that cannot be opened or written.
    """
    full = database_url(data, url)
    try:
        _upgrade(full, data)
    except DatabaseError as error:
        raise StoreError(
            f"The database {make_url(full).render_as_string()} cannot be used ({_first_line(error)}):"
            " see that it is there, whole and may be written."
        ) from error
    return Database(full)


def hold(data: Path) -> FileLock:
    """Take the data folder for this process. Raises `StoreError` where another server holds it."""
    lock = FileLock(data / "server.lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(
            f"Another server already works on {data}: stop it first, or name another folder with --data."
        ) from error
    except OSError as error:
        raise StoreError(f"{data} cannot be written ({error.strerror}): name a folder of your own.") from error
    return lock


def revision(engine: Engine) -> str | None:
    """The schema revision of a database: None for an empty one."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found is None and inspect(connection).has_table("paper"):
            return FIRST
        return found


def _upgrade(url: str, data: Path) -> None:
    engine = open_engine(url)
    try:
        with migrations(url) as config:
            known = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()]
            newest, found = known[0], revision(engine)
            if found == newest:
                return
            if found is not None and found not in known:
                raise StoreError(
                    f"The database in {data} was made by a newer version of thirdorder (revision {found}):"
                    " install that version, or restore a backup of this one."
                )
            if found is not None:
                _copy(engine, found, data)
            with engine.execution_options(writing=True).begin() as connection:
                config.attributes["connection"] = connection
                if found == FIRST:
                    command.stamp(config, FIRST)
                command.upgrade(config, "head")
    finally:
        engine.dispose()


@contextmanager
def migrations(url: str) -> Iterator[Config]:
    with as_file(files("thirdorder.service.store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.attributes["url"] = url
        yield config


def _copy(engine: Engine, found: str, data: Path) -> None:
    """A copy before an upgrade: of a SQLite file beside it, of a PostgreSQL as a file that `thirdorder restore` takes.

    Papers and texts are files that an upgrade leaves alone; a copy of tables is restored beside them.
    """
    if engine.dialect.name != "sqlite":
        goal = data / f"postgresql.before-{found}-upgrade.zip"
        if not goal.exists():
            copy_tables(engine, found, goal)
        return
    path = Path(str(engine.url.database))
    copy = path.with_name(f"{path.name}.before-{found}-upgrade")
    if not copy.exists():
        copy_sqlite(path, copy)


def copy_sqlite(path: Path, copy: Path) -> None:
    """A whole copy of a SQLite file that may be in use."""
    draft = copy.with_name(copy.name + ".part")
    draft.unlink(missing_ok=True)
    with _closing(sqlite3.connect(path)) as source, _closing(sqlite3.connect(draft)) as goal:
        source.backup(goal)
    draft.chmod(0o600)
    draft.replace(copy)


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()


def open_engine(url: str) -> Engine:
    # Statements' parameters are people's words: they belong in no log and no traceback.
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30}, pool_size=20, max_overflow=30)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    for name in (path, f"{path}-wal", f"{path}-shm"):
        if path and Path(name).exists() and Path(name).stat().st_uid == os.geteuid():
            Path(name).chmod(0o600)


def _begin(connection: Connection) -> None:
    # A write takes its lock at once: one that began as a read could find that somebody else wrote meanwhile.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
