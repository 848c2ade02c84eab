"""Time as a test moves it: the server's and its pages' together."""

from typing import Any

from h5kit.testing.server import DemoServer
from h5kit.testing.sync_only import is_async

FOLLOWED = "before it loads: await h5_clock.afollow(page)"
AWAITED = f"a page of Playwright's async API; {FOLLOWED}; then: await h5_clock.aadvance(seconds)"


class TestClock:
    """Moves every deadline, countdown and retry."""

    __test__ = False  # it's no test, whatever pytest takes its name for

    def __init__(self, server: DemoServer) -> None:
        """Take the server whose time is moved."""
        self._server = server
        self._pages: list[Any] = []
        self._unfollowed: list[Any] = []

    def note(self, page: Any) -> None:
        """Take the test's own page along; an async one has to be followed by the test."""
        if not is_async(page):
            self.follow(page)
        elif page not in self._pages:
            self._unfollowed.append(page)

    def follow(self, page: Any) -> None:
        """Take a page along whose timers go with the server's (Playwright's Page, sync API).

        It has to come before the page loads: what has begun to count already isn't moved. The
        fixture does so for `page` and for the pages of `h5_mobile`. Raises TypeError for an async
        page.
        """
        if is_async(page):
            raise TypeError(AWAITED)
        if page not in self._pages:
            page.clock.install()
            self._pages.append(page)

    async def afollow(self, page: Any) -> None:
        """Take a page of Playwright's async API along, before it loads."""
        await page.clock.install()
        self._pages.append(page)
        self._unfollowed = [other for other in self._unfollowed if other is not page]

    def now(self) -> float:
        """Return the server's time, seconds since the epoch."""
        return float(self._server.call("/sandbox/clock")["now"])

    def advance(self, seconds: float) -> None:
        """Move on; the server first, so that what the page asks for next is already due.

        Raises TypeError, and moves nothing, where a page is of the async API.
        """
        if self._unfollowed or any(map(is_async, self._pages)):
            raise TypeError(AWAITED)
        self._server.advance(seconds)
        for page in self._open():
            page.clock.fast_forward(int(seconds * 1000))

    async def aadvance(self, seconds: float) -> None:
        """Move on, as `advance` does, with pages of the async API.

        Raises RuntimeError, and moves nothing, where the test's page isn't followed.
        """
        if self._unfollowed:
            raise RuntimeError(f"the page's timers would stay where they are; {FOLLOWED}")
        self._server.advance(seconds)
        for page in self._open():
            moved = page.clock.fast_forward(int(seconds * 1000))
            if is_async(page):
                await moved

    def _open(self) -> list[Any]:
        return [page for page in self._pages if not page.is_closed()]
