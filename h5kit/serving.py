"""Running an application under uvicorn, and saying so once its port answers."""

import gc
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

BACKLOG = 2048
SHUTDOWN_SECONDS = 20


class _Announcing(uvicorn.Server):
    """A server that calls back when it has begun to answer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def listen(host: str, port: int) -> socket.socket:
    """Return a bound socket; port 0 takes a free one. Raises OSError when it can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def address_of(bound: socket.socket) -> str:
    """Return the http address of a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def run(app: Any, bound: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until told to stop; `ready` is called once the port answers.

    uvicorn's own access log is off: it prints query strings, and those hold tokens.
    """
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        h11_max_incomplete_event_size=16_384,
    )
    # What was loaded to here lives as long as the server: the collector need not look again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    _Announcing(config, ready).run(sockets=[bound])
