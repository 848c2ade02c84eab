"""Flow counts are written in the background and survive a database outage."""

import asyncio
from pathlib import Path

from sqlalchemy import text

from h5kit.clock import MovableClock
from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event
from h5kit.store.databases import open_file
from h5kit.store.site import CountSum
from h5kit.web.site.flow_counts import FlowCounter
from tests.conftest import KEYS
from tests.store.made import flow

_TAKEN, _BACK = "ALTER TABLE counts RENAME TO taken", "ALTER TABLE taken RENAME TO counts"


def test_counts_that_cannot_be_written_are_written_later(tmp_path: Path) -> None:
    async def main() -> tuple[CountSum, ...]:
        store = open_file(tmp_path / "s.db", KEYS)
        counter, runner = FlowCounter(store.site.counts, MovableClock()), store.site.counts._runner
        counter.opened(flow())
        await runner.run(lambda c: c.execute(text(_TAKEN)) and None)
        await counter.write()
        await runner.run(lambda c: c.execute(text(_BACK)) and None)
        counter.opened(flow("b"))
        await counter.write()
        await counter.write()
        found = await store.site.counts.since(0.0)
        await store.close()
        return found

    assert {(c.kind, c.name): c.n for c in asyncio.run(main())} == {
        ("opened", ""): 2, ("reached", "phone"): 2,
    }  # fmt: skip


def test_a_step_counts_once_for_each_flow(tmp_path: Path) -> None:
    async def main() -> tuple[CountSum, ...]:
        store = open_file(tmp_path / "s.db", KEYS)
        counter = FlowCounter(store.site.counts, MovableClock())
        at = apply_event(flow(), Event.SUBMITTED, 1.0)
        for event in (Event.MORE_ASKED, Event.SUBMITTED, Event.MORE_ASKED, Event.EXPIRED):
            before, at = at, apply_event(at, event, 2.0)
            counter.changed(before, at)
        await counter.write()
        found = await store.site.counts.since(0.0)
        await store.close()
        return found

    assert {(c.kind, c.name): c.n for c in asyncio.run(main())} == {
        ("reached", "phone"): 1, ("reached", "failed"): 1, ("left", "phone"): 1,
    }  # fmt: skip
