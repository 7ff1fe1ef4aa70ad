"""Numbers of codes, codings, decisions and memos come from the clock, and need twice the room in PostgreSQL.

SQLite keeps whole numbers of any length as they are. Numbers given before stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WIDER = {
    "code": ("id", "parent", "merged_into"), "code_change": ("id", "code"), "coding": ("id", "code"),
    "decision": ("id", "code"), "memo": ("id",), "consensus": ("code",),
}  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, columns in WIDER.items():
        for column in columns:
            op.alter_column(table, column, type_=sa.BigInteger())
        if "id" in columns:  # nothing counts up any more
            op.alter_column(table, "id", server_default=None)
            op.execute(f"DROP SEQUENCE IF EXISTS {table}_id_seq")
