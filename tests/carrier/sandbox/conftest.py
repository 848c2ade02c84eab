"""A caller, and a served sandbox, for each test."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from h5kit.carrier.sandbox.served import create_sandbox
from h5kit.clock import MovableClock
from h5kit.commands.documents import documents
from tests.carrier.sandbox.caller import Caller
from tests.carrier.sandbox.serving import Sandbox


@pytest.fixture
def caller() -> Iterator[Caller]:
    """A caller with a sandbox of its own."""
    with asyncio.Runner() as runner:
        yield Caller(runner)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A served sandbox."""
    clock = MovableClock()
    with TestClient(create_sandbox(clock, documents=documents(clock))) as client:
        yield Sandbox(client, clock)
