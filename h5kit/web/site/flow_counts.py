"""Counts the steps that flows reach, for the console: in memory, written every few seconds.

A flow's own writes do not wait for it. A killed server loses the counts of the last seconds.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from h5kit import areas
from h5kit.clock import Clock
from h5kit.flow.machine import Event
from h5kit.flow.record import Flow
from h5kit.steps.number_carrier import UNKNOWN_CARRIER, carrier_of
from h5kit.store.site import HourlyCounts
from h5kit.store.site.counts import HOUR, Key

OPENED, REACHED, MESSAGE, LEFT = "opened", "reached", "message", "left"
"""Kinds: a flow was opened, it first reached a step, a message was shown, it expired at a step."""

EVERY_SECONDS: Final = 5
_PROVINCES: Final = frozenset(areas.PROVINCES)

log = structlog.get_logger("h5kit.site")


class FlowCounter:
    """An observer of flows; it counts values of closed sets, never a person's data."""

    def __init__(self, counts: HourlyCounts, clock: Clock) -> None:
        """Take the store of the counts and the clock."""
        self._counts = counts
        self._clock = clock
        self._new: Counter[Key] = Counter()

    def opened(self, flow: Flow) -> None:
        """Count a new flow."""
        shown = [(MESSAGE, str(shown.code)) for shown in flow.shown]
        self._count(flow, (OPENED, ""), (REACHED, flow.state.value), *shown)

    def changed(self, before: Flow, after: Flow) -> None:
        """Count what a transition changed: step, messages, expiry."""
        found = []
        if after.state is not before.state and _is_first(after):
            found.append((REACHED, after.state.value))
        if after.shown != before.shown:
            found += [(MESSAGE, str(shown.code)) for shown in after.shown]
        if after.rev != before.rev and after.history[-1].event == Event.EXPIRED.value:
            found.append((LEFT, before.state.value))
        if found:
            self._count(after, *found)

    def _count(self, flow: Flow, *found: tuple[str, str]) -> None:
        whose = carrier_of(flow, flow.tel) if flow.tel else UNKNOWN_CARRIER
        region = whose.region if whose.region in _PROVINCES else ""
        hour = int(self._clock.now() // HOUR)
        for kind, name in found:
            self._new[hour, kind, name, whose.carrier or "", region or ""] += 1

    async def write(self) -> None:
        """Write new counts; if the database is unavailable, keep them for the next time."""
        new, self._new = self._new, Counter()
        try:
            await self._counts.add(new)
        except SQLAlchemyError as fault:
            self._new.update(new)
            log.warning("counts_unwritten", fault=type(fault).__name__)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write every few seconds while the block runs, and at its end."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self.write()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.write()


def _is_first(flow: Flow) -> bool:
    """Say whether a flow is at its step for the first time."""
    return all(move.to is not flow.state for move in flow.history[:-1])
