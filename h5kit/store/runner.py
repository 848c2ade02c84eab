"""The port to a database: a runner runs functions of a transaction, and gives a worker.

All statements are shared; a runner adds only what its database does in its own way.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable

from h5kit.clock import Clock
from h5kit.store.jobs import Chores, Handlers, Worker, WorkQueue
from h5kit.store.sealing import Sealer

T = TypeVar("T")


class Cursor(Protocol):
    """The result of a statement that `Transaction.quick` has run."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, None when there is none."""
        ...

    def fetchall(self) -> Any:
        """Return all rows that are left."""
        ...


class Transaction(ABC):
    """A transaction under way; the runner begins it and commits it.

    `execute` is that of SQLAlchemy's connection and takes any statement.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        """Take the connection, and what seals and opens personal data."""
        self.connection = connection
        self.execute = connection.execute
        self.sealer = sealer

    @abstractmethod
    def quick(self, statement: Executable, parameters: Mapping[str, object], /) -> Cursor:
        """Run a statement that a module declares once, on the shortest way to the driver."""

    @abstractmethod
    def lock(self, *names: str) -> None:
        """Wait until no other transaction has locked one of these names, and lock them."""

    @abstractmethod
    def lock_rows(self, statement: Executable, parameters: Mapping[str, object], /) -> None:
        """Run a SELECT … FOR UPDATE, where other transactions can write at the same time."""

    @abstractmethod
    def enqueue(self, job_id: str, kind: str, turn: int, due_at: float) -> None:
        """Tell the workers of a job of this transaction, where they do not look for it."""


Work = Callable[[Transaction], T]


class Runner(Protocol):
    """Runs functions of a transaction on one database."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The server's keys in their order; the last one seals."""
        ...

    @property
    def lookup_key(self) -> str:
        """The key of the hashes by which persons and numbers are found; it never changes."""
        ...

    @property
    def sealer(self) -> Sealer:
        """The seal of personal data, with all of the keys."""
        ...

    def run(self, work: Work[T], *, is_large: bool = False) -> Awaitable[T]:
        """Return what `work` returned, once it is committed and on the disk.

        With `is_large` it writes so much that it must not run on the event loop.
        """
        ...

    def run_light(self, work: Work[T]) -> Awaitable[T]:
        """Return what `work` returned, once it is committed; a power cut may lose it."""
        ...

    def look(self, work: Work[T], *, is_large: bool = False) -> Awaitable[T]:
        """Return what `work` read; it changes nothing.

        With `is_large` it reads so much that it must not run on the event loop.
        """
        ...

    def worker(self, queue: WorkQueue, handlers: Handlers, chores: Chores, clock: Clock) -> Worker:
        """Return a worker that takes jobs from `queue`."""
        ...

    def close(self) -> Awaitable[None]:
        """Finish what is being written and let go of the database."""
        ...
