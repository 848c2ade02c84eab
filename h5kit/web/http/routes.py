"""Routes with the format of their errors and their name in logs and metrics; groups of them."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

Handler = Callable[[Request], Awaitable[Response]]

UNROUTED: Final = "(other)"
"""The name in logs and metrics of every request that no route matches."""

_PARAMETER: Final = re.compile(r"\{[^}]+\}")


class ErrorFormat(StrEnum):
    """The format of a route's errors: a page for people, or JSON for programs."""

    PAGE = "page"
    JSON = "json"


class LoggedRoute(Route):
    """A route with an error format and a name for logs and metrics.

    The name, `logged_as`, is the path with `…` for each parameter, so that it identifies no flow,
    person or sid, and there are no more names than routes.
    """

    def __init__(self, path: str, handler: Handler, *methods: str, answers: ErrorFormat) -> None:
        """Create the route; without `methods` it matches every method."""
        super().__init__(path, handler, methods=methods)
        if not methods:
            self.methods = None
        self.answers = answers
        self.logged_as = _PARAMETER.sub("…", path)


def page(path: str, handler: Handler, *methods: str) -> LoggedRoute:
    """Return a route whose errors are pages."""
    return LoggedRoute(path, handler, *methods, answers=ErrorFormat.PAGE)


def api(path: str, handler: Handler, *methods: str) -> LoggedRoute:
    """Return a route whose errors are JSON."""
    return LoggedRoute(path, handler, *methods, answers=ErrorFormat.JSON)


async def _not_found(request: Request) -> Response:
    del request
    raise HTTPException(404)


def missing_route(path: str) -> LoggedRoute:
    """Return a route that always answers 404, for a path that should have a name in the log."""
    return LoggedRoute(path, _not_found, answers=ErrorFormat.PAGE)


@dataclass(frozen=True, slots=True)
class Room:
    """The routes of one part of the server.

    Errors are JSON at every address that begins with one of `json_below`, even without a route.
    """

    routes: tuple[LoggedRoute, ...] = ()
    json_below: tuple[str, ...] = ()


class Rooms:
    """All routes of a server, and the error formats of addresses without a route."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        """Join the routes of the rooms, in order."""
        joined = tuple(rooms)
        self.routes: list[BaseRoute] = [route for room in joined for route in room.routes]
        self._json_below = tuple(prefix for room in joined for prefix in room.json_below)

    def error_format(self, request: Request) -> ErrorFormat:
        """Return the format of an error at the request's address."""
        route = route_of(request.scope)
        if route is not None:
            return route.answers
        # `/v1` is below `/v1/`, too: a slash behind an address changes nothing.
        is_json = f"{request.scope['path']}/".startswith(self._json_below)
        return ErrorFormat.JSON if is_json else ErrorFormat.PAGE


def route_of(scope: Scope) -> LoggedRoute | None:
    """Return the route that matched a request; None if none has."""
    route = scope.get("route")
    return route if isinstance(route, LoggedRoute) else None


def route_name(scope: Scope) -> str:
    """Return the name of a request in logs and metrics."""
    route = route_of(scope)
    return route.logged_as if route is not None else UNROUTED
