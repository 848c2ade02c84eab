"""Documents and applicants by sid, people by keyed hash, turns of jobs, tables of the site."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns for collected documents, several workers and the report site."""
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
    # Older authorizations have no such hash; the search finds them by sid, uid and date.
    op.add_column(
        "authorizations",
        sa.Column("last_four", sa.Text, nullable=False, server_default=sa.text("''")),
    )
    op.create_index("authorizations_newest", "authorizations", ["granted_at"])
    op.create_index("authorizations_last_four", "authorizations", ["last_four"])
    _make_documents()
    _make_site()
    _make_audit()


def _make_documents() -> None:
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


def _make_site() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("appid", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("disabled_at", sa.Float),
    )
    op.create_table(
        "site_sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("touched_at", sa.Float, nullable=False),
    )
    op.create_index("site_sessions_name", "site_sessions", ["name"])
    op.create_table(
        "counts",
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("hour", "kind", "name", "carrier", "region"),
    )
    op.create_table(
        "server_keys",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seen_at", sa.Float, nullable=False),
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("sid", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("mac", sa.Text, nullable=False),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("mac", sa.Text, nullable=False),
    )
