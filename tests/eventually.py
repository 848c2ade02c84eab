"""Waiting for what a server does by itself: asking until it's so, for as long as a person would."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
SECONDS = 30
"""How long anything may take on a machine that has other work; what is broken never comes."""


def eventually(ask: Callable[[], T], is_so: Callable[[T], object], wanted: str) -> T:
    """Return the first answer that is so; raises AssertionError with the last one where none is."""
    end = time.monotonic() + SECONDS
    while True:
        answer = ask()
        if is_so(answer):
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not {wanted}: {answer!r}")
