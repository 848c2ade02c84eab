"""The clock port: all deadlines, countdowns and retries of a server use the same clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """The port to time; the sandbox can advance its clock."""

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        ...

    def real(self) -> float:
        """Return the machine's own time, for timestamps that other hosts check."""
        ...

    async def sleep_until(self, when: float) -> None:
        """Return once `now()` has reached `when` (seconds since the epoch)."""
        ...

    def alarm(self, when: float, ring: Callable[[], object]) -> "Alarm":
        """Call `ring` on the running loop once `now()` has reached `when`."""
        ...


class Alarm:
    """A callback at a time of the clock; it can be cancelled."""

    def __init__(
        self, clock: Clock, when: float, ring: Callable[[], object], pending: "set[Alarm]"
    ) -> None:
        """Set the alarm; `pending` is the clock's set of alarms that have not rung."""
        self._clock = clock
        self._when = when
        self._ring = ring
        self._waiting = pending
        self.has_rung = False
        self._waiting.add(self)
        self._handle = self._later()

    def _later(self) -> asyncio.TimerHandle:
        left = max(0.0, self._when - self._clock.now())
        return asyncio.get_running_loop().call_later(left, self.check)

    def check(self) -> None:
        """Ring if it is time, else keep waiting; the clock calls this when it is advanced."""
        self._handle.cancel()
        if self._clock.now() < self._when:
            self._handle = self._later()
            return
        self.cancel()
        self.has_rung = True
        self._ring()

    def cancel(self) -> None:
        """Cancel the alarm."""
        self._handle.cancel()
        self._waiting.discard(self)


class SystemClock:
    """The machine's clock."""

    def __init__(self) -> None:
        """Start without alarms."""
        self._alarms: set[Alarm] = set()

    def alarm(self, when: float, ring: Callable[[], object]) -> Alarm:
        """Call `ring` once the machine's clock has reached `when`."""
        return Alarm(self, when, ring, self._alarms)

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return time.time()

    def real(self) -> float:
        """Return the same as `now()`."""
        return time.time()

    async def sleep_until(self, when: float) -> None:
        """Sleep until the machine's clock has reached `when`."""
        while (left := when - self.now()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)


class MovableClock:
    """The machine's clock plus an offset that the sandbox can increase; sleepers then wake up.

    An instance belongs to one event loop.
    """

    def __init__(self) -> None:
        """Start at the machine's time."""
        self._offset = 0.0
        self._moved = asyncio.Event()
        self._alarms: set[Alarm] = set()

    def alarm(self, when: float, ring: Callable[[], object]) -> Alarm:
        """Call `ring` once `now()` has reached `when`."""
        return Alarm(self, when, ring, self._alarms)

    def now(self) -> float:
        """Return the time with the offset, in seconds since the epoch."""
        return time.time() + self._offset

    def real(self) -> float:
        """Return the machine's time in seconds since the epoch."""
        return time.time()

    def advance(self, seconds: float) -> None:
        """Advance the clock by `seconds`; raises ValueError for a negative number."""
        if seconds < 0:
            msg = "a clock only moves forward"
            raise ValueError(msg)
        self._offset += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for alarm in list(self._alarms):
            alarm.check()

    async def sleep_until(self, when: float) -> None:
        """Sleep until `now()` has reached `when`."""
        while (left := when - self.now()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue


class DeadlineError(Exception):
    """A deadline of the clock has passed."""


class Deadline:
    """A context manager that cancels its block at `when` and raises DeadlineError.

    Deadlines can be nested, and a cancellation from outside still cancels. Use it in a task.
    """

    def __init__(self, when: float, clock: Clock) -> None:
        """Set the time; the alarm is started when the block is entered."""
        self._when = when
        self._clock = clock

    def __enter__(self) -> None:
        """Start the alarm; raises RuntimeError outside a task."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a deadline needs a running task")
        self._task = task
        self._cancelled = task.cancelling()
        self._alarm = self._clock.alarm(self._when, task.cancel)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop the alarm; raise DeadlineError if it has cancelled the block."""
        self._alarm.cancel()
        if not self._alarm.has_rung:
            return
        is_ours = self._task.cancelling() - 1 <= self._cancelled
        self._task.uncancel()
        if is_ours and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise DeadlineError from None


async def await_until(deadline: float, clock: Clock, awaitable: Awaitable[T]) -> T:
    """Return the result of `awaitable`; at `deadline` cancel it and raise DeadlineError."""
    with Deadline(deadline, clock):
        return await awaitable
