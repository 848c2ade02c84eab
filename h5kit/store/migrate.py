"""Bringing a database to the newest form at start, safe with several processes at once.

The first that comes makes the steps in one transaction under a lock; the others wait for it and
find nothing to do.
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
    """A newer release has changed the database: this one doesn't know its form."""


def migrate(engine: Engine, begin: Step, after: Step | None = None) -> None:
    """Make the steps that the database lacks; `after` is run in the same transaction.

    `begin` locks the database against other processes. A database that the first release made
    (it kept no record of steps) is adopted. Raises NewerError for one that a newer release has
    changed.
    """
    with engine.connect() as c:
        if after is None and revision(c) == HEAD:
            return
        begin(c)
        found = revision(c)
        if not found:
            _make(c)
        elif found != HEAD:
            _upgrade(c, found)
        if after is not None:
            after(c)
        c.commit()


def revision(c: Connection) -> str:
    """Return which form the database has, "" for an empty one."""
    tables = inspect(c)
    if tables.has_table("alembic_version"):
        return str(c.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    return FIRST if tables.has_table("flows") else ""


def _make(c: Connection) -> None:
    """Make all tables at once: what the steps lead to, in a twentieth of the time."""
    METADATA.create_all(c)
    c.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    c.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade(c: Connection, found: str) -> None:
    # Late: a server that has nothing to migrate starts without alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = c
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise NewerError(f"the database has form {found}, made by a newer h5kit")
    if found == FIRST and not inspect(c).has_table("alembic_version"):
        command.stamp(config, FIRST)
    command.upgrade(config, "head")
