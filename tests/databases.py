"""Create an empty database of each kind, for tests that must pass on every database."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, NullPool, create_engine

from h5kit.store.postgresql.runner import PostgresRunner, driver_url
from h5kit.store.postgresql.worker import Pace
from h5kit.store.runner import Runner
from h5kit.store.sqlite.runner import SqliteRunner

KINDS = ("sqlite", "postgresql")
SQLITE = "sqlite:///"
# Long, because no worker dies in these tests and a busy machine is slow.
QUICK = Pace(poll=0.05, heartbeat=1, stalled=60, every=0.1)


def new_address(request: pytest.FixtureRequest, folder: Path, template: str = "template") -> str:
    """Yield the address of a database of the fixture's kind; drop it after the test.

    `template` names the fixture with the database to copy; "" creates one without tables.
    """
    if request.param == "sqlite":
        return f"{SQLITE}{folder / 's.db'}"
    cluster: Any = request.getfixturevalue("cluster")
    like = (request.getfixturevalue(template),) if template else ()
    name = cluster.create(*like)
    request.addfinalizer(lambda: cluster.drop(name))
    return str(cluster.url(name))


def runner_at(url: str, keys: Iterable[str]) -> Runner:
    """Return a runner whose worker polls often."""
    if url.startswith(SQLITE):
        return SqliteRunner(Path(url.removeprefix(SQLITE)), keys)
    return PostgresRunner(url, keys, QUICK)


def engine_at(url: str) -> Engine:
    """Return an engine that reads the tables without a store."""
    return create_engine(url if url.startswith(SQLITE) else driver_url(url), poolclass=NullPool)
