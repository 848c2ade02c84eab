"""All the wiring that the shop's tests need: its server, and one that takes its pushes itself."""

from collections.abc import Iterator

import pytest
from shop.app import Shop

from h5kit.testing import DemoServer


@pytest.fixture(scope="session")
def shop(h5kit_server: DemoServer) -> Iterator[Shop]:
    with Shop(h5kit_server.base_url, h5kit_server.partner["secret"]) as running:
        yield running


@pytest.fixture(scope="session")
def pushed_shop() -> Iterator[Shop]:
    """A shop that gets its pushes itself, as in production; the others' go to `h5_webhooks`."""
    with Shop() as shop, DemoServer("--receiver", f"{shop.url}/push") as kit:
        shop.kit, shop.secret = kit.base_url, kit.partner["secret"]
        yield shop
