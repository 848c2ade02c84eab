"""The exact size of the first page on the wire, headers included."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

KB = 1024


def _load(context: BrowserContext, page: Page, url: str) -> list[int]:
    """Return the transferred size of each answer after the entry's redirect, in order."""
    cdp = context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def begun(event: dict[str, Any]) -> None:
        sizes.setdefault(event["requestId"], 0)

    cdp.on("Network.requestWillBeSent", begun)

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    cdp.on("Network.loadingFinished", finished)
    page.goto(url)
    page.wait_for_function("window.htmx !== undefined")
    page.wait_for_load_state("networkidle")
    return [size for size in sizes.values() if size]


@pytest.mark.parametrize(("entry", "most"), [("phone", 16 * KB), ("basic_info", 18 * KB)])
def test_the_first_page_stays_within_its_budget(
    context: BrowserContext, page: Page, server: DemoServer, entry: str, most: int
) -> None:
    fields = {"tel": number("0000")} if entry == "phone" else {}
    sizes = _load(context, page, server.session(**fields)["url"])
    assert len(sizes) == 3, sizes
    assert sum(sizes) <= most, sizes
    assert sizes[0] <= 6 * KB, "the first paint needs the page alone"


def test_nothing_blocks_rendering(page: Page, server: DemoServer) -> None:
    page.goto(server.entry(tel=number("0000")))
    assert page.locator("link[rel=stylesheet]").count() == 0
    assert page.locator("head script:not([defer]):not([src*='htmx'])").count() == 0
