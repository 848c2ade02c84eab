"""What takes long because it is large is computed on a thread: the event loop serves others."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

LARGE_BYTES: Final = 256 * 1024
"""From here on encoding, sealing or compressing takes longer than handing it to a thread."""


def is_large(size: int) -> bool:
    """Say whether work on so many bytes belongs on a thread."""
    return size > LARGE_BYTES


async def by_size(size: int, work: Callable[[], T]) -> T:
    """Return what `work` on so many bytes returns: on a thread where they are many."""
    return await asyncio.to_thread(work) if is_large(size) else work()
