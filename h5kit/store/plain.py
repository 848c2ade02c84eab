"""Transactions written for one connection, run on an asynchronous PostgreSQL engine."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from h5kit.store.quick import Cursor
from h5kit.store.sealing import Sealer, attach

T = TypeVar("T")
POOL, OVERFLOW = 10, 20
DRIVER = "postgresql+psycopg"
_SWIFT = text("SET LOCAL synchronous_commit TO off")


def driver_url(url: str) -> URL:
    """Return a `postgresql://` address with our driver named in it. Raises ValueError."""
    made = make_url(url)
    if made.get_backend_name() != "postgresql":
        raise ValueError("a PostgreSQL address begins with postgresql://")
    return made.set(drivername=DRIVER)


class Plain:
    """A `Runner` on a SQLAlchemy connection."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection; its transactions are the caller's."""
        self.connection = connection
        self.info: Mapping[Any, Any] = connection.info

    def execute(self, statement: Executable, parameters: Mapping[str, object], /) -> Cursor:
        """Run one statement."""
        made: Any = self.connection.execute(statement, dict(parameters))
        cursor: Cursor = made
        return cursor


class Transactions:
    """Runs functions of a connection, each in a transaction on a connection of the pool.

    A connection that the database has closed (it was restarted) is replaced before it is used.
    """

    def __init__(self, url: str, sealer: Sealer) -> None:
        """Connect when first used."""
        # Parameters are hidden: an error's text must not quote a person's data.
        self._engine: AsyncEngine = create_async_engine(
            driver_url(url),
            pool_size=POOL,
            max_overflow=OVERFLOW,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        attach(self._engine.sync_engine, sealer)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def do(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returned, once it is committed and on the disk."""
        async with self._engine.begin() as c:
            return await c.run_sync(work)

    async def do_light(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returned, once it is committed; a power cut may lose it."""
        async with self._engine.begin() as c:
            await c.execute(_SWIFT)
            return await c.run_sync(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` read."""
        async with self._reading.connect() as c:
            return await c.run_sync(work)

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()
