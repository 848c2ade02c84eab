"""The shop's server: once for tests with `h5_webhooks`, once receiving its own pushes."""

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
    """A shop that receives its own pushes, as in production."""
    with Shop() as shop, DemoServer("--receiver", f"{shop.url}/push") as kit:
        shop.kit, shop.secret = kit.base_url, kit.partner["secret"]
        yield shop
