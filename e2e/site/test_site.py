"""The site on desktop and phone, without JavaScript: it fits and is accessible."""

import pytest
from playwright.sync_api import expect

from e2e.accessible import in_schemes, in_widths, violations
from e2e.report.test_report_page import OVERFLOW, SMALLEST_TARGET
from e2e.site.conftest import DESKTOP, PHONE, SMALL, WIDTHS, Opened
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer
from tests.eventually import eventually

PAGES = (
    "/site/reports", "/site/console", "/site/console/deliveries", "/site/console/partners",
    "/site/console/audit",
)  # fmt: skip
SMALL_TARGETS = """least => Array.from(document.querySelectorAll('a, button, input, select'))
  .filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && e.type !== 'hidden' && !e.matches('.skip') && box.height < least;
  }).map(e => e.outerHTML.slice(0, 90))"""
CUT_OFF = """() => Array.from(document.querySelectorAll('table, dl, form, h1, h2'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_and_targets_on_a_phone_are_large_enough(opened: Opened, path: str) -> None:
    page = opened(path)
    for width in in_widths(page, WIDTHS):
        assert page.evaluate(OVERFLOW) <= 0, width
        assert page.evaluate(CUT_OFF) == [], width
        if width != DESKTOP:
            assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == [], width


def test_every_page_is_accessible(opened: Opened, axe: str) -> None:
    page = opened(PAGES[0], script=True)
    base = page.url.removesuffix(PAGES[0])
    for path in PAGES:
        page.goto(base + path)
        for width in in_widths(page, WIDTHS):
            for scheme in in_schemes(page):
                assert violations(page, axe) == [], (path, width, scheme)


def test_the_login_is_accessible_and_fits(opened: Opened, axe: str) -> None:
    page = opened("/site/login", width=SMALL, script=True, is_in=False)
    for scheme in in_schemes(page):
        assert violations(page, axe) == [], scheme
        assert page.evaluate(OVERFLOW) <= 0, scheme


def test_an_attack_as_uid_is_shown_as_text(opened: Opened) -> None:
    page = opened("/site/reports", script=True, width=SMALL)
    expect(page.get_by_text("<script>window.hit=1</script>")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('script, img').length") == 0


def test_a_report_is_found_in_the_list_opened_and_left_again(opened: Opened) -> None:
    page = opened("/site/reports", width=PHONE)
    page.get_by_label("报告编号、用户标识或手机号后四位").fill("user-7")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="查看").click()
    expect(page.get_by_role("heading", name="运营商报告")).to_be_visible()
    page.get_by_role("link", name="我的报告").click()
    page.get_by_role("link", name="更早的").click()
    expect(page.get_by_role("link", name="最新")).to_be_visible()


def test_the_form_does_not_send_a_whole_number(opened: Opened) -> None:
    page = opened("/site/reports")
    before = page.url
    page.get_by_label("报告编号、用户标识或手机号后四位").fill("13400000001")
    page.get_by_role("button", name="查询").click()
    assert page.url == before


def test_a_push_is_redelivered_from_the_console(
    opened: Opened, busy: DemoServer, receiver: Receiver
) -> None:
    page = opened("/site/console/deliveries")
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="重新推送")).last
    again = str(row.locator("[name=id]").get_attribute("value"))

    def times() -> int:
        return sum(push.headers["webhook-id"] == again for push in receiver.pushes())

    assert times() == 1
    row.get_by_role("button", name="重新推送").click()
    page.wait_for_url("**/site/console/deliveries?live=1")
    expect(page.get_by_role("cell", name="2. ").first).to_be_visible(timeout=15_000)
    eventually(times, lambda sent: sent > 1, "sent again")
    assert times() == 2
    page.get_by_role("link", name="审计日志").click()
    expect(page.get_by_role("cell", name="重新推送").first).to_be_visible()


def test_logging_out_takes_one_click(opened: Opened) -> None:
    page = opened("/site/console")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
