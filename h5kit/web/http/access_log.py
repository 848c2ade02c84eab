"""Our own access log: method, route, status, time; never a path, a query or a body."""

import time
from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from h5kit.faults import place_of
from h5kit.web.http.routes import name_of

log = structlog.get_logger("h5kit.access")

Answered = Callable[[str, str, int, float], None]
"""Told of each answer: method, route, status, seconds."""


class AccessLog:
    """A pure ASGI layer: one line an answer, and a clear page where a handler broke."""

    def __init__(
        self,
        app: ASGIApp,
        broken: Callable[[Request], Response],
        answered: Answered | None = None,
    ) -> None:
        """Wrap the application; `broken` makes the answer to a request whose handler raised."""
        self._app = app
        self._broken = broken
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as fault:  # noqa: BLE001
            # The type and place only: an exception's text may quote what was sent.
            log.error("request_broken", fault=type(fault).__name__, place=place_of(fault))  # noqa: TRY400
            if not status:
                await self._broken(Request(scope))(scope, receive, noting)
        took, route = time.perf_counter() - started, name_of(scope)
        log.info("request", method=scope["method"], path=route, status=status,
                 ms=round(took * 1000, 1))  # fmt: skip
        if self._answered is not None:
            self._answered(scope["method"], route, status, took)
