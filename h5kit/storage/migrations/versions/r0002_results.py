"""Documents and sealed facts by sid, persons by keyed hash, one grant a uid, turns of jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what collection and several workers need."""
    op.add_column("flows", sa.Column("sid", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("jobs", sa.Column("turn", sa.Integer, nullable=False, server_default="0"))
    op.add_column(
        "authorizations", sa.Column("person", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.drop_index("authorizations_partner_uid", "authorizations")
    has_uid = sa.text("uid <> ''")
    op.create_index(
        "authorizations_one_of_a_uid",
        "authorizations",
        ["partner", "uid"],
        unique=True,
        sqlite_where=has_uid,
        postgresql_where=has_uid,
    )
    op.create_index("authorizations_person", "authorizations", ["partner", "person"])
    op.create_index("authorizations_granted_at", "authorizations", ["partner", "granted_at"])
    op.create_table(
        "documents",
        sa.Column("sid", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("readiness", sa.Text, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sid", "kind"),
    )
    op.create_table(
        "applicants",
        sa.Column("sid", sa.Text, primary_key=True),
        sa.Column("box", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "quotas",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("until", sa.Float, nullable=False),
    )
