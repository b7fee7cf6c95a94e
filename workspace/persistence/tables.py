"""Every table, as SQLAlchemy sees it; the migrations make them. Knows no query.

Times are Unix milliseconds. Secrets a client presents (sessions, tokens) are kept only as hashes.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

users: Final = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("color", String(7), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=True),
)

boards: Final = Table(
    "boards",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("created_by", ForeignKey("users.id", ondelete="SET NULL"), nullable=True),
    Column("epoch", String(32), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

members: Final = Table(
    "members",
    metadata,
    Column("board_id", ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", String(20), nullable=False),
    Column("added_at", BigInteger, nullable=False),
)

assets: Final = Table(
    "assets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("mime", String(50), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

board_assets: Final = Table(
    "board_assets",
    metadata,
    Column("board_id", ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True),
    Column("asset_id", ForeignKey("assets.id"), primary_key=True, index=True),
    Column("added_at", BigInteger, nullable=False),
)

artifacts: Final = Table(
    "artifacts",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("outputs", JSON, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("checks", JSON, nullable=True),
    Column("made_of", JSON, nullable=True),
)

jobs: Final = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("board_id", ForeignKey("boards.id", ondelete="CASCADE"), nullable=True),
    Column("node", Text, nullable=True),
    Column("title", String(200), nullable=False),
    Column("type", String(100), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("person", String(32), nullable=True),
    Column("priority", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_token", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=True),
    Column("ended_at", BigInteger, nullable=True),
    Column("duration_ms", BigInteger, nullable=True),
    Column("error", JSON, nullable=True),
    Column("graph", JSON, nullable=True),
    Column("quality", JSON, nullable=True),
)

past_runs: Final = Table(
    "past_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("board_id", ForeignKey("boards.id", ondelete="CASCADE"), nullable=False),
    Column("node", String(200), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("type", String(100), nullable=False),
    Column("outputs", JSON, nullable=False),
    Column("count", Integer, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("person", String(32), nullable=True),
    Column("made_at", BigInteger, nullable=False),
    Column("recipe", JSON, nullable=True),
    UniqueConstraint("board_id", "node", "fingerprint"),
)

presets: Final = Table(
    "presets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("type", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("key", String(200), nullable=False),  # the name as names are compared
    Column("params", JSON, nullable=False),
    Column("created_by", ForeignKey("users.id", ondelete="SET NULL"), nullable=True),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("type", "key"),
)

templates: Final = Table(
    "templates",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("key", String(200), nullable=False, unique=True),  # the name as names are compared
    Column("description", String(500), nullable=False),
    Column("nodes", JSON, nullable=False),
    Column("drawing", JSON, nullable=False),
    Column("created_by", ForeignKey("users.id", ondelete="SET NULL"), nullable=True),
    Column("created_at", BigInteger, nullable=False),
)

template_assets: Final = Table(
    "template_assets",
    metadata,
    Column("template_id", ForeignKey("templates.id", ondelete="CASCADE"), primary_key=True),
    Column("asset_id", ForeignKey("assets.id"), primary_key=True, index=True),
)

Index("ix_boards_updated_at_id", boards.c.updated_at, boards.c.id)
Index("ix_jobs_board_id_ended_at", jobs.c.board_id, jobs.c.ended_at)
Index("ix_jobs_ended_at_id", jobs.c.ended_at, jobs.c.id)
Index("ix_jobs_person_ended_at", jobs.c.person, jobs.c.ended_at)
