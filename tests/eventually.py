"""Wait for something that a server does by itself: ask repeatedly until it is done."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
SECONDS = 30
"""The longest that anything may take on a busy machine."""


def eventually(ask: Callable[[], T], is_so: Callable[[T], object], wanted: str) -> T:
    """Return the first answer that fulfils the condition; raise AssertionError if none does."""
    end = time.monotonic() + SECONDS
    while True:
        answer = ask()
        if is_so(answer):
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not {wanted}: {answer!r}")
