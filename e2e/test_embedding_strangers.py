"""A site that is not registered can neither frame the flow, nor get its events, nor send to it."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from e2e.partner_site import PartnerPage, PartnerSite
from h5kit.testing.browser import find_chromium, launch_options
from h5kit.testing.pages import H5Flow
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer

TOKEN, SECRET = "token-of-the-shop", "secret-of-the-shop"
HOSTS = "--host-resolver-rules=MAP *.example 127.0.0.1"
PARTNERS = """
[[partner]]
appid = "shop"
name = "商店"
token = "{token}"
secret = "{secret}"
redirect_hosts = ["shop.example:{port}"]
embed_origins = ["http://shop.example:{port}"]
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def port() -> int:
    """The port of the partner's site, as registered in embed_origins."""
    return _free_port()


@pytest.fixture(scope="module")
def kit(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A demo whose partner has registered shop.example only."""
    file = tmp_path_factory.mktemp("partners") / "partners.toml"
    file.write_text(PARTNERS.format(token=TOKEN, secret=SECRET, port=port), "utf-8")
    with DemoServer("--partners", str(file)) as running:
        running.partner = {"token": TOKEN, "secret": SECRET}
        yield running


@pytest.fixture(scope="module")
def site(kit: DemoServer, port: int) -> Iterator[PartnerSite]:
    """One server, at shop.example the partner's and at evil.example a stranger's."""
    with PartnerSite(kit.base_url, SECRET, port) as running:
        yield running


@pytest.fixture(scope="module")
def named(browser: Browser) -> Iterator[Browser]:
    """A browser that resolves all names below .example to this machine."""
    options = launch_options(find_chromium())
    options["args"] = [*options["args"], HOSTS]
    running = browser.browser_type.launch(**options)
    yield running
    running.close()


@pytest.fixture
def context(named: Browser) -> Iterator[BrowserContext]:
    """A phone of that browser."""
    made = named.new_context(viewport={"width": 390, "height": 844})
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that is expected to have console errors."""
    return context.new_page()


def _collect(page: Page) -> None:
    page.add_init_script("addEventListener('message', e => (window.heard ||= []).push(e.data))")


def _frame(page: Page, url: str) -> None:
    page.evaluate(
        "url => { const f = document.createElement('iframe'); f.src = url;"
        " f.style.cssText = 'width:100%;height:700px'; document.body.append(f) }",
        url,
    )


def test_the_registered_site_frames_the_flow(page: Page, site: PartnerSite) -> None:
    partner = PartnerPage(page).open(site.address("shop.example", tel=number("0000")), "sheet")
    partner.flow.complete()
    partner.expect_state("已授权 SID")


def test_a_strangers_site_cannot_frame_it_and_gets_the_direct_link(
    page: Page, site: PartnerSite
) -> None:
    address = site.address("evil.example", tel=number("0000"), timeout="500")
    partner = PartnerPage(page).open(address, "sheet")
    expect(page.get_by_role("link", name="打开较慢，点此直接前往")).to_be_visible()
    assert partner.flow.main.count() == 0
    assert partner.events() == []


def test_in_an_old_browser_a_stranger_that_frames_it_gets_no_events(
    page: Page, kit: DemoServer, site: PartnerSite
) -> None:
    def without_policy(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={"content-type": answer.headers["content-type"]})

    page.route("**/f/*", without_policy)
    _collect(page)
    page.goto(site.address("evil.example"))
    _frame(page, kit.session(tel=number("0000"))["url"])
    flow = H5Flow(page.frame_locator("iframe"))
    with page.expect_response("**/events.js"):
        flow.expect_step("phone")
    flow.complete()
    assert page.evaluate("window.heard") is None


def test_a_frame_beside_the_flow_cannot_send_hello(
    page: Page, kit: DemoServer, site: PartnerSite
) -> None:
    page.goto(site.address("shop.example"))
    home = f"http://shop.example:{site.port}/?back"
    _frame(page, kit.session(tel=number("0000"), redirect_url=home)["url"])
    flow = H5Flow(page.frame_locator("iframe").first)
    flow.expect_step("phone")
    _frame(page, site.address("evil.example"))
    evil = page.frames[2]
    evil.wait_for_load_state()
    flow.complete()
    evil.evaluate("parent.frames[0].postMessage({v: 1, type: 'hello'}, '*')")
    flow.success.close()
    # After a hello of its own page the flow would stay; without one it leaves the frame.
    page.wait_for_url(home)
