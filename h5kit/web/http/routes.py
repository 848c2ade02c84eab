"""Routes that say once what they answer and how log and metrics name them; rooms of such routes."""

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
"""How log and metrics name every request that no route takes."""

_PARAMETER: Final = re.compile(r"\{[^}]+\}")


class Kind(StrEnum):
    """What the errors of a route are: a page for people, or JSON for programs."""

    PAGE = "page"
    JSON = "json"


class Address(Route):
    """A route and all that is to be known of it.

    `logged_as` is its path with `…` for each parameter, so that no name leads to a flow, a person
    or a sid, and there are as many names as routes.
    """

    def __init__(self, path: str, handler: Handler, *methods: str, answers: Kind) -> None:
        """Take the handler of a path; without methods it takes every method."""
        super().__init__(path, handler, methods=methods)
        if not methods:
            self.methods = None
        self.answers = answers
        self.logged_as = _PARAMETER.sub("…", path)


def page(path: str, handler: Handler, *methods: str) -> Address:
    """Return a route whose errors are pages."""
    return Address(path, handler, *methods, answers=Kind.PAGE)


def api(path: str, handler: Handler, *methods: str) -> Address:
    """Return a route whose errors are JSON."""
    return Address(path, handler, *methods, answers=Kind.JSON)


async def _not_found(request: Request) -> Response:
    del request
    raise HTTPException(404)


def nothing_at(path: str) -> Address:
    """Return a path that is often asked for and never found here; the log names it all the same."""
    return Address(path, _not_found, answers=Kind.PAGE)


@dataclass(frozen=True, slots=True)
class Room:
    """The routes of one room.

    An address below one of `json_below` that has no route answers JSON, as its neighbours do.
    """

    routes: tuple[Address, ...] = ()
    json_below: tuple[str, ...] = ()


class Rooms:
    """All rooms of a server: its routes, and what an address without a route answers."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        """Join the rooms."""
        joined = tuple(rooms)
        self.routes: list[BaseRoute] = [route for room in joined for route in room.routes]
        self._json_below = tuple(prefix for room in joined for prefix in room.json_below)

    def kind_of(self, request: Request) -> Kind:
        """Return what an error at the request's address answers."""
        route = address_of(request.scope)
        if route is not None:
            return route.answers
        return Kind.JSON if request.url.path.startswith(self._json_below) else Kind.PAGE


def address_of(scope: Scope) -> Address | None:
    """Return the route that took a request, None where none did (yet)."""
    route = scope.get("route")
    return route if isinstance(route, Address) else None


def name_of(scope: Scope) -> str:
    """Return how log and metrics name a request."""
    route = address_of(scope)
    return route.logged_as if route is not None else UNROUTED
