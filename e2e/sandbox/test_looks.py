"""The console on desktop, tablet and phone, light and dark: it fits and is accessible."""

import pytest
from playwright.sync_api import Page, expect

from e2e.accessible import in_schemes, violations
from e2e.sandbox.console import Console

OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
SIZES: dict[str, dict[str, object]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "tablet": {"viewport": {"width": 900, "height": 700}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
SMALLEST_TARGET = 43.9
SMALL_TARGETS = """least => Array.from(document.querySelectorAll(
  'button, a, select, summary, input:not([type=checkbox]):not([type=hidden]), label.tick'))
  .filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.height < least;
  }).map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """The name of a size."""
    name: str = request.param
    return name


@pytest.fixture
def context_options(size: str) -> dict[str, object]:
    """A device."""
    return SIZES[size]


def test_the_console_is_accessible_and_fits(console: Console, axe: str, size: str) -> None:
    page = console.page
    _check(page, axe, size)
    console.begin("2002").submit()
    console.expect_lit("verify")
    _check(page, axe, size)
    console.submit()
    console.expect_lit("success")
    expect(page.locator("#pulled .chip.ready")).to_have_count(4)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    _check(page, axe, size)


def _check(page: Page, axe: str, size: str) -> None:
    for scheme in in_schemes(page):
        assert page.evaluate(OVERFLOW) <= 0, scheme
        if size == "phone":
            assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == [], scheme
        # test_devices.py checks the flow's own pages.
        assert violations(page, axe, {"exclude": ["iframe"]}, {"iframes": False}) == [], scheme


def test_the_panels_are_beside_or_below_the_flow(console: Console, size: str) -> None:
    console.begin("0000")
    flow, told, table = (
        console.page.locator(part).evaluate("e => e.getBoundingClientRect().top")
        for part in (".phone", "main", "#start")
    )
    if size == "phone":
        assert flow < told < table
    else:
        assert flow == told <= table
