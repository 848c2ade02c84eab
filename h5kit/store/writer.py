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
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine

Work = Callable[[Connection], Any]
_Waiting = tuple[Work, asyncio.AbstractEventLoop, "asyncio.Future[Any]"]

MOST_IN_ONE_COMMIT = 64
SWIFT_SECONDS = 0.0008
WEIGHT = 0.1


def transaction(connection: Connection, works: list[Work]) -> list[Any]:
    """Run all in one transaction that holds the write lock from its first moment."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE")
    try:
        results = [work(connection) for work in works]
        driver.execute("COMMIT")
    except BaseException:
        driver.execute("ROLLBACK")
        raise
    return results


class Writer:
    """Runs functions of a connection, each in a transaction, one after another."""

    def __init__(self, engine: Engine) -> None:
        """Start the thread; `engine`'s driver must begin no transactions itself."""
        self._engine = engine
        self._light = engine.connect()
        self._light.exec_driver_sql("PRAGMA synchronous=NORMAL")
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lasting = engine.connect()
        self._mean = 2 * SWIFT_SECONDS
        self._under_way = 0
        self._thread = threading.Thread(target=self._run, name="h5kit-writer", daemon=True)
        self._thread.start()

    async def do(self, work: Work, *, is_large: bool = False) -> Any:
        """Return what `work` returned, once it is committed and on the disk.

        What writes much is always done on the thread: however swift the disk is, it takes long.
        """
        if not is_large and not self._under_way and self._mean < SWIFT_SECONDS:
            return self._timed(self._lasting, [work])[0]
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._under_way += 1
        try:
            self._queue.put((work, loop, future))
            return await future
        finally:
            self._under_way -= 1

    async def do_light(self, work: Work) -> Any:
        """Return what `work` returned, once it is committed; a power cut may lose it.

        The next commit that lasts takes it along.
        """
        if self._under_way:
            return await self.do(work)
        return transaction(self._light, [work])[0]

    async def close(self) -> None:
        """Write what is waiting, then end the thread."""
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._light.close()
        self._lasting.close()

    def _timed(self, connection: Connection, works: list[Work]) -> list[Any]:
        """Run a transaction and keep the running mean of what a lasting one takes."""
        started = time.perf_counter()
        try:
            return transaction(connection, works)
        finally:
            self._mean += WEIGHT * (time.perf_counter() - started - self._mean)

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (first := self._queue.get()) is not None:
                batch, ends = self._gather(first)
                self._commit(connection, batch)
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

    def _commit(self, connection: Connection, batch: list[_Waiting]) -> None:
        try:
            results = self._timed(connection, [work for work, _, _ in batch])
        except Exception as fault:  # noqa: BLE001 - handed to whoever waits for it
            if len(batch) == 1:
                _settle(batch[0], None, fault)
                return
            # One bad neighbour must not fail the others: each again, by itself.
            for item in batch:
                self._commit(connection, [item])
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
