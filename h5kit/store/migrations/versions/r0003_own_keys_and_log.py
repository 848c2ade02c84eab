"""A table for the database's own lookup key, and an index for the push log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table (the first start creates the key) and the index."""
    op.create_table(
        "own_keys",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("box", sa.LargeBinary, nullable=False),
    )
    op.create_index("jobs_created_at", "jobs", ["created_at"])
