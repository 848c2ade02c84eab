"""Fixtures shared by the tests: a demo in process, its client, and its sandbox."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from httpx2 import Response
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

from h5kit.demo import Demo, make_demo
from h5kit.messages import Message
from h5kit.store.migrate import migrate
from h5kit.store.postgresql.procrastinate_sql import upgrade
from h5kit.store.postgresql.runner import lock_migrations
from h5kit.store.store import Store
from tests import made_once
from tests.databases import KINDS, engine_at, new_address, runner_at
from tests.postgres import Cluster

# Generous, because a busy machine is slow.
settings.register_profile(
    "h5kit", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("h5kit")

made_once.share()

# What tests ask is on this machine, and so is asked directly, whatever proxy there is.
for name in ("http_proxy", "https_proxy", "all_proxy"):
    os.environ.pop(name, None)
    os.environ.pop(name.upper(), None)

KEYS = ("k" * 40,)
TOKEN = re.compile(r'name="_step" value="([^"]+)"')
STEP = re.compile(r'data-h5-step="(\w+)"')
SHOWN = re.compile(r'data-h5-message="(\d+)"(?![^>]* hidden)')


def stands_in(secret: str, text: str) -> bool:
    """Return whether a secret made of digits is in a text.

    It ignores six digits inside a longer number: times and durations often contain them by chance.
    """
    return re.search(rf"(?<![0-9.]){re.escape(secret)}(?![0-9])", text) is not None


LONG = ("tests/store/test_kills.py", "tests/testing/", "tests/http/test_chaos.py")
"""Tests of many seconds: they start first, so that no worker is left alone with one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests before the others; their order among themselves stays."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """The log lines, which are not shown on the terminal."""
    structlog.reset_defaults()  # a command that a test runs configures its own
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """A demo with a database of its own."""
    return make_demo(tmp_path / "data")


@pytest.fixture
def client(demo: Demo) -> Iterator[TestClient]:
    """A browser without JavaScript and cookies, on a running demo."""
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


@dataclass
class Visit:
    """A person in a browser without JavaScript, who gets pages and posts forms."""

    client: TestClient
    address: str = ""
    page: str = ""
    status: int = 0

    def take(self, response: Response) -> "Visit":
        """Store an answer as the current page."""
        self.page, self.status = response.text, response.status_code
        self.address = str(response.url)
        return self

    def enter(self, **parameters: str) -> "Visit":
        """Enter the flow as the partner sends people there."""
        query = {"token": "demo-token-0123456789abcdef", **parameters}
        return self.take(self.client.get("/", params=query))

    def post(self, **fields: str) -> "Visit":
        """Submit the current form with these fields."""
        token = TOKEN.search(self.page)
        data = {"_step": token[1] if token else "", **fields}
        return self.take(self.client.post(self.address, data=data))

    def phone(self, tel: str = "", password: str = "246813", **more: str) -> "Visit":
        """Submit P2."""
        given = {"phone": tel} if tel else {}
        return self.post(**given, service_password=password, agree="yes", **more)

    @property
    def step(self) -> str:
        """The step of the current page."""
        found = STEP.search(self.page)
        return found[1] if found else ""

    @property
    def messages(self) -> list[Message]:
        """The messages on the current page."""
        return [Message(int(code)) for code in SHOWN.findall(self.page)]

    @property
    def handle(self) -> str:
        """The flow's handle."""
        return self.address.split("/f/")[1].split("/")[0]

    @property
    def flow(self) -> Any:
        """The flow's state, as the sandbox answers it."""
        return self.client.get(f"/sandbox/flows/{self.handle}").json()


@pytest.fixture
def visit(client: TestClient) -> Visit:
    """A person in a browser without JavaScript."""
    return Visit(client)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for all tests of this process."""
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """A database with tables, as a template for others."""
    name = cluster.create()
    migrate(engine_at(cluster.url(name)), lock_migrations, upgrade)
    return name


@pytest.fixture(params=KINDS)
def open_with(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Open the same database with other keys."""
    url = new_address(request, tmp_path)
    return lambda *keys: Store(runner_at(url, keys))
