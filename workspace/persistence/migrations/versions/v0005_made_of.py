"""What made a picture is known as long as the picture is, whatever becomes of the board."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("artifacts", sa.Column("made_of", sa.JSON, nullable=True))
