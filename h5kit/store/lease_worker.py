"""The worker of a database without an engine for jobs: it claims what is due, with a lease.

On SQLite it runs in the server's process and on its clock.
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
LOOK_SECONDS = 5
"""How often to look without having been woken: `h5kit deliveries redeliver` is another process."""

FAULT_SECONDS = 1

log = structlog.get_logger()


class LeaseWorker:
    """Claims due jobs and runs them, several at a time; runs chores once a minute."""

    def __init__(self, queue: WorkQueue, handlers: Handlers, chores: Chores, clock: Clock) -> None:
        """Join the parts; `run` starts the work."""
        self._queue = queue
        self._handlers = handlers
        self._chores = chores
        self._clock = clock
        self._woken = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._is_closing = False

    def wake(self) -> None:
        """Look for due jobs now."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled; a try that is running then is lost, and counted."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._work())
            group.create_task(self._do_chores())

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._take()
                await self._wait()
            except Exception:
                # A disk that is full for a moment must not end all work.
                log.exception("worker_fault")
                await asyncio.sleep(FAULT_SECONDS)

    async def _take(self) -> None:
        while len(self._under_way) < AT_ONCE and not self._is_closing:
            job = await self._queue.claim(self._clock.now(), self._handlers, self._under_way)
            if job is None:
                return
            task = asyncio.create_task(self._do(job))
            self._under_way[job.id] = task
            task.add_done_callback(partial(self._ended, job))

    async def _do(self, job: Job) -> None:
        outcome = await run_try(self._handlers[job.kind], job, self._clock)
        # The push is sent already: wait for a database that is locked for a moment.
        await until_written(lambda: self._queue.finish(job, outcome), job.sid, "job_unwritten")

    def _ended(self, job: Job, task: asyncio.Task[None]) -> None:
        del self._under_way[job.id]
        if not task.cancelled() and task.exception() is not None:
            # Its lease lapses, then it is taken again.
            log.error("job_unfinished", sid=job.sid, fault=type(task.exception()).__name__)
        self._woken.set()

    async def _wait(self) -> None:
        """Wait until the next job is due, or until somebody wakes the worker."""
        due = None
        if len(self._under_way) < AT_ONCE:
            due = await self._queue.next_due(self._handlers.keys(), self._under_way)
        woken = asyncio.ensure_future(self._woken.wait())
        waits: set[asyncio.Future[Any]] = {woken}
        if due is not None:
            waits.add(asyncio.ensure_future(self._clock.sleep_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=LOOK_SECONDS)
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
        """Take no more jobs; wait so long for those that are running, then cancel them."""
        self._is_closing = True
        under_way = set(self._under_way.values())
        if under_way:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await asyncio.wait(under_way)
        await cancel(under_way)
