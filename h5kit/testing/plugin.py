"""The pytest plugin: fixtures for partners to test their apps against every case, offline.

It works with pytest-playwright and pytest-xdist: each worker has its own server and numbers. Large
modules are imported only when a fixture is used.
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
    from h5kit.testing.sessions import OpenedSession
    from h5kit.testing.sms import Sms
    from h5kit.testing.webhooks import Webhooks

BROWSERS = "playwright"
"""The name of the plugin pytest-playwright."""

TAKEN = {"device", "base_url"}
"""Fixtures of pytest-playwright whose names a test may also use for its parameters."""

OPENED = pytest.StashKey[list["OpenedSession"]]()
CLOCK = pytest.StashKey["TestClock"]()
PHONES = pytest.StashKey[list[Any]]()
"""The pages of `h5_mobile`."""


def pytest_configure(config: pytest.Config) -> None:
    """Register the browser choice, last, because the last plugin's fixture overrides others."""
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
    """Additional options of `h5kit demo`; override it in a suite: `("--records-encryption", …)`."""
    return ()


@pytest.fixture(scope="session")
def h5kit_server(_h5_receiver: Receiver, h5kit_options: Sequence[str]) -> Iterator[DemoServer]:
    """The whole product on a free port, with its own data: `.base_url`, `.partner`."""
    from h5kit.testing.server import DemoServer

    url = _h5_receiver.url
    receivers = ("--receiver", "--report-receiver", "--records-receiver")
    pushed = (word for name in receivers for word in (name, url))
    with DemoServer(*pushed, *h5kit_options) as running:
        yield running


@pytest.fixture(scope="session")
def h5_partner_app(h5kit_server: DemoServer) -> Iterator[PartnerApp]:
    """A partner's page on another site: `h5_partner_app.open(page, session, "sheet")`."""
    from h5kit.testing.partner_app import PartnerApp

    with PartnerApp(h5kit_server.base_url) as running:
        yield running


@pytest.fixture
def h5_session(
    h5kit_server: DemoServer, request: pytest.FixtureRequest
) -> Callable[..., OpenedSession]:
    """Open a session as a partner's server does: `h5_session(tel=…)` → `.url`, `.handle`."""
    from h5kit.testing.sessions import OpenedSession

    opened: list[OpenedSession] = request.node.stash.setdefault(OPENED, [])

    def open_session(**entry: Any) -> OpenedSession:
        made = h5kit_server.session(**{"uid": f"test-{uuid.uuid4().hex}", **entry})
        opened.append(OpenedSession(h5kit_server, made["url"], made["handle"]))
        return opened[-1]

    return open_session


@pytest.fixture
def h5_scenario() -> Callable[..., str]:
    """Return a number for a scenario: `h5_scenario("1001", carrier="移动", region="广东")`.

    Each call and worker gets another one; `carrier` and `region` are short forms. Raises ValueError
    for digits that are not in the scenario table, and for an unknown carrier or region.
    """
    from h5kit.testing.numbers import number

    return number


@pytest.fixture
def h5_clock(h5kit_server: DemoServer, request: pytest.FixtureRequest) -> TestClock:
    """Advance the time of the server (all deadlines and retries) and of the page together.

    A test must follow an async page itself: `await h5_clock.afollow(page)`.
    """
    clock = _clock(request, h5kit_server)
    if "page" in request.fixturenames:
        clock.note(request.getfixturevalue("page"))
    return clock


def _clock(request: pytest.FixtureRequest, server: DemoServer) -> TestClock:
    """Return the test's clock. Not a fixture, so that `h5_clock` and `h5_mobile` can share it."""
    from h5kit.testing.clock import TestClock

    made: TestClock = request.node.stash.setdefault(CLOCK, TestClock(server))
    return made


@pytest.fixture
def h5_webhooks(h5kit_server: DemoServer, _h5_receiver: Receiver) -> Webhooks:
    """The partner's receiver: `.url`, `.answers(500, "ok")`, `.wait("auth")`, `.deliveries()`."""
    from h5kit.testing.webhooks import Webhooks

    return Webhooks(_h5_receiver, h5kit_server)


@pytest.fixture
def h5_sms(h5kit_server: DemoServer) -> Sms:
    """Read the SMS sent by the carrier: `.last(tel)` → the newest code."""
    from h5kit.testing.sms import Sms

    return Sms(h5kit_server)


@pytest.fixture
def h5_mobile(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a page on a phone: `h5_mobile("iPhone 15")` → a Page of pytest-playwright's browser.

    The plugin's traces, videos and screenshots include it. Raises ValueError for an unknown phone,
    TypeError for a browser of Playwright's async API.
    """
    from h5kit.testing.devices import options_of
    from h5kit.testing.sync_only import demand_sync

    # The sync API can't be used inside the event loop of an async test, nor the reverse.
    demand_sync(getattr(request.node, "obj", None), "h5_mobile")
    demand_sync(request.getfixturevalue("browser"), "h5_mobile")
    contexts: list[Any] = []
    pages = request.node.stash.setdefault(PHONES, [])
    new_context = _contexts(request)

    def open_page(device: str = "Pixel 7", **options: Any) -> Any:
        contexts.append(new_context({**options_of(device), **options}))
        pages.append(contexts[-1].new_page())
        if "h5_clock" in request.fixturenames:
            _clock(request, request.getfixturevalue("h5kit_server")).follow(pages[-1])
        return pages[-1]

    yield open_page
    for context in contexts:
        context.close()


def _contexts(request: pytest.FixtureRequest) -> Callable[[dict[str, Any]], Any]:
    """Return a function that creates a context, by pytest-playwright if the browser is its own."""
    browser = request.getfixturevalue("browser")
    # A parameter of the test may have the name of a fixture that pytest-playwright needs.
    taken = getattr(request.node, "callspec", None)
    is_hidden = taken is not None and bool(TAKEN & taken.params.keys())
    if "playwright" not in request.fixturenames or is_hidden:
        return lambda options: browser.new_context(**options)
    marker = request.node.get_closest_marker("browser_context_args")
    usual = {**request.getfixturevalue("browser_context_args"), **(marker.kwargs if marker else {})}
    recorded = request.getfixturevalue("new_context")

    def make(options: dict[str, Any]) -> Any:
        # pytest-playwright adds the suite's options; it fails if a phone has one of the same name.
        if usual.keys() & options.keys():
            return browser.new_context(**{**usual, **options})
        return recorded(**options)

    return make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Attach the histories of a failed test's flows, and screenshots of its pages."""
    report = yield
    if call.when == "call" and report.failed:
        for session in item.stash.get(OPENED, []):
            report.sections.append((f"h5kit flow {session.handle[:8]}…", _told(session)))
        for n, page in enumerate(_pages(item)):
            report.sections.append(("h5kit screenshot", _pictured(item, page, n)))
    return report


def _pages(item: pytest.Item) -> list[Any]:
    """Return the pages for screenshots: only sync ones, since those of async ones are awaited."""
    from h5kit.testing.sync_only import is_async

    found = [*item.stash.get(PHONES, []), getattr(item, "funcargs", {}).get("page")]
    shown = [page for page in found if hasattr(page, "screenshot") and not is_async(page)]
    return list({id(page): page for page in shown}.values())


def _told(session: OpenedSession) -> str:
    """Return a flow's history and pushes; a dead server must not hide the test's failure."""
    try:
        return json.dumps(session.story(), ensure_ascii=False, indent=1)
    except (OSError, ValueError) as fault:
        return f"not available: {fault!r}"


def _pictured(item: pytest.Item, page: Any, n: int) -> str:
    folder = item.config.rootpath / "test-results"
    name = re.sub(r"[^\w.-]+", "-", item.nodeid)[-120:]
    path = folder / f"{name}{f'-{n + 1}' if n else ''}.png"
    try:
        page.screenshot(path=path)
    except Exception as fault:  # noqa: BLE001 - any error of the browser
        return f"not available: {fault!r}"
    return str(path)
