"""A caller for each test."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.carrier.sandbox.caller import Caller


@pytest.fixture
def caller() -> Iterator[Caller]:
    """Somebody who talks to a sandbox of their own."""
    with asyncio.Runner() as runner:
        yield Caller(runner)
