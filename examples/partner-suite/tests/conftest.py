"""All the wiring that the shop's tests need: its own server, and which browser to start."""

from collections.abc import Iterator
from typing import Any

import pytest
from shop.app import Shop

from h5kit.testing.browser import find_chromium, launch_options
from h5kit.testing.server import DemoServer


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options(find_chromium())}


@pytest.fixture(scope="session")
def shop(h5kit_server: DemoServer) -> Iterator[Shop]:
    with Shop(h5kit_server.base_url, h5kit_server.partner["secret"]) as running:
        yield running
