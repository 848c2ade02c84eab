"""Cancel tasks and await their end, so that their `finally` runs before resources are closed."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

RELEASE_SECONDS: Final = 0.4
"""How long to wait for cancelled tasks to end."""


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait until they have ended."""
    waiting = set(tasks)
    for task in waiting:
        task.cancel()
    if waiting:
        await asyncio.wait(waiting, timeout=RELEASE_SECONDS)
