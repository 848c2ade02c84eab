"""Migrate a database at start, safely with several processes at once.

The first process runs all migrations in one transaction under a lock. The others wait for the lock
and then find nothing to do.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from h5kit.store.schema import METADATA

HEAD = "0003"
FIRST = "0001"
FOLDER = Path(__file__).parent / "migrations"
Step = Callable[[Connection], None]


class NewerError(RuntimeError):
    """A newer release has migrated the database to a revision that this release doesn't know."""


def migrate(engine: Engine, begin: Step, after: Step | None = None) -> None:
    """Run the migrations that the database lacks, then `after`, in one transaction.

    `begin` starts the transaction and locks out other processes. A database of the first release,
    which recorded no revision, is adopted. Raises NewerError for a database that a newer release
    has migrated.
    """
    with engine.connect() as c:
        if after is None and revision(c) == HEAD:
            return
        begin(c)
        found = revision(c)
        if not found:
            _create_all(c)
        elif found != HEAD:
            _upgrade(c, found)
        if after is not None:
            after(c)
        c.commit()


def revision(c: Connection) -> str:
    """Return the revision of the database, "" for an empty one."""
    tables = inspect(c)
    if tables.has_table("alembic_version"):
        return str(c.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    return FIRST if tables.has_table("flows") else ""


def _create_all(c: Connection) -> None:
    """Create the newest tables directly, 20 times faster than running every migration."""
    METADATA.create_all(c)
    c.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    c.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade(c: Connection, found: str) -> None:
    # Imported here so that a server with nothing to migrate starts without alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = c
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise NewerError(f"the database has revision {found}, made by a newer h5kit")
    if found == FIRST and not inspect(c).has_table("alembic_version"):
        command.stamp(config, FIRST)
    command.upgrade(config, "head")
