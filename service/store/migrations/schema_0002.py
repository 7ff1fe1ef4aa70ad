"""The tables of revision 0002 as they were then, whatever `tables.py` says later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make them all."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_address"), "attempt", ["address"], unique=False)
    op.create_index(op.f("ix_attempt_login"), "attempt", ["login"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("phenomenon", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("approach", sa.String(length=60), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("order", sa.String(length=20), nullable=False),
        sa.Column("index", sa.String(length=500), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("double_share", sa.Double(), nullable=False),
        sa.Column("machine_allowed", sa.Boolean(), nullable=False),
        sa.Column("language_model", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kinds", sa.String(length=100), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    op.create_table(
        "appraisal_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name=op.f("fk_appraisal_item_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_item")),
        sa.UniqueConstraint("project", "form", "item", name=op.f("uq_appraisal_item_project_form_item")),
    )
    op.create_index(op.f("ix_appraisal_item_project"), "appraisal_item", ["project"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("project", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_audit_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_project"), "audit", ["project"], unique=False)
    op.create_table(
        "change",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.Column("op", sa.String(length=30), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("on", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_change_project"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["who"], ["account.id"], name=op.f("fk_change_who")),
        sa.PrimaryKeyConstraint("project", "seq", name=op.f("pk_change")),
    )
    op.create_table(
        "code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("color", sa.String(length=20), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["account.id"], name=op.f("fk_code_maker")),
        sa.ForeignKeyConstraint(["merged_into"], ["code.id"], name=op.f("fk_code_merged_into"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["parent"], ["code.id"], name=op.f("fk_code_parent"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_code_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("project", "key", name=op.f("uq_code_project_key")),
    )
    op.create_index(op.f("ix_code_project"), "code", ["project"], unique=False)
    op.create_table(
        "done",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_done_account")),
        sa.PrimaryKeyConstraint("account", "key", name=op.f("pk_done")),
    )
    op.create_table(
        "extraction_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name=op.f("fk_extraction_column_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_column")),
        sa.UniqueConstraint("project", "name", name=op.f("uq_extraction_column_project_name")),
    )
    op.create_index(op.f("ix_extraction_column_project"), "extraction_column", ["project"], unique=False)
    op.create_table(
        "given",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_given_account")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_given_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project", "role", name=op.f("pk_given")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("wanted_by", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_job_project"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["wanted_by"], ["account.id"], name=op.f("fk_job_wanted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_project"), "job", ["project"], unique=False)
    op.create_index("ix_job_state_kind", "job", ["state", "kind"], unique=False)
    op.create_index(
        "uq_job_waiting",
        "job",
        ["project", "kind", "paper"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "member",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_member_account")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_member_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project", "account", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_account"), "member", ["account"], unique=False)
    op.create_table(
        "memo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("on_kind", sa.String(length=20), nullable=False),
        sa.Column("on_id", sa.String(length=200), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["account.id"], name=op.f("fk_memo_author")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_memo_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memo")),
    )
    op.create_index("ix_memo_project_on", "memo", ["project", "on_kind", "on_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_session_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account"), "session", ["account"], unique=False)
    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=500), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("contexts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_study_project"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
    )
    op.create_index(op.f("ix_study_project"), "study", ["project"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_token_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_token_token_hash")),
    )
    op.create_index(op.f("ix_token_account"), "token", ["account"], unique=False)
    op.create_table(
        "code_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.Column("op", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["code.id"], name=op.f("fk_code_change_code"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_code_change_project"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["who"], ["account.id"], name=op.f("fk_code_change_who")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_change")),
    )
    op.create_index(op.f("ix_code_change_code"), "code_change", ["code"], unique=False)
    op.create_index(op.f("ix_code_change_project"), "code_change", ["project"], unique=False)
    op.create_table(
        "paper",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("doi", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("licence", sa.String(length=100), nullable=False),
        sa.Column("study", sa.Integer(), nullable=True),
        sa.Column("findings", sa.String(length=30), nullable=False),
        sa.Column("reader_version", sa.String(length=64), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=64), nullable=False),
        sa.Column("candidate_version", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_paper_added_by")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_paper_project"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["study"], ["study.id"], name=op.f("fk_paper_study"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("project", "id", name=op.f("pk_paper")),
    )
    op.create_table(
        "appraisal",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=60), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["account.id"], name=op.f("fk_appraisal_coder")),
        sa.ForeignKeyConstraint(["item"], ["appraisal_item.id"], name=op.f("fk_appraisal_item"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_appraisal_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project", "paper", "item", "coder", name=op.f("pk_appraisal")),
    )
    op.create_table(
        "assignment",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_assignment_account")),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_assignment_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project", "paper", "account", name=op.f("pk_assignment")),
    )
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("exposure", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("after_opening", sa.Boolean(), nullable=False),
        sa.Column("removed_after_opening", sa.Boolean(), nullable=False),
        sa.Column("unplaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["code.id"], name=op.f("fk_coding_code")),
        sa.ForeignKeyConstraint(["coder"], ["account.id"], name=op.f("fk_coding_coder")),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_coding_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
    )
    op.create_index(op.f("ix_coding_code"), "coding", ["code"], unique=False)
    op.create_index("ix_coding_project_paper_coder", "coding", ["project", "paper", "coder"], unique=False)
    op.create_index(
        "uq_coding_standing",
        "coding",
        ["project", "paper", "coder", "code", "start", "end"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL AND start IS NOT NULL AND code IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NULL AND start IS NOT NULL AND code IS NOT NULL"),
    )
    op.create_table(
        "consensus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("third", sa.Boolean(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["code.id"], name=op.f("fk_consensus_code")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_consensus_decided_by")),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_consensus_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus")),
    )
    op.create_index("ix_consensus_project_paper", "consensus", ["project", "paper"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("unplaced", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_correction_project_paper"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["who"], ["account.id"], name=op.f("fk_correction_who")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_project_paper", "correction", ["project", "paper"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["code.id"], name=op.f("fk_decision_code")),
        sa.ForeignKeyConstraint(["coder"], ["account.id"], name=op.f("fk_decision_coder")),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_decision_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_project_paper_coder", "decision", ["project", "paper", "coder"], unique=False)
    op.create_table(
        "extraction",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["column"], ["extraction_column.id"], name=op.f("fk_extraction_column"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_extraction_project_paper"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["who"], ["account.id"], name=op.f("fk_extraction_who")),
        sa.PrimaryKeyConstraint("project", "paper", "column", name=op.f("pk_extraction")),
    )
    op.create_table(
        "reading",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("exposure", sa.String(length=20), nullable=False),
        sa.Column("after_opening", sa.Boolean(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["coder"], ["account.id"], name=op.f("fk_reading_coder")),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_reading_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project", "paper", "coder", name=op.f("pk_reading")),
    )
    op.create_table(
        "reveal",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("coded_before", sa.Boolean(), nullable=False),
        sa.Column("when", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["account.id"], name=op.f("fk_reveal_coder")),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_reveal_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project", "paper", "coder", name=op.f("pk_reveal")),
    )
    op.create_table(
        "suggestion",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("taught_by", sa.JSON(), nullable=False),
        sa.Column("learned", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project", "paper"],
            ["paper.project", "paper.id"],
            name=op.f("fk_suggestion_project_paper"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project", "paper", "coder", name=op.f("pk_suggestion")),
    )
