"""The clock port: every deadline, countdown and retry of a server asks one clock for the time."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the rest of h5kit may ask about time."""

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        ...

    async def sleep_until(self, when: float) -> None:
        """Return once `now()` has reached `when` (seconds since the epoch)."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return time.time()

    async def sleep_until(self, when: float) -> None:
        """Sleep until the machine's clock has reached `when`."""
        while (left := when - self.now()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)


class MovableClock:
    """The machine's clock plus an offset that the sandbox may advance; sleepers wake when it does.

    It belongs to one event loop.
    """

    def __init__(self) -> None:
        """Begin at the machine's time."""
        self._offset = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Return the moved time in seconds since the epoch."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the time forward by `seconds`; raises ValueError for a step back."""
        if seconds < 0:
            msg = "a clock only moves forward"
            raise ValueError(msg)
        self._offset += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep_until(self, when: float) -> None:
        """Sleep until the moved time has reached `when`."""
        while (left := when - self.now()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue
