"""Running an application under uvicorn, and saying so once its port answers."""

import gc
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from h5kit.carrier.sandbox.served import DROP

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


class _Dropping:
    """An ASGI layer that offers to drop the connection of a request, as broken carriers do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.server: uvicorn.Server | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("extensions", {})[DROP] = partial(self._drop, scope["client"])
        await self._app(scope, receive, send)

    def _drop(self, client: tuple[str, int]) -> None:
        open_now = self.server.server_state.connections if self.server else set()
        for connection in list(open_now):
            if getattr(connection, "client", None) == client:
                connection.transport.abort()


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


def run(
    app: Any, bound: socket.socket, ready: Callable[[], None], *, can_drop: bool = False
) -> None:
    """Serve until told to stop; `ready` is called once the port answers.

    With `can_drop` the application may drop the connection of a request (the sandbox does).
    uvicorn's own access log is off: it prints query strings, and those hold tokens.
    """
    dropping = _Dropping(app)
    config = uvicorn.Config(
        dropping if can_drop else app,
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
    dropping.server = _Announcing(config, ready)
    dropping.server.run(sockets=[bound])
