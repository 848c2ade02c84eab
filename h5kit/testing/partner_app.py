"""A partner's page on another site, which shows the flow in every mode of the SDK."""

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
    """A partner's site while the `with` block runs.

    It is at `localhost` and the kit at `127.0.0.1`, so that they are two sites as in production.
    """

    def __init__(self, kit: str) -> None:
        """`kit` is the address of the kit."""
        self._sdk = f"{kit}/h5kit.js"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(_html())))
                self.end_headers()
                self.wfile.write(_html())

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        super().__init__(Handler)
        self.url = f"http://localhost:{self.port}/"

    @property
    def home(self) -> str:
        """The address for the session's `redirect_url` in the mode `redirect`."""
        return f"{self.url}?back"

    def address(self, session: Opener, mode: str = "sheet") -> str:
        """Return the address of the page that shows a session in a mode after a tap on 去授权.

        For an app's web view, which has no page around the flow, it is the flow's own address.
        """
        _check(mode)
        if mode == WEBVIEW:
            return session.url
        return self.url + "?" + urlencode({"sdk": self._sdk, "url": session.url, "mode": mode})

    def open(
        self, page: Page, session: Opener, mode: str = "sheet", app: str = "android"
    ) -> PartnerPage:
        """Show a session in a new page; return the partner's view of it.

        `app` selects the bridge of a web view: `android`, `ios`, `react-native`, `flutter` or
        `mini-program`. Raises ValueError for an unknown mode or app, TypeError for a page of
        Playwright's async API.
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
        raise ValueError(f"{mode!r} is not one of {', '.join(MODES)}")
