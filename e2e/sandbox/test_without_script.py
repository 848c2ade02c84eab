"""Without JavaScript the console still works: choose, look, reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from e2e.sandbox.console import Console
from h5kit.messages import Message


@pytest.fixture
def context(browser: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    """A browser without JavaScript."""
    made = browser.new_context(
        java_script_enabled=False,
        **context_options,  # type: ignore[arg-type]  # a device's description
    )
    yield made
    made.close()


def test_a_flow_can_be_opened_and_inspected(console: Console) -> None:
    console.begin("1002").flow.submit_phone()
    console.flow.control("captcha").wait_for()
    console.page.get_by_role("link", name="刷新控制台").click()
    word = console.page.locator("#inbox .answer b").inner_text()
    console.flow.submit_challenge(service_password="246813", agree="yes", captcha=word)
    console.flow.expect_step("success")
    console.page.get_by_role("link", name="刷新控制台").click()
    console.expect_lit("success")


def test_controls_that_need_javascript_are_hidden(console: Console) -> None:
    console.begin("0000")
    for name in ("代填本步", "重新加载", "杀掉应用再打开", "复制地址"):
        expect(console.page.get_by_role("button", name=name)).to_be_hidden()


def test_the_clock_can_be_moved(console: Console) -> None:
    console.begin("0000")
    console.press("+5 分")
    console.expect_lit("failed")
    console.flow.expect_message(Message.TIMED_OUT)
