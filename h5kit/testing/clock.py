"""Advance the time of the server and its pages together."""

from typing import Any

from h5kit.testing.server import DemoServer
from h5kit.testing.sync_only import is_async

FOLLOWED = "before it loads: await h5_clock.afollow(page)"
AWAITED = f"a page of Playwright's async API; {FOLLOWED}; then: await h5_clock.aadvance(seconds)"


class TestClock:
    """Advances all deadlines, countdowns and retries."""

    __test__ = False  # the name begins with Test, but it isn't one

    def __init__(self, server: DemoServer) -> None:
        """Advance the time of this server."""
        self._server = server
        self._pages: list[Any] = []
        self._unfollowed: list[Any] = []

    def note(self, page: Any) -> None:
        """Follow the test's own page; the test itself must follow an async one."""
        if not is_async(page):
            self.follow(page)
        elif page not in self._pages:
            self._unfollowed.append(page)

    def follow(self, page: Any) -> None:
        """Let `advance` also advance the timers of a page (Playwright's Page, sync API).

        Call it before the page loads: running timers aren't advanced. The fixture does this for
        `page` and for the pages of `h5_mobile`. Raises TypeError for an async page.
        """
        if is_async(page):
            raise TypeError(AWAITED)
        if page not in self._pages:
            page.clock.install()
            self._pages.append(page)

    async def afollow(self, page: Any) -> None:
        """Follow a page of Playwright's async API; call it before the page loads."""
        await page.clock.install()
        self._pages.append(page)
        self._unfollowed = [other for other in self._unfollowed if other is not page]

    def now(self) -> float:
        """Return the server's time, seconds since the epoch."""
        return float(self._server.call("/sandbox/clock")["now"])

    def advance(self, seconds: float) -> None:
        """Advance the time, the server's first, so that the page's next request is already due.

        Raises TypeError, without advancing, if a page is of the async API.
        """
        if self._unfollowed or any(map(is_async, self._pages)):
            raise TypeError(AWAITED)
        self._server.advance(seconds)
        for page in self._open():
            page.clock.fast_forward(int(seconds * 1000))

    async def aadvance(self, seconds: float) -> None:
        """Advance the time like `advance`, with pages of the async API.

        Raises RuntimeError, without advancing, if the test's page isn't followed.
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
