"""The key by which persons are found becomes the database's own; the push log gets an index."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table, whose key is made at the first start, and the index."""
    op.create_table(
        "own_keys",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("box", sa.LargeBinary, nullable=False),
    )
    op.create_index("jobs_created_at", "jobs", ["created_at"])
