"""A partner's page on a site of its own, which shows the flow in each way there is."""

from functools import cache
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from h5kit.testing.loopback import Loopback
from h5kit.testing.pages.flow import H5Flow, Opener
from h5kit.testing.partner_page import WEBVIEW, PageHears, PartnerPage, bridge
from h5kit.testing.sync_only import demand_sync

MODES = ("redirect", "full", "sheet", "inline", WEBVIEW)
PATIENCE = 15_000
"""Milliseconds to wait for the SDK."""


@cache
def _html() -> bytes:
    return files("h5kit.testing").joinpath("partner_app.html").read_bytes()


class PartnerApp(Loopback):
    """A partner's site, for as long as the `with` block runs.

    It's `localhost` where the kit is `127.0.0.1`: two sites, as in earnest.
    """

    def __init__(self, kit: str) -> None:
        """Take where the kit is."""
        self._sdk = f"{kit}/h5kit.js"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(_html())))
                self.end_headers()
                self.wfile.write(_html())

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        super().__init__(Handler)
        self.url = f"http://localhost:{self.port}/"

    @property
    def home(self) -> str:
        """Where a person comes back to: the session's `redirect_url` for the mode `redirect`."""
        return f"{self.url}?back"

    def address(self, session: Opener, mode: str = "sheet") -> str:
        """Return the page that shows a session in a mode, by a tap on 去授权.

        An app's web view has no page around the flow: there it's the flow's own address.
        """
        _check(mode)
        if mode == WEBVIEW:
            return session.url
        return self.url + "?" + urlencode({"sdk": self._sdk, "url": session.url, "mode": mode})

    def open(
        self, page: Page, session: Opener, mode: str = "sheet", app: str = "android"
    ) -> PartnerPage:
        """Show a session in a page that has shown nothing yet; returns what the partner sees.

        `app` says whose bridge a web view has: `android`, `ios`, `react-native`, `flutter` or
        `mini-program`. Raises ValueError for a mode or an app that there isn't, TypeError for a
        page of Playwright's async API.
        """
        demand_sync(page, "h5_partner_app")
        address, told = self.address(session, mode), PageHears()
        page.expose_function("h5Told", told.take)
        if mode == WEBVIEW:
            page.add_init_script(bridge(app))
        page.goto(address)
        if mode != WEBVIEW:
            button = page.get_by_role("button", name="去授权", exact=True)
            expect(button).to_be_visible(timeout=PATIENCE)
            button.click()
        is_framed = mode not in {"redirect", WEBVIEW}
        flow = H5Flow(page.frame_locator("iframe") if is_framed else page)
        return PartnerPage(page, flow, told)


def _check(mode: str) -> None:
    if mode not in MODES:
        raise ValueError(f"{mode!r} is none of {', '.join(MODES)}")
