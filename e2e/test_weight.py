"""What the first page weighs on the wire, headers included, in exact bytes."""

import pytest
from playwright.sync_api import BrowserContext, Page

from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

KB = 1024


def _load(context: BrowserContext, page: Page, url: str) -> list[int]:
    """Return the encoded size of each answer after the entry's redirect, in order."""
    cdp = context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    cdp.on("Network.requestWillBeSent", lambda e: sizes.setdefault(e["requestId"], 0))
    cdp.on(
        "Network.loadingFinished",
        lambda e: sizes.__setitem__(e["requestId"], int(e["encodedDataLength"])),
    )
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
