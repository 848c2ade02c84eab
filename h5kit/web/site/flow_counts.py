"""Counts how far flows come, for the console: in memory on the way, written every few seconds.

The flow's own writes know nothing of it. A server that is killed loses the last seconds' counts.
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
"""Kinds: a flow began, it came to a step for the first time, a message was shown, time was over
at a step."""

EVERY_SECONDS: Final = 5
_PROVINCES: Final = frozenset(areas.PROVINCES)

log = structlog.get_logger("h5kit.site")


class FlowCounter:
    """An observer of flows; what it counts is from closed sets, never a person's data."""

    def __init__(self, counts: HourlyCounts, clock: Clock) -> None:
        """Take where the counts are kept."""
        self._counts = counts
        self._clock = clock
        self._new: Counter[Key] = Counter()

    def opened(self, flow: Flow) -> None:
        """Count a new flow."""
        shown = [(MESSAGE, str(shown.code)) for shown in flow.shown]
        self._count(flow, (OPENED, ""), (REACHED, flow.state.value), *shown)

    def changed(self, before: Flow, after: Flow) -> None:
        """Count what a move has newly led to."""
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
        """Write what is new; where the database is away it stays new."""
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
    """Say whether a flow has come to its step for the first time."""
    return all(move.to is not flow.state for move in flow.history[:-1])
