"""Fixtures of the tests of the report page and its site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from h5kit.demo import demo_partner, keys_of, make_demo
from h5kit.store.databases import open_file
from h5kit.testing.report_desk import ReportDesk
from h5kit.web.report.access import ReportView, Role, Viewer
from tests.http.console import Started
from tests.http.desk import BASE, Desk
from tests.http.made import OTHER
from tests.http.staff import Staff
from tests.web.made import Told, personal, usual

GUEST = Viewer("guest", Role.AUDITOR, appid="other")


@pytest.fixture(scope="module")
def personal_view() -> tuple[ReportView, Told]:
    """A report with personal data, and the list of that data."""
    return personal()


@pytest.fixture
def desk(personal_view: tuple[ReportView, Told]) -> Iterator[Desk]:
    """A desk with that report, one of another partner, a usual one and one without calls."""
    theirs, _ = personal("SIDtheirs", "other")
    views = [personal_view[0], theirs, usual("SIDusual", gaps=True), usual("SIDnone", calls=0)]
    running = ReportDesk(views, [demo_partner(), OTHER], GUEST)
    with TestClient(running.app, base_url=BASE) as client:
        yield Desk(running, client)


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """A demo with users of every role."""
    store = open_file(tmp_path / "site.db", keys_of(tmp_path))
    demo = make_demo(tmp_path, store=store)
    with TestClient(demo.app, base_url=BASE) as client:
        yield Staff(demo, client, store, tmp_path)


@pytest.fixture
def start(client: TestClient) -> Started:
    """Choose a row of the table, with options."""

    def choose(scenario: str, **options: str) -> Response:
        return client.post("/sandbox/start", data={"scenario": scenario, **options})

    return choose
