"""Pages other than `page`: phones of `h5_mobile`, and Playwright's async API."""

import sys

import pytest

from tests.testing.test_partner_app import CONFTEST

pytest_plugins = ["pytester"]

PHONES = """
import pytest

@pytest.fixture
def page(h5_mobile):
    return h5_mobile("iPhone 15", locale="en-GB")

def test_the_suites_own_page_is_a_phone_and_its_clock_moves(page, h5_clock):
    page.goto("data:text/html,<script>setTimeout(() => document.title = 'later', 60000)</script>")
    h5_clock.advance(61)
    assert page.title() == "later"
    assert page.viewport_size["width"] == 393
    assert page.evaluate("navigator.language") == "en-GB"

@pytest.mark.browser_context_args(viewport={"width": 1280, "height": 720}, locale="fr-FR")
def test_what_a_phone_says_of_itself_wins(h5_mobile):
    shown = h5_mobile("small")
    assert shown.viewport_size["width"] == 320
    assert shown.evaluate("navigator.language") == "fr-FR"

@pytest.mark.parametrize("device", ["iPhone 15", "small"])
def test_a_parameter_may_be_called_as_a_fixture_is(h5_mobile, device):
    assert h5_mobile(device).viewport_size["height"] in {659, 640}

def test_another_phone_is_refused_with_those_there_are(h5_mobile):
    with pytest.raises(ValueError, match="iPhone 15, Pixel 7"):
        h5_mobile("iPhone 14")

def test_that_fails(h5_mobile):
    for device in ("Pixel 7", "small"):
        h5_mobile(device).goto("data:text/html,<title>here</title>")
    assert False
"""

ASYNC = """
import asyncio
import pytest
from playwright.async_api import async_playwright
from h5kit.testing import AsyncH5Flow
from h5kit.testing.browser import find_chromium, launch_options

@pytest.fixture
def loop():
    made = asyncio.new_event_loop()
    yield made
    made.close()

@pytest.fixture
def browser(loop):
    playwright = loop.run_until_complete(async_playwright().start())
    launched = playwright.chromium.launch(**launch_options(find_chromium()))
    yield loop.run_until_complete(launched)
    loop.run_until_complete(playwright.stop())

@pytest.fixture
def page(loop, browser):
    return loop.run_until_complete(browser.new_page())

def test_the_clock_moves_by_aadvance(loop, page, h5_session, h5_scenario, h5_sms, h5_clock):
    tel = h5_scenario("1001")

    async def scene():
        await h5_clock.afollow(page)
        flow = await (await AsyncH5Flow(page).open(h5_session(tel=tel))).submit_phone()
        await flow.phone.control("sms_code").wait_for()
        await h5_clock.aadvance(61)
        await flow.request_code()

    loop.run_until_complete(scene())
    assert len(h5_sms.of(tel)) == 2

def test_the_sync_methods_refuse_an_async_page(loop, page, h5_clock):
    before = h5_clock.now()
    with pytest.raises(TypeError, match="await h5_clock.aadvance"):
        h5_clock.advance(600)
    with pytest.raises(TypeError, match="await h5_clock.afollow"):
        h5_clock.follow(page)
    with pytest.raises(RuntimeError, match="await h5_clock.afollow"):
        loop.run_until_complete(h5_clock.aadvance(600))
    assert h5_clock.now() < before + 600

def test_the_partner_app_refuses_an_async_page(page, h5_session, h5_scenario, h5_partner_app):
    with pytest.raises(TypeError, match="h5_partner_app needs Playwright's sync API"):
        h5_partner_app.open(page, h5_session(tel=h5_scenario("0000")))

def test_that_errs(h5_mobile):
    pass

async def test_that_errs_too(h5_mobile):
    pass

def test_that_fails(page, h5_session, h5_scenario):
    h5_session(tel=h5_scenario("0000"))
    assert False
"""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def _run(pytester: pytest.Pytester, suite: str, *options: str) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(suite)
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options)
    return pytester.run(*command)


def test_phones_have_traces_and_screenshots_like_other_pages(pytester: pytest.Pytester) -> None:
    done = _run(pytester, PHONES, "--tracing", "retain-on-failure")
    done.assert_outcomes(passed=5, failed=1)
    results = pytester.path / "test-results"
    assert len(list(results.glob("*test_that_fails*.png"))) == 2
    assert len(list(results.rglob("trace-*.zip"))) == 2


def test_async_pages_work_with_the_awaited_methods_only(pytester: pytest.Pytester) -> None:
    done = _run(pytester, ASYNC, "-W", "error::RuntimeWarning")
    done.assert_outcomes(passed=3, failed=1, errors=2)
    done.stdout.fnmatch_lines(["*h5_mobile needs Playwright's sync API*", "*h5kit flow*"])
    done.stdout.no_fnmatch_line("*h5kit screenshot*")
    done.stdout.no_fnmatch_line("*never awaited*")
    assert "never awaited" not in done.stderr.str()
