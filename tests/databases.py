"""An empty database of each kind, for what every database must keep."""

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
# No worker dies in these tests, so none may be thought dead while the machine is busy.
QUICK = Pace(poll=0.05, heartbeat=1, stalled=60, every=0.1)


def new_address(request: pytest.FixtureRequest, folder: Path, template: str = "template") -> str:
    """Return the address of a database of the fixture's kind, dropped after the test.

    `template` names the fixture whose database it is like; "" for one without tables.
    """
    if request.param == "sqlite":
        return f"{SQLITE}{folder / 's.db'}"
    cluster: Any = request.getfixturevalue("cluster")
    like = (request.getfixturevalue(template),) if template else ()
    name = cluster.create(*like)
    request.addfinalizer(lambda: cluster.drop(name))
    return str(cluster.url(name))


def runner_at(url: str, keys: Iterable[str]) -> Runner:
    """Return a runner, whose worker looks for jobs often."""
    if url.startswith(SQLITE):
        return SqliteRunner(Path(url.removeprefix(SQLITE)), keys)
    return PostgresRunner(url, keys, QUICK)


def engine_at(url: str) -> Engine:
    """Return an engine that reaches the tables without a store."""
    return create_engine(url if url.startswith(SQLITE) else driver_url(url), poolclass=NullPool)
