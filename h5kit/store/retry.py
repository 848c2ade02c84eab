"""Retry a write that must not be lost while the database is unavailable."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from sqlalchemy import exc

T = TypeVar("T")

RETRY_SECONDS = (0.2, 0.5, 1, 2, 4, 8, 8, 8)
"""How long to wait before each retry."""

TRANSIENT = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    sqlite3.OperationalError,
)
"""Errors of a database that is unreachable, restarting, locked or full; a retry may succeed."""

log = structlog.get_logger()


async def until_written(
    write: Callable[[], Awaitable[T]], sid: str, event: str = "flow_unwritten"
) -> T:
    """Return the result of `write`; retry it while the database is unavailable.

    Each failed attempt is logged as `event`. Raises the error of the last attempt.
    """
    for pause in RETRY_SECONDS:
        try:
            return await write()
        except TRANSIENT as fault:
            log.warning(event, sid=sid, fault=type(fault).__name__)
            await asyncio.sleep(pause)
    return await write()
