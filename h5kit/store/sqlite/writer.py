"""Writes to SQLite: durable writes share an fsync on a thread, others run on the event loop.

50 flows that write at once share one fsync (a group commit). A write that need not survive a power
cut (it does survive a crash) runs on the event loop while no durable write is pending: a commit
without an fsync takes less time than waking a thread. A durable write also runs on the event loop
while the disk answers in less than `FAST_DISK_SECONDS`; otherwise on the thread.
"""

import asyncio
import queue
import threading
import time
from typing import Any, TypeVar

from sqlalchemy import Engine

from h5kit.store.runner import Work
from h5kit.store.sealing import Sealer
from h5kit.store.sqlite.transaction import SqliteTransaction

T = TypeVar("T")

_Waiting = tuple[Work[Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]

MOST_IN_ONE_COMMIT = 64
FAST_DISK_SECONDS = 0.0008
MEAN_WEIGHT = 0.1
"""The weight of the newest commit in the running mean of their duration."""


class Writer:
    """Runs functions in transactions, one after another."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        """Start the thread; connections of `engine` must be in autocommit mode."""
        self._engine = engine
        self._sealer = sealer
        self._light = SqliteTransaction(engine.connect(), sealer)
        self._light.connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._durable = SqliteTransaction(engine.connect(), sealer)
        self._mean = 2 * FAST_DISK_SECONDS
        self._pending = 0
        self._thread = threading.Thread(target=self._run, name="h5kit-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Work[T], *, is_large: bool = False) -> T:
        """Return the result of `work`, once it is committed and on the disk.

        A large write always uses the thread.
        """
        if not is_large and not self._pending and self._mean < FAST_DISK_SECONDS:
            result: T = self._timed(self._durable, [work])[0]
            return result
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._pending += 1
        try:
            self._queue.put((work, loop, future))
            return await future
        finally:
            self._pending -= 1

    async def run_light(self, work: Work[T]) -> T:
        """Return the result of `work`, once it is committed; a power cut may lose it.

        The next durable commit writes it to the disk as well.
        """
        if self._pending:
            return await self.run(work)
        result: T = self._light.run([work])[0]
        return result

    async def close(self) -> None:
        """Finish pending writes, then end the thread."""
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._light.connection.close()
        self._durable.connection.close()

    def _timed(self, transaction: SqliteTransaction, works: list[Work[Any]]) -> list[Any]:
        """Run a durable transaction and update the running mean of their duration."""
        started = time.perf_counter()
        try:
            return transaction.run(works)
        finally:
            self._mean += MEAN_WEIGHT * (time.perf_counter() - started - self._mean)

    def _run(self) -> None:
        with self._engine.connect() as connection:
            transaction = SqliteTransaction(connection, self._sealer)
            while (first := self._queue.get()) is not None:
                batch, ends = self._gather(first)
                self._commit(transaction, batch)
                if ends:
                    return

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch = [first]
        while len(batch) < MOST_IN_ONE_COMMIT:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            if item is None:
                return batch, True
            batch.append(item)
        return batch, False

    def _commit(self, transaction: SqliteTransaction, batch: list[_Waiting]) -> None:
        try:
            results = self._timed(transaction, [work for work, _, _ in batch])
        except Exception as fault:  # noqa: BLE001 - set on the future
            if len(batch) == 1:
                _settle(batch[0], None, fault)
                return
            # A failing function must not fail the rest of the batch: retry each one alone.
            for item in batch:
                self._commit(transaction, [item])
            return
        for item, result in zip(batch, results, strict=True):
            _settle(item, result, None)


def _settle(item: _Waiting, result: object, fault: Exception | None) -> None:
    _, loop, future = item

    def set_result() -> None:
        if future.done():  # the request was cancelled meanwhile
            return
        if fault is None:
            future.set_result(result)
        else:
            future.set_exception(fault)

    loop.call_soon_threadsafe(set_result)
