"""The worker on PostgreSQL: any number on any hosts, run by the durable engine Procrastinate.

The engine locks rows, is notified of new jobs, and knows by heartbeats which workers are alive;
what it runs for us is one try: take the job in its turn (which commits the try), do it, write
how it ended together with what follows. The engine does not requeue a dead worker's jobs by
itself: every worker looks for them now and then. The lost try counts.
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
ASK_SECONDS = 0.1
RESTART_SECONDS = 1.0

log = structlog.get_logger()
# The engine tells of each step on the standard logger; ours has the sid, which is what helps.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker looks and tells that it lives, in seconds.

    A retry is due up to `poll` late; a dead worker's jobs go on after `stalled`, looked for
    `every` seconds.
    """

    poll: float = 1.0
    heartbeat: float = 5.0
    stalled: float = 20.0
    every: float = 5.0


PACE = Pace()


Requeue = Callable[[float], Awaitable[int]]
"""Requeues the jobs of workers that have been silent for so many seconds; returns how many."""


class ProcrastinateWorker:
    """Does what the engine gives it, several jobs at a time."""

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
        """Join the parts; `run` starts the work."""
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
        """Work until closed or cancelled, through restarts of the database."""
        while not self._is_closing:
            self._running = asyncio.create_task(self._work())
            try:
                await asyncio.shield(self._running)
            except asyncio.CancelledError:
                await self.close()
                raise
            except Exception as fault:  # noqa: BLE001 - a database that is away comes back
                log.warning("worker_restarts", fault=type(fault).__name__)
            if not self._is_closing:
                # The engine ends by itself, too, where its heartbeat or its listening has failed.
                await asyncio.sleep(RESTART_SECONDS)

    async def close(self, seconds: float = 5) -> None:
        """Let work under way finish for a moment, then give it back to the others.

        The engine is asked to stop again and again: what it is asked before it has begun, it
        forgets. It is cancelled only where that doesn't help: a cancellation in the middle of
        an exchange with the database may get lost (in `asyncio.wait_for` of Python 3.11).
        """
        self._is_closing = True
        end = time.monotonic() + min(seconds, CLOSE_SECONDS) + RESTART_SECONDS
        while self._running is not None and not self._running.done():
            if self._engine is not None:
                self._engine.stop()  # type: ignore[no-untyped-call]  # it says no types
            if time.monotonic() > end:
                self._running.cancel()
            await asyncio.wait({self._running}, timeout=ASK_SECONDS)

    async def _work(self) -> None:
        async with self._app().open_async() as app, _beside(self._look_after()):
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
            await self._engine.run()  # type: ignore[no-untyped-call]  # it says no types

    async def _look_after(self) -> None:
        """Requeue the jobs of dead workers."""
        while True:
            try:
                if found := await self._requeue(self._pace.stalled):
                    log.warning("jobs_of_a_dead_worker", jobs=found)
            except Exception as fault:  # noqa: BLE001 - ended, it would leave their jobs stuck
                log.warning("dead_workers_unseen", fault=type(fault).__name__)
            await asyncio.sleep(self._pace.every)

    def _app(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(conninfo=self._url, min_size=1, max_size=AT_ONCE)
        app = procrastinate.App(connector=connector)
        # What is raised here was the database's fault: the engine keeps the job and runs it again.
        again = procrastinate.RetryStrategy(wait=1)
        app.task(name=TASK, retry=again)(self._try)
        self._add_chores(app)
        return app

    async def _try(self, job_id: str, turn: int) -> None:
        job = await self._queue.take(job_id, turn, self._clock.now(), self._handlers)
        if job is not None:
            outcome = await run_try(self._handlers[job.kind], job, self._clock)
            # The push is sent already: wait for a database that is away for a moment.
            await until_written(lambda: self._queue.finish(job, outcome), job.sid, "job_unwritten")

    def _add_chores(self, app: procrastinate.App) -> None:
        """Have one worker of all do the chores, each by the minute."""
        for name, chore in self._chores.items():
            # The lock: never two of a chore at once, not even by two workers.
            task = f"h5kit.{name}"
            made = app.task(name=task, queue=CHORES, lock=task, queueing_lock=task)(
                _timed(name, chore)
            )
            app.periodic(cron=EVERY_MINUTE)(made)


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run `work` for as long as the block runs."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        while not task.done():  # again and again, since a cancellation may get lost
            task.cancel()
            await asyncio.wait({task}, timeout=ASK_SECONDS)


def _timed(name: str, chore: Chore) -> Any:
    async def run(timestamp: int) -> None:
        del timestamp
        try:
            await chore()
        except Exception:
            log.exception("chore_failed", chore=name)

    return run
