"""Jobs: what was asked of the renderer, so that a restart goes on with it and people see it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("board_id", sa.String(32), nullable=True),
        sa.Column("node", sa.Text, nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("person", sa.String(32), nullable=True),
        sa.Column("priority", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_token", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=True),
        sa.Column("ended_at", sa.BigInteger, nullable=True),
        sa.Column("duration_ms", sa.BigInteger, nullable=True),
        sa.Column("error", sa.JSON, nullable=True),
        sa.Column("graph", sa.JSON, nullable=True),
        sa.Column("quality", sa.JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name="fk_jobs_board_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_jobs_board_id_ended_at", "jobs", ["board_id", "ended_at"])
    op.create_index("ix_jobs_ended_at_id", "jobs", ["ended_at", "id"])
    op.create_index("ix_jobs_person_ended_at", "jobs", ["person", "ended_at"])
