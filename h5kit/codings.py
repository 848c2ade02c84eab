"""Undo the compression of an answer that a server compressed although nobody asked for it."""

import zlib
from collections.abc import Iterable
from typing import Final

GZIP: Final = b"\x1f\x8b"
"""How gzip begins; no text and no other compression begins so."""

_ZLIB_OR_GZIP: Final = 32 + zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS
READABLE: Final = frozenset({"gzip", "x-gzip", "deflate"})
COMPRESSIONS: Final = READABLE | {"br", "zstd", "compress", "x-compress", "dcb", "dcz"}


class CodingError(ValueError):
    """The body is compressed twice, in an unknown way, or damaged."""


class InflatedTooLargeError(ValueError):
    """The body inflates to more than is read."""


def inflated(body: bytes, codings: Iterable[str], most: int) -> bytes:
    """Return a body without the compression that its `Content-Encoding` headers name.

    At most one layer of gzip or deflate is undone, to at most `most` bytes. Anything else that is
    named there is no compression (`identity`; `utf-8`, as many servers write) and changes nothing.
    Without a named compression, a body that begins as gzip is gzip: some proxies lose the header.
    Raises CodingError and InflatedTooLargeError.
    """
    named = [name.strip().lower() for header in codings for name in header.split(",")]
    layers = [name for name in named if name in COMPRESSIONS]
    if not layers and body.startswith(GZIP):
        layers = ["gzip"]
    if not body or not layers:
        return body
    if len(layers) > 1 or layers[0] not in READABLE:
        raise CodingError
    return _inflated(body, _RAW if _is_raw(body, layers[0]) else _ZLIB_OR_GZIP, most)


def _is_raw(body: bytes, coding: str) -> bool:
    """Return whether `deflate` lacks the header of zlib, as some servers send it."""
    has_header = body[0] & 15 == zlib.DEFLATED and int.from_bytes(body[:2]) % 31 == 0
    return coding == "deflate" and not has_header and not body.startswith(GZIP)


def _inflated(body: bytes, window: int, most: int) -> bytes:
    inflater = zlib.decompressobj(window)
    try:
        found = inflater.decompress(body, most + 1)
    except zlib.error:
        raise CodingError from None
    if len(found) > most:
        raise InflatedTooLargeError
    if not inflater.eof or inflater.unused_data.strip(b"\0"):
        raise CodingError
    return found
