"""What a node came to before; presets and templates, which the whole team shares."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "past_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("board_id", sa.String(32), nullable=False),
        sa.Column("node", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("outputs", sa.JSON, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.Column("person", sa.String(32), nullable=True),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("recipe", sa.JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_past_runs"),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name="fk_past_runs_board_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "board_id", "node", "fingerprint", name="uq_past_runs_board_id_node_fingerprint"
        ),
    )
    op.create_table(
        "presets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("created_by", sa.String(32), nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presets"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name="fk_presets_created_by", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("type", "key", name="uq_presets_type_key"),
    )
    op.create_table(
        "templates",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("description", sa.String(500), nullable=False),
        sa.Column("nodes", sa.JSON, nullable=False),
        sa.Column("drawing", sa.JSON, nullable=False),
        sa.Column("created_by", sa.String(32), nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name="fk_templates_created_by", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("key", name="uq_templates_key"),
    )
    op.create_table(
        "template_assets",
        sa.Column("template_id", sa.String(32), nullable=False),
        sa.Column("asset_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("template_id", "asset_id", name="pk_template_assets"),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["templates.id"],
            name="fk_template_assets_template_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name="fk_template_assets_asset_id"),
    )
    op.create_index("ix_template_assets_asset_id", "template_assets", ["asset_id"])
