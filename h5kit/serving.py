"""Run an application with uvicorn, with callbacks at start and stop."""

import gc
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from h5kit.carrier.sandbox.served import DROP

BACKLOG = 2048
ANSWERS_END_SECONDS = 4
"""How long open requests may take after the port is closed; a page waits at most 3 s."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """How the server stops: after SIGTERM it calls `leave` on the event loop.

    It accepts connections for another `notice_seconds`, so that a load balancer that checks
    `/readyz` can redirect people; then it closes the port. A second signal closes it at once.
    """

    leave: Callable[[], None]
    notice_seconds: float = 0.0


class _Server(uvicorn.Server):
    """A uvicorn server that calls `ready` after its start and `Stopping.leave` after a signal."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stopping: Stopping | None
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping
        self._is_stopping = False
        self._ends_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down; the process exits with 0 although a signal stopped it."""
        await super().shutdown(sockets)
        # Without this uvicorn raises the signals again at its end.
        self._captured_signals.clear()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Store the signal only: it may have interrupted a log call that holds a lock."""
        if self._stopping is None or self._is_stopping:
            super().handle_exit(sig, frame)
            return
        self._captured_signals.append(sig)
        self._is_stopping = True

    async def on_tick(self, counter: int) -> bool:
        """Handle a stored signal on the event loop; uvicorn calls this ten times a second."""
        if self._stopping is not None and self._is_stopping:
            if self._ends_at is None:
                self._stopping.leave()
                self._ends_at = time.monotonic() + self._stopping.notice_seconds
            self.should_exit = self.should_exit or time.monotonic() >= self._ends_at
        return await super().on_tick(counter)


class _Dropping:
    """ASGI middleware with the extension `DROP`, which drops the connection of a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.server: uvicorn.Server | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("extensions", {})[DROP] = partial(self._drop, scope["client"])
        await self._app(scope, receive, send)

    def _drop(self, client: tuple[str, int]) -> None:
        connections = self.server.server_state.connections if self.server else set()
        for connection in list(connections):
            if getattr(connection, "client", None) == client:
                connection.transport.abort()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 chooses a free one. Raises OSError."""
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
    """Return the http address of a listening socket."""
    host, port = bound.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def uvicorn_config(app: Any, trusted_proxies: Sequence[str] = ()) -> uvicorn.Config:
    """Return the configuration of uvicorn.

    Its access log is off because it prints query strings, which contain tokens. Without trusted
    proxies it ignores `X-Forwarded-…` (by default uvicorn trusts loopback and a variable).
    """
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,  # `h5kit.logs` writes its log lines
        log_level="warning",
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=ANSWERS_END_SECONDS,
        h11_max_incomplete_event_size=16_384,
    )


def run(
    app: Any,
    bound: socket.socket,
    ready: Callable[[], None],
    *,
    stopping: Stopping | None = None,
    trusted_proxies: Sequence[str] = (),
    can_drop: bool = False,
) -> None:
    """Serve until a signal stops the server; call `ready` once it accepts connections.

    `can_drop` adds the ASGI extension `DROP` (for the sandbox). `X-Forwarded-For` and
    `X-Forwarded-Proto` are accepted only from `trusted_proxies` (addresses or networks).
    """
    # All objects created so far live as long as the server, so the collector needn't scan them.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    dropping = _Dropping(app)
    config = uvicorn_config(dropping if can_drop else app, trusted_proxies)
    dropping.server = _Server(config, ready, stopping)
    dropping.server.run(sockets=[bound])
