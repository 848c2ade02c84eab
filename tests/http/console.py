"""Helpers for the tests of the sandbox console."""

import re
from collections.abc import Callable
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.conftest import Visit

TEL = re.compile(r'data-tel="(\d*)"')
Started = Callable[..., Response]


def handle_of(page: Response) -> str:
    """Return the handle of the flow that the console shows."""
    return str(page.url.params["handle"])


def tel_of(page: Response) -> str:
    """Return the number that the console created."""
    found = TEL.search(page.text)
    assert found
    return found[1]


def live(client: TestClient, handle: str, seen: str = "") -> Any:
    """Return the answer for the console's script."""
    return client.get("/sandbox/live", params={"handle": handle, "seen": seen}).json()


def visit_of(client: TestClient, handle: str) -> Visit:
    """Return a person who uses the flow in the frame."""
    return Visit(client).take(client.get(f"/f/{handle}"))
