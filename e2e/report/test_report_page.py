"""The report on desktop and phone, without JavaScript: it fits and is accessible."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.accessible import in_schemes, in_widths, violations
from e2e.report.conftest import DESKTOP, PHONE, SMALL, WIDTHS, Opened
from h5kit.web.report.sections import SECTIONS

SIDS = ("SIDusual", "SIDgaps", "SIDmany", "SIDnone")
PICTURES = ("hours", "silences", "contacts", "regions", "months")
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
CUT_OFF = """() => Array.from(document.querySelectorAll('section table, header, .facts'))
  .filter(e => e.getBoundingClientRect().width && !e.closest('.scroll'))
  .filter(e => e.scrollWidth > e.parentElement.clientWidth + 1)
  .map(e => e.getAttribute('aria-label') || e.className)"""
SMALLEST_TARGET = 43.9
SMALL_TARGETS = """least => Array.from(document.querySelectorAll('a, button, summary'))
  .filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && !e.matches('.skip') && box.height < least;
  }).map(e => e.outerHTML.slice(0, 90))"""
SMALL_LETTERS = """() => Array.from(document.querySelectorAll('svg')).filter(
  e => e.getBoundingClientRect().width).map(e => {
    const drawn = e.viewBox.baseVal.width;
    return 11 * e.getBoundingClientRect().width / drawn;
  })"""


@pytest.mark.parametrize("sid", SIDS)
def test_the_report_fits(opened: Opened, sid: str) -> None:
    page = opened(sid, query="&numbers=all")
    _open_details(page)
    for width in in_widths(page, WIDTHS):
        assert page.evaluate(OVERFLOW) <= 0, width
        assert page.evaluate(CUT_OFF) == [], width


def _open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


@pytest.mark.parametrize("sid", ["SIDusual", "SIDgaps", "SIDnone"])
def test_the_report_is_accessible(opened: Opened, axe: str, sid: str) -> None:
    page = opened(sid, script=True, user="auditor")
    _open_details(page)
    for width in in_widths(page, WIDTHS):
        for scheme in in_schemes(page):
            assert violations(page, axe) == [], (width, scheme)


def test_the_rules_are_accessible_and_fit(opened: Opened, axe: str) -> None:
    page = opened("SIDusual", width=SMALL, script=True)
    page.locator("#identity").get_by_role("link", name="计算方法").click()
    page.wait_for_url("**/report/rules#identity")
    assert violations(page, axe) == []
    assert page.evaluate(OVERFLOW) <= 0


def test_targets_on_a_phone_are_large_enough(opened: Opened) -> None:
    page = opened("SIDgaps", width=PHONE, user="auditor")
    for width in in_widths(page, [PHONE, SMALL]):
        assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == [], width


def test_one_of_the_two_charts_is_shown_with_readable_text(opened: Opened) -> None:
    page = opened("SIDusual")
    for width in in_widths(page, [*WIDTHS, 719, 721, 991, 993]):
        for name in PICTURES:
            shown = [
                page.locator(f"svg:has(#{name}-{w}-title)").is_visible() for w in ("wide", "narrow")
            ]
            assert sorted(shown) == [False, True], (name, width)
        assert min(page.evaluate(SMALL_LETTERS)) >= 9.5, width


def test_a_chart_has_a_name_and_its_data(opened: Opened) -> None:
    page = opened("SIDusual", width=PHONE)
    assert page.get_by_role("img").count() == len(PICTURES)
    figure = page.locator("figure").filter(has_text="每月通话与消费")
    expect(figure.get_by_role("img", name="每月通话与消费")).to_be_visible()
    figure.get_by_text("数据表").click()
    expect(figure.get_by_role("table")).to_be_visible()


def test_the_table_of_contents_leads_to_each_section(opened: Opened) -> None:
    page = opened("SIDusual")
    for section, words, _ in SECTIONS:
        page.get_by_role("navigation").get_by_role("link", name=words, exact=True).click()
        expect(page).to_have_url(re.compile(f"#{section}$"))
        expect(page.locator(f"#{section}")).to_be_in_viewport()


def test_missing_months_and_findings_are_visible_without_scrolling(opened: Opened) -> None:
    page = opened("SIDgaps", width=DESKTOP)
    expect(page.get_by_role("heading", name="数据不完整")).to_be_in_viewport()
    expect(page.locator(".findings")).to_be_in_viewport(ratio=1)
    count = page.locator(".findings li").count()
    expect(page.get_by_role("heading", name=f"发现 {count} 项异常")).to_be_visible()


def test_an_auditor_unmasks_and_masks_again(opened: Opened) -> None:
    page = opened("SIDusual", user="auditor")
    hidden = page.locator("header .tel").inner_text()
    assert "****" in hidden
    page.get_by_role("button", name="显示完整信息").click()
    tel = page.locator("header .tel")
    expect(tel).not_to_contain_text("*")
    shown = tel.inner_text()
    assert shown.replace(shown[3:7], "****") == hidden
    page.get_by_role("link", name="隐藏完整信息").click()
    expect(tel).to_have_text(hidden)


def test_the_whole_list_of_numbers_is_one_link_away(opened: Opened) -> None:
    page = opened("SIDusual", width=SMALL)
    rows = page.locator("#numbers tbody tr")
    assert rows.count() == 50
    expect(rows.first).to_be_hidden()
    page.get_by_role("link", name="显示全部").click()
    expect(rows.nth(50)).to_be_visible()
