"""Tasks that are cancelled are awaited: what they use is closed only after their `finally`."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

RELEASE_SECONDS: Final = 0.4
"""How long cancelled tasks may take to let go of what they use; then nobody waits for them."""


async def cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait until they have ended."""
    waiting = set(tasks)
    for task in waiting:
        task.cancel()
    if waiting:
        await asyncio.wait(waiting, timeout=RELEASE_SECONDS)
