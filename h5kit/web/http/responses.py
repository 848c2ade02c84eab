"""Responses with explicit headers, from which Starlette derives nothing."""

from collections.abc import Iterable

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from h5kit import media_types
from h5kit.pieces import pieces
from h5kit.threads import is_large
from h5kit.web.http.headers import COMMON

NO_CONTENT = 204
JSON = (b"content-type", media_types.JSON.encode())


class RawResponse(Response):
    """A response with exactly the given headers and `content-length`.

    It is faster than `Response`, which encodes headers and derives some of them.
    """

    def __init__(self, body: bytes, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Create the response; `headers` are all but `content-length`."""
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = list(headers)
        if status != NO_CONTENT:
            self.raw_headers.append((b"content-length", str(len(body)).encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; a large body goes in pieces, as fast as the client reads them."""
        if not is_large(len(self.body)):
            await super().__call__(scope, receive, send)
            return
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        for piece in pieces(self.body):
            await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def see_other(address: str) -> Response:
    """Return a redirect (303) to a page, after a POST or from an old address."""
    return RawResponse(b"", 303, [*COMMON, (b"location", address.encode())])


def no_content() -> Response:
    """Return an empty response (204), to a poll that has no news."""
    return RawResponse(b"", NO_CONTENT, COMMON)


def error_json(status: int, text: str, http: int) -> Response:
    """Return an error for a partner's server, `{"status": status, "msg": text}`, as HTTP `http`."""
    return json({"status": status, "msg": text}, http)


def json(value: object, status: int = 200) -> Response:
    """Return a JSON response."""
    body = msgspec.json.encode(value)
    return RawResponse(body, status, [*COMMON, JSON])
