"""A worker for databases without a job engine: it polls for due jobs and claims them by lease.

On SQLite it runs in the server's own process and uses the server's clock.
"""

import asyncio
import contextlib
from functools import partial
from typing import Any

import structlog

from h5kit.clock import Clock
from h5kit.store.job_try import run_try
from h5kit.store.jobs import CHORE_SECONDS, Chores, Handlers, Job, WorkQueue
from h5kit.store.retry import until_written
from h5kit.tasks import cancel

AT_ONCE = 8
POLL_SECONDS = 5
"""How often to poll when nothing wakes the worker: `h5kit deliveries redeliver` runs in another

process and can't wake it."""

FAULT_SECONDS = 1

log = structlog.get_logger()


class LeaseWorker:
    """Claims due jobs and runs them, several at a time; runs chores once a minute."""

    def __init__(self, queue: WorkQueue, handlers: Handlers, chores: Chores, clock: Clock) -> None:
        """Create a worker; `run` starts it."""
        self._queue = queue
        self._handlers = handlers
        self._chores = chores
        self._clock = clock
        self._woken = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._is_closing = False

    def wake(self) -> None:
        """Poll for due jobs now."""
        self._woken.set()

    async def run(self) -> None:
        """Run jobs until cancelled. A try that is cancelled counts as a try."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._work())
            group.create_task(self._do_chores())

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._claim_due()
                await self._wait()
            except Exception:
                # A disk that is full for a moment must not stop the worker.
                log.exception("worker_fault")
                await asyncio.sleep(FAULT_SECONDS)

    async def _claim_due(self) -> None:
        while len(self._running) < AT_ONCE and not self._is_closing:
            job = await self._queue.claim(self._clock.now(), self._handlers, self._running)
            if job is None:
                return
            task = asyncio.create_task(self._run(job))
            self._running[job.id] = task
            task.add_done_callback(partial(self._ended, job))

    async def _run(self, job: Job) -> None:
        outcome = await run_try(self._handlers[job.kind], job, self._clock)
        # The push is already sent, so its outcome must be saved even if the database is locked now.
        await until_written(lambda: self._queue.finish(job, outcome), job.sid, "job_unwritten")

    def _ended(self, job: Job, task: asyncio.Task[None]) -> None:
        del self._running[job.id]
        if not task.cancelled() and task.exception() is not None:
            # The job is claimed again when its lease expires.
            log.error("job_unfinished", sid=job.sid, fault=type(task.exception()).__name__)
        self._woken.set()

    async def _wait(self) -> None:
        """Wait until the next job is due, the worker is woken, or it is time to poll."""
        due = None
        if len(self._running) < AT_ONCE:
            due = await self._queue.next_due(self._handlers.keys(), self._running)
        woken = asyncio.ensure_future(self._woken.wait())
        waits: set[asyncio.Future[Any]] = {woken}
        if due is not None:
            waits.add(asyncio.ensure_future(self._clock.sleep_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=POLL_SECONDS)
        finally:
            for waiting in waits:
                waiting.cancel()

    async def _do_chores(self) -> None:
        while True:
            now = self._clock.now()
            for name, chore in self._chores.items():
                try:
                    await chore()
                except Exception:
                    log.exception("chore_failed", chore=name)
            await self._clock.sleep_until(now + CHORE_SECONDS)

    async def close(self, seconds: float = 5) -> None:
        """Claim no more jobs; wait up to `seconds` for running ones, then cancel them."""
        self._is_closing = True
        running = set(self._running.values())
        if running:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await asyncio.wait(running)
        await cancel(running)
