"""Everything a service holds in one file, and back: every table as lines, every paper and text, each with its digest.

A backup of one kind of database can be restored into the other. Pictures and caches are left out: they are made again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, inspect, text

from thirdorder.corpora.codec import CodecError, from_json, pretty
from thirdorder.service.errors import StoreError
from thirdorder.service.store.copying import LEFT_OUT, Manifest, lines, write_part
from thirdorder.service.store.database import (
    Database,
    database_url,
    migrations,
    open_database,
    open_engine,
    revision,
)
from thirdorder.service.store.files import Files, draft, folder
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import Base

KEPT = ("papers", "texts", "run")
CHUNK = 1 << 20


def back_up(database: Database, files: Files, goal: Path, who: int | None = None, said: str = "") -> int:
    """Write everything to one file, whole or not at all; how many files it holds. `said` is where it will lie."""
    manifest = Manifest(revision(database.engine) or "head")
    with draft(goal) as waiting, zipfile.ZipFile(waiting, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as out:
        level = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with database.engine.connect().execution_options(**level) as connection:
            for table in Base.metadata.sorted_tables:
                if table.name not in LEFT_OUT:
                    write_part(out, manifest, f"tables/{table.name}.jsonl", lines(connection, table))
        for path in _kept(files):
            name = f"files/{path.relative_to(files.data).as_posix()}"
            with path.open("rb") as file:
                write_part(out, manifest, name, _chunks(file))
        out.writestr("manifest.json", pretty(manifest))
    with database.writing() as session:
        audit(session, who, "backup", said or str(goal))
    return len(manifest.files)


def restore(source: Path, data: Path, url: str = "") -> None:
    """Put a backup into an empty data folder and database. Raises `StoreError` for one that is cut or altered."""
    if (data / "projects").exists() or _holds_anything(data, url):
        raise StoreError(f"{data} holds a review already: restore into an empty folder, or move this one away first.")
    with _opened(source) as packed:
        manifest = _manifest(packed, source)
        for name, digest in manifest.files.items():
            total = hashlib.sha256()
            try:
                with packed.open(name) as file:
                    for chunk in _chunks(file):
                        total.update(chunk)
            except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
                raise StoreError(f"{source} is damaged at {name}: take another backup.") from error
            if total.hexdigest() != digest:
                raise StoreError(f"{source} is damaged at {name}: take another backup.")
        for name in manifest.files:
            if name.startswith("files/"):
                goal = (data / name.removeprefix("files/")).resolve()
                if data.resolve() not in goal.parents:
                    raise StoreError(f"{source} is no backup of this program: {name} leads out of the data folder.")
                with packed.open(name) as file, draft(goal) as waiting, waiting.open("wb") as out:
                    out.writelines(_chunks(file))
        _fill(packed, manifest, folder(data), url)
    open_database(data, url).close()


def _fill(packed: zipfile.ZipFile, manifest: Manifest, data: Path, url: str) -> None:
    full = database_url(data, url)
    engine = open_engine(full)
    try:
        with migrations(full) as config, engine.execution_options(writing=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, manifest.revision)
            known = MetaData()
            known.reflect(connection)
            for table in known.sorted_tables:
                name = f"tables/{table.name}.jsonl"
                if name in manifest.files:
                    with packed.open(name) as file:
                        _insert(connection, table, file)
            if connection.dialect.name == "postgresql":
                _count_on(connection, known)
    finally:
        engine.dispose()


def _insert(connection: Connection, table: Table, file: IO[bytes]) -> None:
    kinds = {c.name: c.type.python_type for c in table.columns}
    rows = [{k: _read(v, kinds[k]) for k, v in json.loads(line).items()} for line in file.read().split(b"\n") if line]
    # A code may stand under one made later: such references are filled in once all rows are there.
    own = [c.name for c in table.columns for f in c.foreign_keys if f.column.table is table]
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        connection.execute(insert(table), [{k: None if k in own else v for k, v in row.items()} for row in part])
    for row in rows:
        refers = {k: row[k] for k in own if row[k] is not None}
        if refers:
            connection.execute(table.update().where(table.c.id == row["id"]).values(**refers))


def _count_on(connection: Connection, known: MetaData) -> None:
    """Let PostgreSQL number new rows after those that were restored."""
    for table in known.sorted_tables:
        if "id" in table.columns and table.c.id.type.python_type is int:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'),"
                    f' COALESCE((SELECT MAX(id) FROM "{table.name}"), 0) + 1, false)'
                )
            )


def _read(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is datetime:
        return datetime.fromisoformat(value)
    return base64.b64decode(value) if kind is bytes else value


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _kept(files: Files) -> Iterator[Path]:
    root = files.data / "projects"
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        parts = path.relative_to(root).parts
        if path.is_file() and len(parts) > 2 and parts[1] in KEPT and not path.name.startswith(".part-"):
            yield path
    secret = files.data / "secret"
    if secret.is_file():
        yield secret


def _manifest(packed: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        return from_json(Manifest, packed.read("manifest.json"))
    except KeyError as error:
        raise StoreError(f"{source} is no backup of this program, or cut: take another one.") from error
    except CodecError as error:
        raise StoreError(f"{source} is no backup that this version knows ({error}): take another one.") from error


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise StoreError(f"{source} is no backup, or cut: take another one.") from error


def _holds_anything(data: Path, url: str) -> bool:
    if not url and not (data / "thirdorder.db").exists():
        return False
    engine = open_engine(database_url(data, url))
    try:
        with engine.connect() as connection:
            return bool(inspect(connection).get_table_names())
    finally:
        engine.dispose()
