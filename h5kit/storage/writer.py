"""One thread that writes: what is waiting is committed together, so 50 flows share one fsync."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine

Work = Callable[[Connection], Any]
_Waiting = tuple[Work, asyncio.AbstractEventLoop, "asyncio.Future[Any]", bool]

MOST_IN_ONE_COMMIT = 64


class Writer:
    """Runs functions of a connection, each in a transaction, one after another, off the loop."""

    def __init__(self, engine: Engine) -> None:
        """Start the thread; `engine`'s driver must begin no transactions itself."""
        self._engine = engine
        self._is_full = True
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="h5kit-writer", daemon=True)
        self._thread.start()

    async def do(self, work: Work, *, is_lasting: bool = True) -> Any:
        """Return what `work` returned, once it is committed.

        What isn't `is_lasting` is committed without waiting for the disk: a power cut (not a
        crash) may lose it, until the next lasting commit takes it along.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._queue.put((work, loop, future, is_lasting))
        return await future

    async def close(self) -> None:
        """Write what is waiting, then end the thread."""
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

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

    def _transaction(self, connection: Connection, batch: list[_Waiting]) -> list[Any]:
        """Run the batch in one transaction that holds the write lock from its first moment."""
        driver: Any = connection.connection.dbapi_connection
        is_lasting = any(lasting for _, _, _, lasting in batch)
        if is_lasting is not self._is_full:
            driver.execute(f"PRAGMA synchronous={'FULL' if is_lasting else 'NORMAL'}")
            self._is_full = is_lasting
        driver.execute("BEGIN IMMEDIATE")
        try:
            results = [work(connection) for work, _, _, _ in batch]
            driver.execute("COMMIT")
        except BaseException:
            driver.execute("ROLLBACK")
            raise
        return results

    def _commit(self, connection: Connection, batch: list[_Waiting]) -> None:
        try:
            results = self._transaction(connection, batch)
        except Exception as fault:  # noqa: BLE001
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
    _, loop, future, _ = item

    def give() -> None:
        if future.done():  # the request was cancelled meanwhile
            return
        if fault is None:
            future.set_result(result)
        else:
            future.set_exception(fault)

    loop.call_soon_threadsafe(give)
