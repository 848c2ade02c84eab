"""The pytest plugin: fixtures that let a partner test its app against every case, offline.

Works with pytest-playwright and pytest-xdist: each worker has a server and numbers of its own.
Nothing heavy is imported before a fixture is asked for.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from h5kit.testing.clock import TestClock
    from h5kit.testing.partner_app import PartnerApp
    from h5kit.testing.receiver import Receiver
    from h5kit.testing.server import DemoServer
    from h5kit.testing.sessions import Session
    from h5kit.testing.sms import Sms
    from h5kit.testing.webhooks import Webhooks

BROWSERS = "playwright"
"""What pytest-playwright is called among plugins."""

OPENED = pytest.StashKey[list["Session"]]()


def pytest_configure(config: pytest.Config) -> None:
    """Say which browser to start; of fixtures with one name, the plugin's counts that came last."""
    if config.pluginmanager.hasplugin(BROWSERS):
        from h5kit.testing import browser_choice

        config.pluginmanager.register(browser_choice)


@pytest.fixture(scope="session")
def _h5_receiver() -> Iterator[Receiver]:
    """The receiver that this worker's server pushes to."""
    from h5kit.testing.receiver import Receiver

    with Receiver() as running:
        yield running


@pytest.fixture(scope="session")
def h5kit_options() -> Sequence[str]:
    """Further options of `h5kit demo`; a suite overrides it: `("--records-encryption", …)`."""
    return ()


@pytest.fixture(scope="session")
def h5kit_server(_h5_receiver: Receiver, h5kit_options: Sequence[str]) -> Iterator[DemoServer]:
    """The whole product on a free port, with data of its own: `.base_url`, `.partner`."""
    from h5kit.testing.server import DemoServer

    url = _h5_receiver.url
    receivers = ("--receiver", "--report-receiver", "--records-receiver")
    pushed = (word for name in receivers for word in (name, url))
    with DemoServer(*pushed, *h5kit_options) as running:
        yield running


@pytest.fixture(scope="session")
def h5_partner_app(h5kit_server: DemoServer) -> Iterator[PartnerApp]:
    """A partner's page on a site of its own: `h5_partner_app.open(page, session, "sheet")`."""
    from h5kit.testing.partner_app import PartnerApp

    with PartnerApp(h5kit_server.base_url) as running:
        yield running


@pytest.fixture
def h5_session(h5kit_server: DemoServer, request: pytest.FixtureRequest) -> Callable[..., Session]:
    """Open a session as a partner's server does: `h5_session(tel=…)` → `.url`, `.handle`."""
    from h5kit.testing.sessions import Session

    opened: list[Session] = request.node.stash.setdefault(OPENED, [])

    def open_session(**entry: Any) -> Session:
        made = h5kit_server.session(**{"uid": f"test-{uuid.uuid4().hex}", **entry})
        opened.append(Session(h5kit_server, made["url"], made["handle"]))
        return opened[-1]

    return open_session


@pytest.fixture
def h5_scenario() -> Callable[..., str]:
    """Return a number for a scenario: `h5_scenario("1001", carrier="移动", region="广东")`.

    Another one for each call and worker; `carrier` and `region` are short forms. Raises
    ValueError for digits that are no row of the scenario table.
    """
    from h5kit.carrier.numbering import Carrier
    from h5kit.carrier.sandbox.scenarios import is_scenario
    from h5kit.testing.people import number

    def make(last_four: str, carrier: str | None = None, region: str | None = None) -> str:
        if not is_scenario(last_four):
            raise ValueError(f"{last_four!r} is no row of the scenario table (h5kit scenarios)")
        return number(last_four, Carrier(carrier) if carrier else None, region)

    return make


@pytest.fixture
def h5_clock(h5kit_server: DemoServer, request: pytest.FixtureRequest) -> TestClock:
    """Move the server's time, with every deadline and retry, and the page's together."""
    from h5kit.testing.clock import TestClock

    clock = TestClock(h5kit_server)
    if "page" in request.fixturenames:
        clock.follow(request.getfixturevalue("page"))
    return clock


@pytest.fixture
def h5_webhooks(h5kit_server: DemoServer, _h5_receiver: Receiver) -> Webhooks:
    """The partner's receiver: `.url`, `.answers(500, "ok")`, `.wait("auth")`, `.deliveries()`."""
    from h5kit.testing.webhooks import Webhooks

    return Webhooks(_h5_receiver, h5kit_server)


@pytest.fixture
def h5_sms(h5kit_server: DemoServer) -> Sms:
    """Read what the carrier has sent: `.last(tel)` → the newest code."""
    from h5kit.testing.sms import Sms

    return Sms(h5kit_server)


@pytest.fixture
def h5_mobile(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a page on a phone: `h5_mobile("iPhone 15")` → a Page of pytest-playwright's browser."""
    from h5kit.testing.devices import options_of

    browser, contexts = request.getfixturevalue("browser"), []
    clock = request.getfixturevalue("h5_clock") if "h5_clock" in request.fixturenames else None

    def open_page(device: str = "Pixel 7", **options: Any) -> Any:
        contexts.append(browser.new_context(**{**options_of(device), **options}))
        page = contexts[-1].new_page()
        if clock is not None:
            clock.follow(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Attach what the flows of a failed test have been through, and a picture of its page."""
    report = yield
    if call.when == "call" and report.failed:
        for session in item.stash.get(OPENED, []):
            report.sections.append((f"h5kit flow {session.handle[:8]}…", _told(session)))
        page = getattr(item, "funcargs", {}).get("page")
        if page is not None:
            report.sections.append(("h5kit screenshot", _pictured(item, page)))
    return report


def _told(session: Session) -> str:
    """Return a flow's history and pushes; a server that is gone must not hide the failure."""
    try:
        return json.dumps(session.story(), ensure_ascii=False, indent=1)
    except (OSError, ValueError) as fault:
        return f"not to be had: {fault!r}"


def _pictured(item: pytest.Item, page: Any) -> str:
    folder = item.config.rootpath / "test-results"
    path = folder / (re.sub(r"[^\w.-]+", "-", item.nodeid)[-120:] + ".png")
    try:
        page.screenshot(path=path)
    except Exception as fault:  # noqa: BLE001 - whatever the browser says
        return f"not to be had: {fault!r}"
    return str(path)
