"""What is odd about a picture is known as long as the picture is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("artifacts", sa.Column("checks", sa.JSON, nullable=True))
