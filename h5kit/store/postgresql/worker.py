"""The worker on PostgreSQL, built on the job engine Procrastinate; any number on any hosts.

The engine locks rows, gets notified of new jobs, and records heartbeats of workers. For us it runs
one try: claim the job (which commits the try), run its handler, write the outcome with its
follow-up. The engine does not requeue the jobs of a dead worker by itself, so every worker does
that periodically. The lost try counts as a try.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import procrastinate
import structlog
from procrastinate.worker import Worker

from h5kit.clock import Clock
from h5kit.store.job_try import run_try
from h5kit.store.jobs import Chore, Chores, Handlers, WorkQueue
from h5kit.store.postgresql.procrastinate_sql import TASK
from h5kit.store.retry import until_written

AT_ONCE = 8
CHORES = "chores"
EVERY_MINUTE = "* * * * *"
CLOSE_SECONDS = 10
STOP_SECONDS = 0.1
RESTART_SECONDS = 1.0

log = structlog.get_logger()
# The engine logs each step without the sid; our own log lines have it.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Pace:
    """The worker's intervals, in seconds.

    A retry starts at most `poll` late. A worker without a heartbeat for `stalled` seconds counts as
    dead; `every` is how often workers requeue the jobs of dead ones.
    """

    poll: float = 1.0
    heartbeat: float = 5.0
    stalled: float = 20.0
    every: float = 5.0


PACE = Pace()


Requeue = Callable[[float], Awaitable[int]]
"""Requeues the jobs of workers without a heartbeat for that many seconds; returns how many."""


class ProcrastinateWorker:
    """Runs the jobs that the engine fetches, several at a time."""

    def __init__(
        self,
        url: str,
        queue: WorkQueue,
        requeue: Requeue,
        handlers: Handlers,
        chores: Chores,
        clock: Clock,
        pace: Pace,
    ) -> None:
        """Create a worker; `run` starts it."""
        self._url = url
        self._queue = queue
        self._requeue = requeue
        self._handlers = handlers
        self._chores = chores
        self._clock = clock
        self._pace = pace
        self._running: asyncio.Task[None] | None = None
        self._engine: Worker | None = None
        self._is_closing = False

    def wake(self) -> None:
        """Do nothing: the database notifies all workers of a new job."""

    async def run(self) -> None:
        """Run jobs until closed or cancelled; reconnect after a restart of the database."""
        while not self._is_closing:
            self._running = asyncio.create_task(self._work())
            try:
                await asyncio.shield(self._running)
            except asyncio.CancelledError:
                await self.close()
                raise
            except Exception as fault:  # noqa: BLE001 - the database may come back
                log.warning("worker_restarts", fault=type(fault).__name__)
            if not self._is_closing:
                # The engine also ends without an exception if its heartbeat or listener fails.
                await asyncio.sleep(RESTART_SECONDS)

    async def close(self, seconds: float = 5) -> None:
        """Wait up to `seconds` for running jobs, then cancel them; other workers run them again.

        The engine ignores a request to stop that comes before it has started, so the request is
        repeated. The task is cancelled only if that doesn't help, because `asyncio.wait_for` of
        Python 3.11 may swallow a cancellation during an exchange with the database.
        """
        self._is_closing = True
        end = time.monotonic() + min(seconds, CLOSE_SECONDS) + RESTART_SECONDS
        while self._running is not None and not self._running.done():
            if self._engine is not None:
                self._engine.stop()  # type: ignore[no-untyped-call]  # the package has no types
            if time.monotonic() > end:
                self._running.cancel()
            await asyncio.wait({self._running}, timeout=STOP_SECONDS)

    async def _work(self) -> None:
        async with self._app().open_async() as app, _background(self._requeue_periodically()):
            self._engine = Worker(
                app,
                queues=[*self._handlers, CHORES],
                concurrency=AT_ONCE,
                fetch_job_polling_interval=self._pace.poll,
                update_heartbeat_interval=self._pace.heartbeat,
                stalled_worker_timeout=self._pace.stalled,
                shutdown_graceful_timeout=CLOSE_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
            )
            await self._engine.run()  # type: ignore[no-untyped-call]  # the package has no types

    async def _requeue_periodically(self) -> None:
        """Requeue the jobs of dead workers."""
        while True:
            try:
                if found := await self._requeue(self._pace.stalled):
                    log.warning("jobs_of_a_dead_worker", jobs=found)
            except Exception as fault:  # noqa: BLE001 - ending the loop would leave jobs stuck
                log.warning("dead_workers_unseen", fault=type(fault).__name__)
            await asyncio.sleep(self._pace.every)

    def _app(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(conninfo=self._url, min_size=1, max_size=AT_ONCE)
        app = procrastinate.App(connector=connector)
        # `_try` raises only database errors: the engine keeps the job and runs it again.
        app.task(name=TASK, retry=procrastinate.RetryStrategy(wait=1))(self._try)
        self._add_chores(app)
        return app

    async def _try(self, job_id: str, turn: int) -> None:
        job = await self._queue.claim_by_id(job_id, turn, self._clock.now(), self._handlers)
        if job is not None:
            outcome = await run_try(self._handlers[job.kind], job, self._clock)
            # The push is already sent, so its outcome must be saved even if the database is away.
            await until_written(lambda: self._queue.finish(job, outcome), job.sid, "job_unwritten")

    def _add_chores(self, app: procrastinate.App) -> None:
        """Register the chores; each minute one of all workers runs them."""
        for name, chore in self._chores.items():
            # The lock prevents two workers from running the same chore at once.
            task_name = f"h5kit.{name}"
            task = app.task(name=task_name, queue=CHORES, lock=task_name, queueing_lock=task_name)(
                _periodic(name, chore)
            )
            app.periodic(cron=EVERY_MINUTE)(task)


@contextlib.asynccontextmanager
async def _background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run `work` as a task until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        while not task.done():  # repeated, because a cancellation may be swallowed (see `close`)
            task.cancel()
            await asyncio.wait({task}, timeout=STOP_SECONDS)


def _periodic(name: str, chore: Chore) -> Any:
    async def run(timestamp: int) -> None:
        del timestamp
        try:
            await chore()
        except Exception:
            log.exception("chore_failed", chore=name)

    return run
