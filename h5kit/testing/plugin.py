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
    from h5kit.testing.sessions import OpenedSession
    from h5kit.testing.sms import Sms
    from h5kit.testing.webhooks import Webhooks

BROWSERS = "playwright"
"""What pytest-playwright is called among plugins."""

TAKEN = {"device", "base_url"}
"""Fixtures of pytest-playwright's whose names a test may well give to its parameters."""

OPENED = pytest.StashKey[list["OpenedSession"]]()
CLOCK = pytest.StashKey["TestClock"]()
PHONES = pytest.StashKey[list[Any]]()
"""The pages of `h5_mobile`."""


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

    Another one for each call and worker; `carrier` and `region` are short forms. Raises
    ValueError for what there isn't: digits that are no row of the scenario table, other words.
    """
    from h5kit.testing.numbers import number

    return number


@pytest.fixture
def h5_clock(h5kit_server: DemoServer, request: pytest.FixtureRequest) -> TestClock:
    """Move the server's time, with every deadline and retry, and the page's together.

    An async page is followed by the test itself: `await h5_clock.afollow(page)`.
    """
    clock = _clock(request, h5kit_server)
    if "page" in request.fixturenames:
        clock.note(request.getfixturevalue("page"))
    return clock


def _clock(request: pytest.FixtureRequest, server: DemoServer) -> TestClock:
    """Return the test's clock; `page` may be one of `h5_mobile`, so neither waits for the other."""
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
    """Read what the carrier has sent: `.last(tel)` → the newest code."""
    from h5kit.testing.sms import Sms

    return Sms(h5kit_server)


@pytest.fixture
def h5_mobile(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a page on a phone: `h5_mobile("iPhone 15")` → a Page of pytest-playwright's browser.

    It's in that plugin's traces, videos and screenshots. Raises ValueError for another phone,
    TypeError for a browser of Playwright's async API.
    """
    from h5kit.testing.devices import options_of
    from h5kit.testing.sync_only import demand_sync

    # An async test's loop would be closed to the sync browser, and the other way round.
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
    """Return what makes a context: pytest-playwright, which records it, if the browser is its."""
    browser = request.getfixturevalue("browser")
    # A parameter of the test may have the name of a fixture that its contexts are made by.
    taken = getattr(request.node, "callspec", None)
    is_hidden = taken is not None and bool(TAKEN & taken.params.keys())
    if "playwright" not in request.fixturenames or is_hidden:
        return lambda options: browser.new_context(**options)
    marker = request.node.get_closest_marker("browser_context_args")
    usual = {**request.getfixturevalue("browser_context_args"), **(marker.kwargs if marker else {})}
    recorded = request.getfixturevalue("new_context")

    def make(options: dict[str, Any]) -> Any:
        # It adds the suite's own options, and fails where a phone's have the same name.
        if usual.keys() & options.keys():
            return browser.new_context(**{**usual, **options})
        return recorded(**options)

    return make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Attach what the flows of a failed test have been through, and a picture of its page."""
    report = yield
    if call.when == "call" and report.failed:
        for session in item.stash.get(OPENED, []):
            report.sections.append((f"h5kit flow {session.handle[:8]}…", _told(session)))
        for n, page in enumerate(_pages(item)):
            report.sections.append(("h5kit screenshot", _pictured(item, page, n)))
    return report


def _pages(item: pytest.Item) -> list[Any]:
    """Return the pages that a picture can be taken of: an async one's would have to be awaited."""
    from h5kit.testing.sync_only import is_async

    found = [*item.stash.get(PHONES, []), getattr(item, "funcargs", {}).get("page")]
    shown = [page for page in found if hasattr(page, "screenshot") and not is_async(page)]
    return list({id(page): page for page in shown}.values())


def _told(session: OpenedSession) -> str:
    """Return a flow's history and pushes; a server that is gone must not hide the failure."""
    try:
        return json.dumps(session.story(), ensure_ascii=False, indent=1)
    except (OSError, ValueError) as fault:
        return f"not to be had: {fault!r}"


def _pictured(item: pytest.Item, page: Any, n: int) -> str:
    folder = item.config.rootpath / "test-results"
    name = re.sub(r"[^\w.-]+", "-", item.nodeid)[-120:]
    path = folder / f"{name}{f'-{n + 1}' if n else ''}.png"
    try:
        page.screenshot(path=path)
    except Exception as fault:  # noqa: BLE001 - whatever the browser says
        return f"not to be had: {fault!r}"
    return str(path)
