"""Answers whose headers are known whole: nothing is derived, nothing is guessed."""

from collections.abc import Iterable

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from h5kit.pieces import pieces
from h5kit.threads import is_large
from h5kit.web.http.headers import COMMON

NO_CONTENT = 204
JSON = (b"content-type", b"application/json")


class Whole(Response):
    """A response that is sent as it was given; `Response` works out headers that we know."""

    def __init__(self, body: bytes, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Take the body, the status, and all headers but the length."""
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = list(headers)
        if status != NO_CONTENT:
            self.raw_headers.append((b"content-length", str(len(body)).encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; a large body goes in pieces, at the pace at which it is taken."""
        if not is_large(len(self.body)):
            await super().__call__(scope, receive, send)
            return
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        for piece in pieces(self.body):
            await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def see_other(address: str) -> Response:
    """Answer a post, or an old address, with the way to the page."""
    return Whole(b"", 303, [*COMMON, (b"location", address.encode())])


def no_content() -> Response:
    """Answer a poll when nothing has changed."""
    return Whole(b"", NO_CONTENT, COMMON)


def error_json(status: int, text: str, http: int) -> Response:
    """Answer a partner's server: `{"status": status, "msg": text}`."""
    return json({"status": status, "msg": text}, http)


def json(value: object, status: int = 200) -> Response:
    """Answer with JSON."""
    body = msgspec.json.encode(value)
    return Whole(body, status, [*COMMON, JSON])
