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

# A machine that has other work is slow: no fault of what is tested.
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
    """Say whether a secret of digits stands in a text.

    Six digits within a longer number are a moment's or a duration's: found by chance, and often.
    """
    return re.search(rf"(?<![0-9.]){re.escape(secret)}(?![0-9])", text) is not None


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What was logged; kept off the terminal."""
    structlog.reset_defaults()  # a command that a test ran has its own
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """A demo on a database of its own."""
    return make_demo(tmp_path / "data")


@pytest.fixture
def client(demo: Demo) -> Iterator[TestClient]:
    """A browser without script and without cookies, on a running demo."""
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as running:
        yield running


@dataclass
class Visit:
    """A person in a browser without script: gets pages, posts forms."""

    client: TestClient
    address: str = ""
    page: str = ""
    status: int = 0

    def take(self, response: Response) -> "Visit":
        """Keep an answer as the page that is shown."""
        self.page, self.status = response.text, response.status_code
        self.address = str(response.url)
        return self

    def enter(self, **parameters: str) -> "Visit":
        """Come from the partner."""
        query = {"token": "demo-token-0123456789abcdef", **parameters}
        return self.take(self.client.get("/", params=query))

    def post(self, **fields: str) -> "Visit":
        """Submit the shown form with these fields."""
        token = TOKEN.search(self.page)
        data = {"_step": token[1] if token else "", **fields}
        return self.take(self.client.post(self.address, data=data))

    def phone(self, tel: str = "", password: str = "246813", **more: str) -> "Visit":
        """Submit P2."""
        given = {"phone": tel} if tel else {}
        return self.post(**given, service_password=password, agree="yes", **more)

    @property
    def step(self) -> str:
        """The step that is shown."""
        found = STEP.search(self.page)
        return found[1] if found else ""

    @property
    def messages(self) -> list[Message]:
        """The messages that are shown."""
        return [Message(int(code)) for code in SHOWN.findall(self.page)]

    @property
    def handle(self) -> str:
        """The flow's handle."""
        return self.address.split("/f/")[1].split("/")[0]

    @property
    def flow(self) -> Any:
        """What the sandbox tells of the flow."""
        return self.client.get(f"/sandbox/flows/{self.handle}").json()


@pytest.fixture
def visit(client: TestClient) -> Visit:
    """A person in a browser without script."""
    return Visit(client)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for as long as the tests of this process run."""
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """A database with the tables, to make others like it."""
    name = cluster.create()
    migrate(engine_at(cluster.url(name)), lock_migrations, upgrade)
    return name


@pytest.fixture(params=KINDS)
def open_with(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Open the same database with keys of the test's choice."""
    url = new_address(request, tmp_path)
    return lambda *keys: Store(runner_at(url, keys))
