"""The key by which persons are found becomes the database's own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table; the key is made at the first start."""
    op.create_table(
        "own_keys",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("box", sa.LargeBinary, nullable=False),
    )
