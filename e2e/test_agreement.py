"""The agreement covers P2; typed values stay, and every way back leads to P2."""

import pytest
from playwright.sync_api import Page, expect

from e2e.modes import SCRIPTED
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

# Without JavaScript no secret is sent back to the browser.
pytestmark = pytest.mark.parametrize("mode", SCRIPTED, indirect=True)
BEFORE = "data:text/html,before"


@pytest.fixture
def typed(flow: H5Flow, page: Page, server: DemoServer, mode: str) -> H5Flow:
    """P2 with a typed SMS code and a changed password, covered by the agreement."""
    page.goto(BEFORE)
    flow.open(server.entry(tel=number("1001"))).submit_phone()
    flow.control("sms_code").wait_for()
    flow.fill(sms_code="123456", service_password="135724")
    flow.phone.open_agreement()
    expect(flow.agreement.heading).to_be_focused()
    return flow


def _expect_untouched(flow: H5Flow) -> None:
    expect(flow.phone.control("sms_code")).to_have_value("123456")
    expect(flow.phone.control("service_password")).to_have_value("135724")
    expect(flow.phone.control("agree")).to_be_checked()
    expect(flow.phone.button_named("《运营商授权协议》")).to_be_focused()
    expect(flow.main).to_have_count(1)


def test_its_back_link_uncovers_typed_values(typed: H5Flow) -> None:
    typed.agreement.back()
    _expect_untouched(typed)
    typed.press("提交")
    typed.expect_step("success")


def test_the_browsers_back_uncovers_typed_values(typed: H5Flow, page: Page) -> None:
    page.go_back()
    _expect_untouched(typed)
    typed.press("提交")
    typed.expect_step("success")


def test_it_can_be_read_twice_and_leaves_no_history_entry(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    page.goto(BEFORE)
    flow.open(server.entry(tel=number("0000"))).fill(service_password="135724")
    for _ in range(2):
        flow.phone.open_agreement()
        flow.agreement.back()
        expect(flow.phone.control("service_password")).to_have_value("135724")
    page.go_back()
    assert page.url == BEFORE


def test_reloading_it_shows_p2(typed: H5Flow, page: Page) -> None:
    page.reload()
    expect(typed.phone.control("sms_code")).to_have_value("")
    page.go_back()
    typed.expect_step("phone")


def test_a_flow_in_another_step_shows_that_step_instead(
    flow: H5Flow, page: Page, server: DemoServer, mode: str
) -> None:
    session = server.session(tel=number("2001"))
    page.goto(BEFORE)
    flow.open(session["url"])
    other = H5Flow(page.context.new_page()).open(session["url"])
    other.submit_phone().expect_step("verify")
    flow.phone.open_agreement()
    flow.expect_step("verify")
    page.go_back()
    assert page.url == BEFORE
