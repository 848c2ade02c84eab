"""Fixtures: the demo as `make demo` runs it, and its console on a desktop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from e2e.sandbox.console import Console
from h5kit.testing.server import DemoServer


@pytest.fixture(scope="session")
def server() -> Iterator[DemoServer]:
    """A demo without receivers, so that the console uses its own partner and receiver."""
    with DemoServer() as running:
        yield running


@pytest.fixture
def context_options() -> dict[str, object]:
    """A desktop."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def console(page: Page, server: DemoServer) -> Console:
    """The console without a flow."""
    page.goto(server.told["sandbox_url"])
    return Console(page)
