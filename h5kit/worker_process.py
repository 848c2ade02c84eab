"""A worker process, which only runs jobs; any number can share a PostgreSQL database."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

from h5kit.clock import Clock
from h5kit.store.jobs import Chores, Handlers
from h5kit.store.store import Store


async def _work(
    store: Store,
    handlers: Handlers,
    chores: Chores,
    clock: Clock,
    ready: Callable[[], None],
    at_end: Callable[[], Awaitable[None]] | None,
) -> None:
    worker = store.worker(handlers, chores, clock)
    running = asyncio.create_task(worker.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, running.cancel)
    ready()
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await running
    finally:
        await worker.close()
        if at_end is not None:
            await at_end()
        await store.close()


def run_worker(
    store: Store,
    handlers: Handlers,
    chores: Chores,
    clock: Clock,
    ready: Callable[[], None] = lambda: None,
    at_end: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Run jobs until SIGTERM or SIGINT; wait for running jobs.

    `ready` is called after the start, `at_end` after the last job.
    """
    asyncio.run(_work(store, handlers, chores, clock, ready, at_end))
