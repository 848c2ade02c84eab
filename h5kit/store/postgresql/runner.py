"""The runner for PostgreSQL: any number of servers and workers on any hosts share one database."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from h5kit.clock import Clock
from h5kit.store.jobs import Chores, Handlers, WorkQueue
from h5kit.store.lookup_key import lookup_key
from h5kit.store.migrate import migrate
from h5kit.store.postgresql.procrastinate_sql import requeue_stalled, upgrade
from h5kit.store.postgresql.transaction import PostgresTransaction
from h5kit.store.postgresql.worker import PACE, Pace, ProcrastinateWorker
from h5kit.store.runner import Work
from h5kit.store.sealing import Sealer

T = TypeVar("T")
POOL, OVERFLOW = 10, 20
DRIVER = "postgresql+psycopg"
MIGRATION_LOCK = 7_241_053
"""The number of the advisory lock for migrations, chosen freely."""
_COMMIT_WITHOUT_SYNC = text("SET LOCAL synchronous_commit TO off")
_LOCK_MIGRATIONS = text("SELECT pg_advisory_xact_lock(:lock)")


class PostgresRunner:
    """Runs each transaction on a connection of the pool.

    The pool checks a connection before use and replaces it if the database was restarted.
    """

    def __init__(self, url: str, keys: Iterable[str], pace: Pace = PACE) -> None:
        """Migrate the tables; `url` is a libpq address, `postgresql://…`.

        `keys` seal personal data, the last one seals. Raises SQLAlchemy's OperationalError, and
        SealError if no key decrypts the database.
        """
        self.keys = tuple(keys)
        self._url, self._pace, self.sealer = url, pace, Sealer(self.keys)
        starting = create_engine(driver_url(url), poolclass=NullPool, hide_parameters=True)
        migrate(starting, lock_migrations, upgrade)
        self.lookup_key = lookup_key(starting, self.sealer, self.keys[0])
        # hide_parameters: the text of an error must not contain personal data.
        self._engine: AsyncEngine = create_async_engine(
            driver_url(url),
            pool_size=POOL,
            max_overflow=OVERFLOW,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def run(self, work: Work[T], *, is_large: bool = False) -> T:
        """Return the result of `work`, once it is committed and on the disk."""
        del is_large  # the driver is asynchronous: there is no thread to use
        async with self._engine.begin() as c:
            return await c.run_sync(self._on_connection(work))

    async def run_light(self, work: Work[T]) -> T:
        """Return the result of `work`, once it is committed; a power cut may lose it."""
        async with self._engine.begin() as c:
            await c.execute(_COMMIT_WITHOUT_SYNC)
            return await c.run_sync(self._on_connection(work))

    async def read(self, work: Work[T], *, is_large: bool = False) -> T:
        """Return the result of `work`, which only reads."""
        del is_large
        async with self._reading.connect() as c:
            return await c.run_sync(self._on_connection(work))

    def worker(
        self, queue: WorkQueue, handlers: Handlers, chores: Chores, clock: Clock
    ) -> ProcrastinateWorker:
        """Return a worker; any number may run."""
        return ProcrastinateWorker(
            self._url, queue, self._requeue_stalled, handlers, chores, clock, self._pace
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    def _on_connection(self, work: Work[T]) -> Callable[[Connection], T]:
        return lambda connection: work(PostgresTransaction(connection, self.sealer))

    async def _requeue_stalled(self, stalled: float) -> int:
        return await self.run(lambda c: requeue_stalled(c.connection, stalled))


def driver_url(url: str) -> URL:
    """Return a `postgresql://` address with our driver in its scheme.

    Raises ValueError for any other address.
    """
    address = make_url(url)
    if address.get_backend_name() != "postgresql":
        raise ValueError("a PostgreSQL address begins with postgresql://")
    return address.set(drivername=DRIVER)


def lock_migrations(c: Connection) -> None:
    """Lock out other processes that migrate, until this transaction ends."""
    c.execute(_LOCK_MIGRATIONS, {"lock": MIGRATION_LOCK})
