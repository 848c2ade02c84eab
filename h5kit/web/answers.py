"""Small answers that are no pages."""

import msgspec
from starlette.responses import Response

from h5kit.web.headers import COMMON


def _plain(status: int, extra: tuple[tuple[bytes, bytes], ...], body: bytes = b"") -> Response:
    response = Response(body, status)
    length = (b"content-length", str(len(body)).encode())
    response.raw_headers = [*COMMON, *extra, *(() if status == 204 else (length,))]  # noqa: PLR2004
    return response


def see_other(address: str) -> Response:
    """Answer a post, or an old address, with the way to the page."""
    return _plain(303, ((b"location", address.encode()),))


def no_content() -> Response:
    """Answer a poll when nothing has changed."""
    return _plain(204, ())


def json(value: object, status: int = 200) -> Response:
    """Answer with JSON."""
    kind = (b"content-type", b"application/json")
    return _plain(status, (kind,), msgspec.json.encode(value))
