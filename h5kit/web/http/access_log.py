"""The access log: method, route, status and duration; never a path, a query or a body."""

import time
from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from h5kit.faults import place_of
from h5kit.web.http.routes import route_name

log = structlog.get_logger("h5kit.access")

RequestObserver = Callable[[str, str, int, float], None]
"""Called after each response with its method, route, status and duration in seconds."""


class AccessLog:
    """ASGI middleware that logs each response, and answers if a handler raises an exception."""

    def __init__(
        self,
        app: ASGIApp,
        error_response: Callable[[Request], Response],
        observe: RequestObserver | None = None,
    ) -> None:
        """Wrap the application.

        `error_response` returns the response to a request whose handler raised an exception.
        """
        self._app = app
        self._error_response = error_response
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_and_record_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_record_status)
        except Exception as fault:  # noqa: BLE001
            # Log only the type and place: the text of an exception may quote what was sent.
            log.error("request_broken", fault=type(fault).__name__, place=place_of(fault))  # noqa: TRY400
            if not status:
                response = self._error_response(Request(scope))
                await response(scope, receive, send_and_record_status)
        seconds, route = time.perf_counter() - started, route_name(scope)
        log.info("request", method=scope["method"], path=route, status=status,
                 ms=round(seconds * 1000, 1))  # fmt: skip
        if self._observe is not None:
            self._observe(scope["method"], route, status, seconds)
