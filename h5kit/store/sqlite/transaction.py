"""Run SQLAlchemy Core statements directly on the SQLite driver: compiled once, raw rows.

All databases share the statements; this is only how SQLite runs the frequent ones. Measured: a
guarded update with its transaction takes 73 µs of CPU here, 155 µs through a Connection.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import sqlite

from h5kit.store.runner import Cursor, Transaction, Work
from h5kit.store.sealing import Sealer

_DIALECT = sqlite.dialect(paramstyle="named")
_compiled: dict[Executable, str] = {}


class SqliteTransaction(Transaction):
    """The successive transactions of one connection.

    SQLite has only one writer at a time and its worker polls, so no locks or notifications are
    needed.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        """Use a connection in autocommit mode."""
        super().__init__(connection, sealer)
        driver = connection.connection.dbapi_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError("SqliteTransaction runs on SQLite")
        self._driver: sqlite3.Connection = driver

    def quick(self, statement: Executable, parameters: Mapping[str, object], /) -> Cursor:
        """Run a module-level statement, which is compiled once."""
        sql = _compiled.get(statement)
        if sql is None:
            sql = _compiled[statement] = str(statement.compile(dialect=_DIALECT))  # type: ignore[attr-defined]
        return self._driver.execute(sql, parameters)

    def lock(self, *names: str) -> None:
        """Do nothing: the transaction has the write lock."""

    def lock_rows(self, statement: Executable, parameters: Mapping[str, object], /) -> None:
        """Do nothing: the transaction has the write lock."""

    def enqueue(self, job_id: str, kind: str, turn: int, due_at: float) -> None:
        """Do nothing: the worker polls the table."""

    def run(self, works: list[Work[Any]]) -> list[Any]:
        """Run all of `works` in one transaction that takes the write lock at its start."""
        self._driver.execute("BEGIN IMMEDIATE")
        try:
            results = [work(self) for work in works]
            self._driver.execute("COMMIT")
        except BaseException:
            self._driver.execute("ROLLBACK")
            raise
        return results
