"""The site on desktop and phone without script: it fits, can be read, and can be operated."""

import pytest
from playwright.sync_api import expect

from e2e.report.test_report_page import OVERFLOW, SMALLEST_TARGET
from e2e.site.conftest import PHONE, SMALL, WIDTHS, Opened
from h5kit.languages import REPORT_LANGUAGES
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
VIOLATIONS = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits(opened: Opened, path: str, width: int) -> None:
    page = opened(path, width=width)
    for lang in REPORT_LANGUAGES:
        page.goto(f"{page.url.partition('?')[0]}?lang={lang}")
        assert page.evaluate(OVERFLOW) <= 0, lang
        assert page.evaluate(CUT_OFF) == [], lang


@pytest.mark.parametrize("width", [PHONE, SMALL])
@pytest.mark.parametrize("path", PAGES)
def test_what_can_be_tapped_on_a_phone_can_be_hit(opened: Opened, path: str, width: int) -> None:
    page = opened(path, width=width)
    for lang in REPORT_LANGUAGES:
        page.goto(f"{page.url.partition('?')[0]}?lang={lang}")
        assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == [], lang


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(opened: Opened, axe: str, width: int, scheme: str) -> None:
    page = opened(PAGES[0], width=width, scheme=scheme, script=True)
    base = page.url.removesuffix(PAGES[0])
    for path in PAGES:
        page.goto(base + path)
        page.evaluate(axe)
        assert page.evaluate(VIOLATIONS) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_is_accessible_and_fits(opened: Opened, axe: str, scheme: str) -> None:
    page = opened("/site/login", width=SMALL, scheme=scheme, script=True, is_in=False)
    page.evaluate(axe)
    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate(OVERFLOW) <= 0


def test_an_attack_for_a_uid_is_shown_as_text(opened: Opened) -> None:
    page = opened("/site/reports", script=True, width=SMALL)
    expect(page.get_by_text("<script>window.hit=1</script>")).to_be_visible()
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('script, img').length") == 0


def test_from_the_list_one_finds_and_opens_a_report_and_comes_back(opened: Opened) -> None:
    page = opened("/site/reports", width=PHONE)
    page.get_by_label("报告编号、用户标识或手机号后四位").fill("user-7")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="查看").click()
    expect(page.get_by_role("heading", name="运营商报告")).to_be_visible()
    page.get_by_role("link", name="我的报告").click()
    page.get_by_role("link", name="更早的").click()
    expect(page.get_by_role("link", name="最新")).to_be_visible()


def test_a_whole_number_is_not_sent_by_the_form(opened: Opened) -> None:
    page = opened("/site/reports")
    before = page.url
    page.get_by_label("报告编号、用户标识或手机号后四位").fill("13400000001")
    page.get_by_role("button", name="查询").click()
    assert page.url == before


def test_a_push_is_sent_again_from_the_console(
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


def test_logging_out_is_one_press(opened: Opened) -> None:
    page = opened("/site/console")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
