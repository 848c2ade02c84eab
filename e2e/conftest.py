"""Fixtures of the browser tests: a server, a receiver and a page in each of three script modes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from e2e.modes import MODES
from e2e.noted import NotingFlow
from h5kit.testing.browser import find_chromium, launch_options
from h5kit.testing.pages import H5Flow
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer

# The browser's own message about a 4xx answer, which is intended.
# Longer than Playwright's 5 s, because a busy machine is slow.
expect.set_options(timeout=15_000)

EXPECTED_NOTES = ("the server responded with a status of 4",)


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """A partner's receiver."""
    with Receiver() as running:
        yield running


@pytest.fixture(scope="session")
def server(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """The demo in a process of its own, pushing to the receiver."""
    data = tmp_path_factory.mktemp("data")
    with DemoServer("--data", str(data), "--receiver", receiver.url) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker; without one the tests fail with the remedy."""
    options = launch_options(find_chromium())
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**options)
        yield running
        running.close()


def _watch(page: Page, base_url: str, found: list[str]) -> None:
    def note(message: ConsoleMessage) -> None:
        is_noise = any(words in message.text for words in EXPECTED_NOTES)
        if message.type in {"error", "warning"} and not is_noise:
            found.append(f"console: {message.text}")

    def request(url: str) -> None:
        if not url.startswith((base_url, "data:")):
            found.append(f"off origin: {url}")

    page.on("console", note)
    page.on("pageerror", lambda fault: found.append(f"script: {fault}"))
    page.on("request", lambda r: request(r.url))


@pytest.fixture
def context_options() -> dict[str, object]:
    """Options of the device; tests override them."""
    return {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    """The script mode of the browser."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def context(
    browser: Browser, context_options: dict[str, object], request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A fresh browser context, in the script mode of the test."""
    chosen = request.getfixturevalue("mode") if "mode" in request.fixturenames else "htmx"
    made = browser.new_context(
        java_script_enabled=chosen != "no-script",
        **context_options,  # type: ignore[arg-type]  # a device's description
    )
    if chosen == "no-htmx":
        made.route("**/htmx.js", lambda route: route.abort())
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(
    context: BrowserContext, server: DemoServer, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page that must end without console errors, CSP violations or requests to other servers."""
    found: list[str] = []
    made = context.new_page()
    _watch(made, server.base_url, found)
    yield made
    is_blocked = "mode" in request.fixturenames and request.getfixturevalue("mode") == "no-htmx"
    if is_blocked:
        found = [f for f in found if "ERR_FAILED" not in f]
    assert found == []


@pytest.fixture
def flow(page: Page, request: pytest.FixtureRequest) -> Iterator[H5Flow]:
    """The flow's page object; it records shown messages for the coverage page."""
    noting = NotingFlow(page, request.node.nodeid)
    yield noting
    if not page.is_closed():
        noting.note_what_is_shown()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source code of axe."""
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
