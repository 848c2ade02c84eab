"""A store of each kind: the same tests prove both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from h5kit.store.databases import open_file
from h5kit.store.postgresql.runner import PostgresRunner
from h5kit.store.postgresql.worker import Pace
from h5kit.store.store import Store
from tests.store.made import KEYS, Opened

# No worker dies in these tests, so none may be thought dead while the machine is busy.
QUICK = Pace(poll=0.05, heartbeat=1, stalled=60, every=0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """An empty database of either kind, and how to open stores on it."""
    if request.param == "sqlite":
        yield Opened(lambda: open_file(tmp_path / "s.db", KEYS))
        return
    cluster: Any = request.getfixturevalue("cluster")
    name = cluster.create(request.getfixturevalue("template"))

    def open_it() -> Store:
        return Store(PostgresRunner(cluster.url(name), KEYS, QUICK))

    yield Opened(open_it)
    cluster.drop(name)
