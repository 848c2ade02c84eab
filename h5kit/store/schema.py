"""The tables, declared once for all databases."""

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

METADATA = MetaData()

flows = Table(
    "flows",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("touched_at", Float, nullable=False),
    Column("doc", LargeBinary, nullable=False),
    # A column of its own because erasing a person searches for it, and `doc` is encrypted.
    Column("sid", Text, nullable=False, server_default=text("''")),
    # No index on touched_at: every write would pay for it, and the sweep runs once a minute.
)

holds = Table(
    "holds",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("flow_id", Text, nullable=False),
    Column("until", Float, nullable=False),
    Index("holds_flow_id", "flow_id"),
)

uses = Table(
    "uses",
    METADATA,
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("uses_key_at", "key", "at"),
)

authorizations = Table(
    "authorizations",
    METADATA,
    Column("sid", Text, primary_key=True),
    Column("partner", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("granted_at", Float, nullable=False),
    Column("doc", LargeBinary, nullable=False),
    # A keyed hash of partner and number: finds a person's rows without storing the number.
    Column("person", Text, nullable=False, server_default=text("''")),
    # A keyed hash of the number's last four digits, for the search in the report list.
    Column("last_four", Text, nullable=False, server_default=text("''")),
    # Guarantees one authorization for a partner's uid, also with concurrent requests (message 23).
    Index(
        "authorizations_one_of_a_uid",
        "partner",
        "uid",
        unique=True,
        sqlite_where=text("uid <> ''"),
        postgresql_where=text("uid <> ''"),
    ),
    Index("authorizations_person", "partner", "person"),
    Index("authorizations_granted_at", "partner", "granted_at"),
    Index("authorizations_newest", "granted_at"),
    Index("authorizations_last_four", "last_four"),
)

jobs = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sid", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tries_before", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    # How often the job was queued. An engine's row for an earlier turn is ignored.
    Column("turn", Integer, nullable=False, server_default="0"),
    Index("jobs_state_due_at", "state", "due_at"),
    Index("jobs_sid", "sid"),
    Index("jobs_created_at", "created_at"),
)

tries = Table(
    "tries",
    METADATA,
    Column("job", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("answer", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    PrimaryKeyConstraint("job", "number"),
)

requests = Table(
    "requests",
    METADATA,
    Column("partner", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", Float, nullable=False),
    PrimaryKeyConstraint("partner", "key"),
)

documents = Table(
    "documents",
    METADATA,
    Column("sid", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("readiness", Text, nullable=False),
    Column("made_at", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sid", "kind"),
)

applicants = Table(
    "applicants",
    METADATA,
    Column("sid", Text, primary_key=True),
    Column("box", LargeBinary, nullable=False),
)

quotas = Table(
    "quotas",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("used", Integer, nullable=False),
    Column("until", Float, nullable=False),
)

users = Table(
    "users",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("appid", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("disabled_at", Float),
)

site_sessions = Table(
    "site_sessions",
    METADATA,
    # SHA-256 of the cookie's value: an attacker who reads the table can't forge a session.
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("touched_at", Float, nullable=False),
    Index("site_sessions_name", "name"),
)

audit = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("sid", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("mac", Text, nullable=False),
)

audit_head = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("mac", Text, nullable=False),
)

counts = Table(
    "counts",
    METADATA,
    Column("hour", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("hour", "kind", "name", "carrier", "region"),
)

server_keys = Table(
    "server_keys",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("seen_at", Float, nullable=False),
)

own_keys = Table(
    "own_keys",
    METADATA,
    Column("name", Text, primary_key=True),
    # Sealed with the server's keys.
    Column("box", LargeBinary, nullable=False),
)
