"""A signal handler only sets a flag, because a signal may interrupt anything."""

import asyncio
import signal
from typing import Any

from h5kit.serving import Stopping, _Server, uvicorn_config


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """Answer nothing."""


def test_stopping_happens_on_the_loop_not_in_the_handler() -> None:
    """A log line in the handler could deadlock on the lock of the line that it interrupts."""
    left: list[str] = []
    server = _Server(uvicorn_config(_app), lambda: None, Stopping(lambda: left.append("left"), 60))
    server.handle_exit(signal.SIGTERM, None)
    assert left == []
    assert not asyncio.run(server.on_tick(0))
    assert not asyncio.run(server.on_tick(1))
    assert left == ["left"]


def test_the_port_closes_after_the_notice() -> None:
    server = _Server(uvicorn_config(_app), lambda: None, Stopping(lambda: None, 0))
    assert not asyncio.run(server.on_tick(0))
    server.handle_exit(signal.SIGTERM, None)
    assert asyncio.run(server.on_tick(1))


def test_a_second_signal_does_not_wait_for_the_notice() -> None:
    server = _Server(uvicorn_config(_app), lambda: None, Stopping(lambda: None, 60))
    for _ in range(2):
        server.handle_exit(signal.SIGTERM, None)
    assert asyncio.run(server.on_tick(0))
