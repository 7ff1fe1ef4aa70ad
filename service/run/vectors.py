"""The vector cache on disk: one SQLite file, rows keyed by model revision and content hash."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class VectorCache:
    """A vector store that outlives the process. Several processes may share the file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS vector"
            " (revision TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (revision, key)) WITHOUT ROWID"
        )
        self.hits = 0
        self.misses = 0

    def get(self, revision: str, keys: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        found: dict[str, NDArray[np.float32]] = {}
        for i in range(0, len(keys), 500):
            part = list(keys[i : i + 500])
            marks = ",".join("?" * len(part))
            rows = self._db.execute(
                f"SELECT key, value FROM vector WHERE revision = ? AND key IN ({marks})", [revision, *part]
            )
            found.update((key, np.frombuffer(value, dtype="<f4")) for key, value in rows)
        self.hits += len(found)
        self.misses += len(keys) - len(found)
        return found

    def put(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        with self._db:
            self._db.executemany(
                "INSERT OR IGNORE INTO vector VALUES (?, ?, ?)",
                [(revision, key, np.ascontiguousarray(v, dtype="<f4").tobytes()) for key, v in vectors.items()],
            )

    def revisions(self) -> tuple[str, ...]:
        """The models whose vectors are here, each found with one look at the index."""
        found: list[str] = []
        while True:
            query = "SELECT revision FROM vector WHERE revision > ? ORDER BY revision LIMIT 1"
            row = self._db.execute(query, [found[-1] if found else ""]).fetchone()
            if row is None:
                return tuple(found)
            found.append(row[0])

    def close(self) -> None:
        self._db.close()
