"""Helpers for the tests of the store: flows, jobs, and a scripted handler."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import msgspec

from h5kit.clock import SystemClock
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.model import Authorization, Consent
from h5kit.store.jobs import Delivery, Done, Job, NewJob, Outcome
from h5kit.store.store import Store

replace = msgspec.structs.replace
CONSENT = Consent(version="1", shown_at=0, ticked_at=0)
SECONDS = 20
KEYS = ("k" * 40,)


@dataclass
class Opened:
    """A database that stores can be opened on, one after another or at the same time."""

    open: Callable[[], Store]

    def run(self, work: Callable[[Store], Awaitable[None]]) -> None:
        """Run a coroutine with a store that is closed afterwards."""

        async def main() -> None:
            store = self.open()
            try:
                await work(store)
            finally:
                await store.close()

        asyncio.run(main())


def flow(flow_id: str = "a", **changes: object) -> Flow:
    """Return a new flow."""
    plain = Flow(id=flow_id, partner="p", state=State.PHONE, rev=1, created_at=1.0, touched_at=1.0)
    return replace(plain, **changes)


def grant(sid: str, uid: str = "u", **changes: object) -> Authorization:
    """Return an authorization."""
    plain = Authorization(
        sid=sid, partner="p", uid=uid, tel="t", granted_at=1.0, consent=CONSENT, person="h"
    )
    return replace(plain, **changes)


def job(job_id: str = "j", sid: str = "S", kind: str = "work", due_at: float = 0.0) -> NewJob:
    """Return a job that is due at once."""
    return NewJob(id=job_id, kind=kind, sid=sid, payload=b"{}", due_at=due_at or time.time())


@dataclass
class Scripted:
    """A handler with given outcomes, the last one repeated; it records its jobs."""

    answers: list[Callable[[Job], Outcome]] = field(default_factory=lambda: [lambda _: Done()])
    most_tries: int = 3
    lease_seconds: float = 5.0
    jobs: list[Job] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    async def __call__(self, job: Job) -> Outcome:
        """Return the next outcome."""
        self.jobs.append(job)
        self.times.append(time.time())
        return self.answers[min(len(self.jobs), len(self.answers)) - 1](job)


async def worked(store: Store, handler: Scripted, ends: Callable[[], Awaitable[bool]]) -> None:
    """Run a worker until `ends`."""
    worker = store.worker({"work": handler}, {}, SystemClock())
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(SECONDS):
            while not await ends():  # noqa: ASYNC110 - only the database knows
                await asyncio.sleep(0.02)
    finally:
        await worker.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def settled(store: Store) -> bool:
    """Return whether no job waits or runs."""
    return all(d.state in {"done", "failed"} for d in await store.deliveries())


async def only(store: Store) -> Delivery:
    """Return the only job."""
    (delivery,) = await store.deliveries()
    return delivery
