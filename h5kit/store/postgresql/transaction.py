"""A transaction on PostgreSQL: advisory locks among concurrent writers, jobs for the engine."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, text

from h5kit.store.postgresql.procrastinate_sql import defer
from h5kit.store.runner import Cursor, Transaction

NUMBERED = {"sweep": 7_241_054, "audit": 7_241_055}
"""Locks with fixed numbers. All releases must use the same ones, since two may run at once."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_LOCK_NUMBER = text("SELECT pg_advisory_xact_lock(:number)")


class PostgresTransaction(Transaction):
    """A transaction on one connection of the pool."""

    def quick(self, statement: Executable, parameters: Mapping[str, object], /) -> Cursor:
        """Run one statement."""
        result: Any = self.execute(statement, dict(parameters))
        cursor: Cursor = result
        return cursor

    def lock(self, *names: str) -> None:
        """Take advisory locks, in the order of the names, until the transaction ends."""
        for name in names:
            if number := NUMBERED.get(name):
                self.execute(_LOCK_NUMBER, {"number": number})
            else:
                self.execute(_LOCK, {"name": name})

    def lock_rows(self, statement: Executable, parameters: Mapping[str, object], /) -> None:
        """Lock the rows that a statement selects until the transaction ends."""
        self.execute(statement, dict(parameters))

    def enqueue(self, job_id: str, kind: str, turn: int, due_at: float) -> None:
        """Hand a job to the engine; it runs once this transaction is committed."""
        defer(self.connection, job_id, kind, turn, due_at)
