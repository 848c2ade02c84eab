"""The port to a database: a runner runs functions in a transaction and creates the worker.

All databases share the statements; a runner adds only what is specific to its database.
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
    """The result of a statement run by `Transaction.quick`."""

    @property
    def rowcount(self) -> int:
        """The number of changed rows."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, None when there is none."""
        ...

    def fetchall(self) -> Any:
        """Return all remaining rows."""
        ...


class Transaction(ABC):
    """An open transaction; the runner begins and commits it.

    `execute` is SQLAlchemy's `Connection.execute` and accepts any statement.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        """Create a transaction on a connection; `sealer` encrypts and decrypts personal data."""
        self.connection = connection
        self.execute = connection.execute
        self.sealer = sealer

    @abstractmethod
    def quick(self, statement: Executable, parameters: Mapping[str, object], /) -> Cursor:
        """Run a module-level statement with as little overhead over the driver as possible."""

    @abstractmethod
    def lock(self, *names: str) -> None:
        """Lock these names until the transaction ends; wait for other transactions' locks."""

    @abstractmethod
    def lock_rows(self, statement: Executable, parameters: Mapping[str, object], /) -> None:
        """Run a SELECT … FOR UPDATE; do nothing on a database with a single writer."""

    @abstractmethod
    def enqueue(self, job_id: str, kind: str, turn: int, due_at: float) -> None:
        """Hand a job to the job engine; do nothing on a database whose worker polls the table."""


Work = Callable[[Transaction], T]


class Runner(Protocol):
    """Runs functions in transactions on one database."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The server's keys, oldest first; the last one seals."""
        ...

    @property
    def lookup_key(self) -> str:
        """The key of the hashes by which people and numbers are found; it never changes."""
        ...

    @property
    def sealer(self) -> Sealer:
        """The sealer of personal data, with all the keys."""
        ...

    def run(self, work: Work[T], *, is_large: bool = False) -> Awaitable[T]:
        """Return the result of `work`, once it is committed and on the disk.

        With `is_large` it writes so much that it must not run on the event loop.
        """
        ...

    def run_light(self, work: Work[T]) -> Awaitable[T]:
        """Return the result of `work`, once it is committed; a power cut may lose it."""
        ...

    def read(self, work: Work[T], *, is_large: bool = False) -> Awaitable[T]:
        """Return the result of `work`, which only reads.

        With `is_large` it reads so much that it must not run on the event loop.
        """
        ...

    def worker(self, queue: WorkQueue, handlers: Handlers, chores: Chores, clock: Clock) -> Worker:
        """Return a worker that runs the jobs of `queue`."""
        ...

    def close(self) -> Awaitable[None]:
        """Finish pending writes and close the database."""
        ...
