"""Writing to SQLite: what must last waits for the disk on a thread, in groups; the rest does not.

50 flows that write at once share one fsync. What need not survive a power cut (a crash it does)
is written on the event loop while nothing else is being written: without an fsync a commit takes
less time there than waking a thread would. So does one with an fsync on a disk that answers in a
fraction of a millisecond; as soon as it doesn't, the thread takes over.
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
SWIFT_SECONDS = 0.0008
WEIGHT = 0.1


class Writer:
    """Runs functions of a transaction, one after another."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        """Start the thread; `engine`'s driver must begin no transactions itself."""
        self._engine = engine
        self._sealer = sealer
        self._light = SqliteTransaction(engine.connect(), sealer)
        self._light.connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lasting = SqliteTransaction(engine.connect(), sealer)
        self._mean = 2 * SWIFT_SECONDS
        self._under_way = 0
        self._thread = threading.Thread(target=self._run, name="h5kit-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Work[T], *, is_large: bool = False) -> T:
        """Return what `work` returned, once it is committed and on the disk.

        A large write goes to the thread however swift the disk is.
        """
        if not is_large and not self._under_way and self._mean < SWIFT_SECONDS:
            result: T = self._timed(self._lasting, [work])[0]
            return result
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._under_way += 1
        try:
            self._queue.put((work, loop, future))
            return await future
        finally:
            self._under_way -= 1

    async def run_light(self, work: Work[T]) -> T:
        """Return what `work` returned, once it is committed; a power cut may lose it.

        The next commit that lasts takes it along.
        """
        if self._under_way:
            return await self.run(work)
        result: T = self._light.run([work])[0]
        return result

    async def close(self) -> None:
        """Write what is waiting, then end the thread."""
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._light.connection.close()
        self._lasting.connection.close()

    def _timed(self, transaction: SqliteTransaction, works: list[Work[Any]]) -> list[Any]:
        """Run a transaction and keep the running mean of what a lasting one takes."""
        started = time.perf_counter()
        try:
            return transaction.run(works)
        finally:
            self._mean += WEIGHT * (time.perf_counter() - started - self._mean)

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
        except Exception as fault:  # noqa: BLE001 - handed to whoever waits for it
            if len(batch) == 1:
                _settle(batch[0], None, fault)
                return
            # One bad neighbour must not fail the others: each again, by itself.
            for item in batch:
                self._commit(transaction, [item])
            return
        for item, result in zip(batch, results, strict=True):
            _settle(item, result, None)


def _settle(item: _Waiting, result: object, fault: Exception | None) -> None:
    _, loop, future = item

    def give() -> None:
        if future.done():  # the request was cancelled meanwhile
            return
        if fault is None:
            future.set_result(result)
        else:
            future.set_exception(fault)

    loop.call_soon_threadsafe(give)
