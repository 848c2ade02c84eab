"""Time as a test moves it: the server's and the page's together."""

from typing import Any

from h5kit.testing.server import DemoServer


class TestClock:
    """Moves every deadline, countdown and retry."""

    __test__ = False  # it's no test, whatever pytest takes its name for

    def __init__(self, server: DemoServer, page: Any = None) -> None:
        """Take the server, and the page whose timers go along (Playwright's Page) or None."""
        self._server = server
        self._page = page
        if page is not None:
            page.clock.install()

    def now(self) -> float:
        """Return the server's time, seconds since the epoch."""
        return float(self._server.call("/sandbox/clock")["now"])

    def advance(self, seconds: float) -> None:
        """Move on; the server first, so that what the page asks for next is already due."""
        self._server.advance(seconds)
        if self._page is not None:
            self._page.clock.fast_forward(int(seconds * 1000))
