"""Observers are notified of committed changes only."""

import asyncio
from pathlib import Path
from typing import Any

from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event, replace
from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.store.databases import open_file
from h5kit.store.observers import StepLog
from h5kit.store.plan import Applied, Stale
from tests.store.made import KEYS


class Kept:
    """An observer that records its notifications."""

    def __init__(self) -> None:
        """Start without notifications."""
        self.told: list[tuple[State, State]] = []

    def opened(self, flow: Flow) -> None:
        """Record the first state."""
        self.told.append((flow.state, flow.state))

    def changed(self, before: Flow, after: Flow) -> None:
        """Record both states."""
        self.told.append((before.state, after.state))


def _flow() -> Flow:
    return Flow(id="f", partner="p", state=State.PHONE, rev=1, created_at=0, touched_at=0)


def test_only_committed_transitions_are_notified(tmp_path: Path, logs: list[Any]) -> None:
    async def main() -> list[tuple[State, State]]:
        observer = Kept()
        store = open_file(tmp_path / "s.db", KEYS)
        store.observe(StepLog(), observer)
        flow = _flow()
        await store.create(flow)
        assert await store.transition(flow, apply_event(flow, Event.SUBMITTED, 1)) == Applied()
        assert await store.transition(flow, apply_event(flow, Event.SUBMITTED, 2)) == Stale()
        assert not await store.touch(
            flow, replace(flow, shown=(Shown(code=Message.PHONE_INVALID),))
        )
        found = await store.find("f")
        assert found is not None
        assert await store.touch(found, replace(found, shown=(Shown(code=Message.PHONE_INVALID),)))
        await store.close()
        return observer.told

    told = asyncio.run(main())
    begun = (State.PHONE, State.PHONE)
    assert told == [begun, (State.PHONE, State.WAITING), (State.WAITING, State.WAITING)]
    assert [line["event"] for line in logs] == ["step"]


def test_a_flow_opened_with_an_idempotency_key_is_notified_once(tmp_path: Path) -> None:
    async def main() -> list[tuple[State, State]]:
        observer = Kept()
        store = open_file(tmp_path / "s.db", KEYS)
        store.observe(observer)
        for flow_id in ("f", "g"):
            flow = replace(_flow(), id=flow_id)
            await store.create_once("p", "key", flow_id, b"answer", 1.0, flow)
        await store.close()
        return observer.told

    assert asyncio.run(main()) == [(State.PHONE, State.PHONE)]
