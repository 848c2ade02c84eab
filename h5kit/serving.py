"""Runs an application under uvicorn, and calls back once its port answers."""

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
"""How long running answers may take once the port is closed; a page waits 3 s at most."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """What happens on SIGTERM: the loop calls `leave`.

    For `notice_seconds` more the server accepts everybody, so that a balancer that asks `/readyz`
    can send people elsewhere; then the port closes. A second signal closes it at once.
    """

    leave: Callable[[], None]
    notice_seconds: float = 0.0


class _Announcing(uvicorn.Server):
    """A server that calls back when it begins to answer, and when it is told to stop."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], stopping: Stopping | None
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping
        self._is_told = False
        self._ends_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down, and exit with 0 although a signal asked for it."""
        await super().shutdown(sockets)
        # uvicorn would raise the signals again once it is done.
        self._captured_signals.clear()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Only note the signal: it may interrupt a log line that holds its lock."""
        if self._stopping is None or self._is_told:
            super().handle_exit(sig, frame)
            return
        self._captured_signals.append(sig)
        self._is_told = True

    async def on_tick(self, counter: int) -> bool:
        """Do what the signal asked for, on the loop; uvicorn calls this ten times a second."""
        if self._stopping is not None and self._is_told:
            if self._ends_at is None:
                self._stopping.leave()
                self._ends_at = time.monotonic() + self._stopping.notice_seconds
            self.should_exit = self.should_exit or time.monotonic() >= self._ends_at
        return await super().on_tick(counter)


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
    """Return a bound socket; port 0 takes a free one. Raises OSError when the system refuses it."""
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


def configured(app: Any, trusted_proxies: Sequence[str] = ()) -> uvicorn.Config:
    """Return how uvicorn serves us.

    Its own access log is off: it prints query strings, which hold tokens. Without trusted proxies
    no `X-Forwarded-…` counts (by default uvicorn believes loopback, and a variable).
    """
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,  # its lines come out as `h5kit.logs` writes them
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
    """Serve until told to stop; `ready` is called once the port answers.

    With `can_drop` the application may drop the connection of a request (the sandbox does).

    `X-Forwarded-For` and `X-Forwarded-Proto` count only from `trusted_proxies` (addresses or
    networks).
    """
    # Everything loaded so far lives as long as the server: the collector can skip it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    dropping = _Dropping(app)
    config = configured(dropping if can_drop else app, trusted_proxies)
    dropping.server = _Announcing(config, ready, stopping)
    dropping.server.run(sockets=[bound])
