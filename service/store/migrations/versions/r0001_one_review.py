"""One review a database: the schema of the first version, which made its tables without a revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("added", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("leased_until", sa.DateTime()),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("finished", sa.DateTime()),
    )
    paper = ("paper", sa.String(), sa.ForeignKey("paper.id"))
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(*paper, nullable=False, index=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("paper", "code", "passage", "coder", "seq"),
    )
    op.create_table(
        "reveal",
        sa.Column("paper", sa.String(), sa.ForeignKey("paper.id"), primary_key=True),
        sa.Column("coder", sa.String(), primary_key=True),
        sa.Column("coded_before", sa.Boolean(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "read",
        sa.Column("paper", sa.String(), sa.ForeignKey("paper.id"), primary_key=True),
        sa.Column("coder", sa.String(), primary_key=True),
        sa.Column("when", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("paper", sa.String(), sa.ForeignKey("paper.id"), nullable=False, index=True),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("exposure", sa.String(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
    )
