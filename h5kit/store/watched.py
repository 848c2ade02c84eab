"""A store that tells of each move of a flow.

The one place where steps are logged and counted, whoever made the move.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, cast

import structlog

from h5kit.flow.record import Flow
from h5kit.store.port import Moved, Store

log = structlog.get_logger("h5kit.steps")


class Observer(Protocol):
    """Who wants to know; it must be quick, and it never raises."""

    def opened(self, flow: Flow) -> None:
        """Take note of a new flow."""
        ...

    def moved(self, before: Flow, after: Flow) -> None:
        """Take note that a flow went from `before` to `after`; the step may be the same."""
        ...


class Watched:
    """A store around another one; what it doesn't name itself is the other's, unchanged."""

    def __init__(self, store: Store, observers: Iterable[Observer]) -> None:
        """Watch `store`; steps are logged also where there is no observer."""
        self._store = store
        self._observers = tuple(observers)

    async def create(self, flow: Flow) -> None:
        """Keep a new flow; tell of it."""
        await self._store.create(flow)
        self._tell_opened(flow)

    async def remember(
        self, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
    ) -> tuple[str, bytes]:
        """Create the flow or return an older answer; tell of the flow where it is new."""
        kept = await self._store.remember(partner, key, digest, answer, now, flow)
        if kept == (digest, answer):
            self._tell_opened(flow)
        return kept

    async def move(self, before: Flow, after: Flow, **plan: Any) -> Moved:
        """Make the move; tell of it once it is committed."""
        moved = await self._store.move(before, after, **plan)
        if moved.done:
            _log(after)
            self._tell(before, after)
        return moved

    async def touch(self, before: Flow, after: Flow, *, release: bool = False) -> bool:
        """Replace the flow without a new revision; tell of it once it is committed."""
        done = await self._store.touch(before, after, release=release)
        if done:
            self._tell(before, after)
        return done

    def _tell(self, before: Flow, after: Flow) -> None:
        for observer in self._observers:
            observer.moved(before, after)

    def _tell_opened(self, flow: Flow) -> None:
        for observer in self._observers:
            observer.opened(flow)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the other store's method: the port may grow without this file."""
        method: Callable[..., Any] = getattr(self._store, name)
        return method


def _log(flow: Flow) -> None:
    """Write one line a step: the sid, never the number, the name or the handle."""
    last = flow.history[-1]
    log.info("step", sid=flow.sid, partner=flow.partner, step=flow.state.value, move=last.event,
             message=last.message)  # fmt: skip


def watched(store: Store, *observers: Observer) -> Store:
    """Return the store, watched."""
    return cast("Store", Watched(store, observers))
