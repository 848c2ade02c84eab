"""Answers whose headers are known whole: nothing is derived, nothing is guessed."""

from collections.abc import Iterable

import msgspec
from starlette.responses import Response

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
