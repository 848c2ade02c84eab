"""Run work on large bodies on a thread, so that it doesn't block the event loop."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

LARGE_BYTES: Final = 256 * 1024
"""Above this size, encoding, encrypting or compressing takes longer than switching to a thread."""


def is_large(size: int) -> bool:
    """Return whether work on this many bytes should run on a thread."""
    return size > LARGE_BYTES


async def by_size(size: int, work: Callable[[], T]) -> T:
    """Return the result of `work`; run it on a thread if `size` bytes are large."""
    return await asyncio.to_thread(work) if is_large(size) else work()
