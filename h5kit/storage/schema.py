"""The tables, declared once for every database the store runs on."""

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
    # No index on touched_at: every move would pay for it, the sweep looks once a minute.
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
    Index("authorizations_partner_uid", "partner", "uid"),
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
    Index("jobs_state_due_at", "state", "due_at"),
    Index("jobs_sid", "sid"),
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
