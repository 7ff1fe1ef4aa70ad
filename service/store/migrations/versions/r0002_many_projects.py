"""Many projects in one database, codings on spans, accounts, jobs of their own kind; the one review becomes project 1.

Its files (papers, tables, the latest run) are taken over by `thirdorder.service.store.first_version` when the data
folder is opened, which also gives the quotations that this revision cannot know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from thirdorder.service.store.migrations.schema_0002 import create

revision = "0002"
down_revision = "0001"

OLD = ("coding", "read", "reveal", "decision", "job", "paper")
SPAN = re.compile(r":p(\d+)-(\d+)$")
Rows = Sequence[Mapping[str, Any]]


def upgrade() -> None:
    connection = op.get_bind()
    typed = {name: sa.Table(name, sa.MetaData(), autoload_with=connection) for name in OLD}
    old: dict[str, Rows] = {
        name: [dict(r) for r in connection.execute(sa.select(typed[name])).mappings()] for name in OLD
    }
    for name in OLD:
        op.drop_table(name)
    create()
    if old["paper"]:
        _Taken(connection, old).take()


class _Taken:
    """The rows of the one review as rows of project 1."""

    def __init__(self, connection: sa.Connection, old: Mapping[str, Rows]) -> None:
        self.connection, self.old = connection, old
        known = sa.MetaData()
        known.reflect(connection)
        self.tables = known.tables
        first = min(r["added"] for r in old["paper"])
        self.me = self._add("account", name="me", active=True, admin=True, created=first)
        self.project = self._add(
            "project", title="My review", question="", phenomenon="", whose="", approach="thematic_synthesis",
            notice="", order="year", index="", sampled=False, seed=42, double_share=0.2, machine_allowed=True,
            state="blind", version=1, created=first, language_model=False,
        )  # fmt: skip
        self._add("member", project=self.project, account=self.me, role="owner")
        named = {r["coder"] for kind in ("coding", "decision", "reveal", "read") for r in old[kind]}
        # One name is the person whose desk it was; several are coders whom an owner links to accounts.
        alone = len(named) == 1
        self.coder = {
            name: self.me if alone else self._add("account", name=name, active=False, admin=False, created=first)
            for name in sorted(named)
        }
        codes = sorted({r["code"] for kind in ("coding", "decision") for r in old[kind]})
        self.code = {
            key: self._add(
                "code", project=self.project, key=key, name=key, definition="", examples=[], color="",
                state="active", shared=True, version=1, created=first,
            )
            for key in codes
        }  # fmt: skip

    def take(self) -> None:
        for r in self.old["paper"]:
            media = {".pdf": "pdf", ".txt": "text"}.get(r["name"][-4:].lower(), "xml")
            self._add(
                "paper", project=self.project, id=r["id"], name=r["name"], sha256=r["sha256"], media=media, size=0,
                state="refused" if r["state"] == "refused" else "waiting", reason=r["reason"], title=r["title"],
                authors=[], doi="", language="", pages=r["pages"], licence="", findings="", reader_version="",
                text_sha256="", candidate="", candidate_version="", added_by=self.me, added=r["added"],
            )  # fmt: skip
        for r in self.old["reveal"]:
            self._add("reveal", **self._who(r), kind="machine", coded_before=r["coded_before"], when=r["when"])
        shown = {(r["paper"], r["coder"]): r for r in self.old["reveal"]}
        for r in self.old["read"]:
            seen = shown.get((r["paper"], r["coder"]))
            before = seen is None or r["when"] <= seen["when"]
            exposure = "independent" if before else "second_reader" if seen and seen["coded_before"] else "assisted"
            self._add(
                "reading", **self._who(r), state="done", exposure=exposure, after_opening=False, signed_at=r["when"]
            )
        standing: set[tuple[str, str, str]] = set()
        for r in sorted(self.old["coding"], key=lambda r: (r["removed"], r["id"])):
            place = (r["passage"], r["code"], r["coder"])
            if (span := SPAN.search(r["passage"])) is None or (not r["removed"] and place in standing):
                continue
            standing |= {place} if not r["removed"] else set()
            self._add(
                "coding", **self._who(r), code=self.code[r["code"]], start=int(span[1]), end=int(span[2]), quote="",
                prefix="", suffix="", exposure=r["exposure"], source="hand", created=r["when"],
                removed_at=r["when"] if r["removed"] else None, after_opening=False, removed_after_opening=False,
                unplaced=False,
            )  # fmt: skip
        for r in sorted(self.old["decision"], key=lambda r: r["id"]):
            if (span := SPAN.search(r["passage"])) is not None:
                self._add(
                    "decision", **self._who(r), code=self.code[r["code"]], start=int(span[1]), end=int(span[2]),
                    quote=r["quote"], page=r["page"], verdict=r["verdict"], reason="", when=r["when"],
                )  # fmt: skip

    def _who(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {"project": self.project, "paper": row["paper"], "coder": self.coder[row["coder"]]}

    def _add(self, table: str, **values: Any) -> int:
        key = self.connection.execute(sa.insert(self.tables[table]).values(**values)).inserted_primary_key
        return int(key[0]) if key is not None and isinstance(key[0], int) else 0
