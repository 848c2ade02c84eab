"""A store on each database, so that the same tests run on both."""

from pathlib import Path

import pytest

from h5kit.store.store import Store
from tests.databases import KINDS, new_address, runner_at
from tests.store.made import KEYS, Opened


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """An empty database of each kind, with a function that opens stores on it."""
    url = new_address(request, tmp_path)
    return Opened(lambda: Store(runner_at(url, KEYS)))
