"""Workers with leases can share a database; each job runs once."""

import asyncio

from h5kit.clock import SystemClock
from h5kit.store.jobs import Chores
from h5kit.store.lease_worker import LeaseWorker
from h5kit.store.store import Store
from tests.store.made import SECONDS, Opened, Scripted, job, settled

JOBS = 30
NO_CHORES: Chores = {}


async def _work_off(stores: tuple[Store, ...], handler: Scripted) -> None:
    workers = [LeaseWorker(s, {"work": handler}, NO_CHORES, SystemClock()) for s in stores]
    running = [asyncio.create_task(worker.run()) for worker in workers]
    async with asyncio.timeout(SECONDS):
        while not await settled(stores[0]):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.02)
    for worker, task in zip(workers, running, strict=True):
        await worker.close()
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def test_two_workers_that_claim_at_once_run_each_job_once(opened: Opened) -> None:
    async def work(store: Store) -> None:
        other, handler = opened.open(), Scripted()
        await store.add_jobs(*(job(f"j{n}") for n in range(JOBS)))
        await _work_off((store, other), handler)
        assert sorted(done.id for done in handler.jobs) == sorted(f"j{n}" for n in range(JOBS))
        assert {done.number for done in handler.jobs} == {1}
        await other.close()

    opened.run(work)
