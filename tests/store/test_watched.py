"""A watched store is the store, and tells of what was committed, of nothing else."""

import asyncio
from pathlib import Path
from typing import Any

from h5kit.flow.machine import Event
from h5kit.flow.progress import moved, replace
from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.store.sqlite import SqliteStore
from h5kit.store.watched import watched
from tests.store.made import KEYS


class Observer:
    """Keeps what it was told."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.told: list[tuple[State, State]] = []

    def opened(self, flow: Flow) -> None:
        """Keep where it begins."""
        self.told.append((flow.state, flow.state))

    def moved(self, before: Flow, after: Flow) -> None:
        """Keep from where to where."""
        self.told.append((before.state, after.state))


def _flow() -> Flow:
    return Flow(id="f", partner="p", state=State.PHONE, rev=1, created_at=0, touched_at=0)


def test_only_what_took_place_is_told(tmp_path: Path, logs: list[Any]) -> None:
    async def main() -> list[tuple[State, State]]:
        observer = Observer()
        store = watched(SqliteStore(tmp_path / "s.db", KEYS), observer)
        flow = _flow()
        await store.create(flow)
        assert (await store.move(flow, moved(flow, Event.SUBMITTED, 1))).done
        assert not (await store.move(flow, moved(flow, Event.SUBMITTED, 2))).done
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


def test_the_port_is_whole_without_an_observer(tmp_path: Path) -> None:
    async def main() -> int:
        store = watched(SqliteStore(tmp_path / "s.db", KEYS))
        await store.probe(1)
        assert await store.delivery("none") is None
        count = await store.backlog()
        await store.close()
        return count

    assert asyncio.run(main()) == 0
