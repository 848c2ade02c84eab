"""Time as a test moves it: the server's and its pages' together."""

from typing import Any

from h5kit.testing.server import DemoServer


class TestClock:
    """Moves every deadline, countdown and retry."""

    __test__ = False  # it's no test, whatever pytest takes its name for

    def __init__(self, server: DemoServer) -> None:
        """Take the server whose time is moved."""
        self._server = server
        self._pages: list[Any] = []

    def follow(self, page: Any) -> None:
        """Take a page along whose timers go with the server's (Playwright's Page, sync API).

        It has to come before the page loads: what has begun to count already isn't moved. The
        fixture does so for `page` and for the pages of `h5_mobile`.
        """
        page.clock.install()
        self._pages.append(page)

    def now(self) -> float:
        """Return the server's time, seconds since the epoch."""
        return float(self._server.call("/sandbox/clock")["now"])

    def advance(self, seconds: float) -> None:
        """Move on; the server first, so that what the page asks for next is already due."""
        self._server.advance(seconds)
        for page in self._pages:
            if not page.is_closed():
                page.clock.fast_forward(int(seconds * 1000))
