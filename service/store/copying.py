"""A database's tables as lines in a zip, each part with its digest: what backups are made of."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, MetaData, Table, select

from thirdorder.corpora.codec import pretty
from thirdorder.service.store.files import draft

LEFT_OUT = ("session", "worker", "attempt", "alembic_version")
"""Who is signed in, which workers live: nothing of it is true later. A backup says its revision itself."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the database's revision, and the sha256 of every part by its name."""

    revision: str
    files: dict[str, str] = field(default_factory=dict)
    schema: Literal["thirdorder/backup@1"] = "thirdorder/backup@1"


def copy_tables(engine: Engine, revision: str, goal: Path) -> None:
    """Copy every table of a database, of whatever revision it is, to a file that `thirdorder restore` takes."""
    manifest = Manifest(revision)
    with draft(goal) as waiting, zipfile.ZipFile(waiting, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as out:
        with engine.connect() as connection:
            known = MetaData()
            known.reflect(connection)
            for table in known.sorted_tables:
                if table.name not in LEFT_OUT:
                    write_part(out, manifest, f"tables/{table.name}.jsonl", lines(connection, table))
        out.writestr("manifest.json", pretty(manifest))


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """A table's rows, a line of JSON each, in the order of its key."""
    ordered = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(ordered).mappings():
        yield json.dumps({k: _plain(v) for k, v in row.items()}, sort_keys=True).encode() + b"\n"


def write_part(out: zipfile.ZipFile, manifest: Manifest, name: str, chunks: Iterator[bytes]) -> None:
    """Write one part, and its digest into the manifest."""
    total = hashlib.sha256()
    with out.open(name, "w", force_zip64=True) as file:
        for chunk in chunks:
            total.update(chunk)
            file.write(chunk)
    manifest.files[name] = total.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
