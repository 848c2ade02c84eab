"""All the wiring that the shop's tests need: its own server."""

from collections.abc import Iterator

import pytest
from shop.app import Shop

from h5kit.testing.server import DemoServer


@pytest.fixture(scope="session")
def shop(h5kit_server: DemoServer) -> Iterator[Shop]:
    with Shop(h5kit_server.base_url, h5kit_server.partner["secret"]) as running:
        yield running
