"""The body of an answer as UTF-8: inflated, converted from a declared GBK, and without a BOM."""

import json
import zlib
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from h5kit.carrier.http.deviations import BODY, Deviations, misread

GZIP: Final = b"\x1f\x8b"
CODINGS: Final = frozenset({"gzip", "x-gzip", "deflate"})
JSON_STARTS: Final = (b"{", b'"', b"\xef")
"""The first bytes of an answer, or of a BOM; no compressed body begins with them."""
IDENTITY: Final = frozenset({"", "identity"})
CHINESE: Final = frozenset(
    {"gbk", "gb2312", "gb18030", "gb-18030", "gb_2312-80", "x-gbk", "cp936", "ms936"}
)
"""Names of GB 18030 and of its subsets, which are read as it."""
UTF8: Final = "utf-8"
UTF8_WITH_BOM: Final = "utf-8-sig"
EITHER_WRAPPER: Final = zlib.MAX_WBITS | 32
"""Tells zlib to inflate gzip and zlib streams alike."""


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """The bytes of an answer and the headers that say how to read them."""

    body: bytes = field(repr=False)
    content_type: str = ""
    content_encoding: str = ""


def utf8_of(answer: RawAnswer, most: int, deviations: Deviations) -> bytes:
    """Return the body as UTF-8 of at most `most` bytes.

    The text itself is not checked unless it is converted. Raises WireFaultError.
    """
    body = _inflated(answer, most, deviations)
    encoding = _encoding(answer.content_type, body)
    if encoding == UTF8:
        return _unpadded(body, deviations)
    deviations.note(BODY, "UTF-8", "a BOM" if encoding == UTF8_WITH_BOM else encoding)
    try:
        return body.decode(encoding).encode()
    except UnicodeError:
        raise misread(BODY, "UTF-8", f"bytes that are not {encoding}") from None


def _unpadded(body: bytes, deviations: Deviations) -> bytes:
    """Return the body without the NUL with which programs in C end a text."""
    if not body.endswith(b"\0"):
        return body
    deviations.note(BODY, "JSON", "a NUL at the end")
    return body.rstrip(b"\0")


def _inflated(answer: RawAnswer, most: int, deviations: Deviations) -> bytes:
    """Return the body without its compression, which was not asked for.

    Some proxies inflate a body and leave its header, others lose the header.
    """
    coding, body = answer.content_encoding.strip().lower(), answer.body
    if coding in IDENTITY and not body.startswith(GZIP):
        return body
    if coding not in IDENTITY | CODINGS:
        raise misread(BODY, "no compression", "an unknown compression")
    if body.lstrip()[:1] in JSON_STARTS:
        deviations.note(BODY, "no compression", "a compression that is only declared")
        return body
    deviations.note(BODY, "no compression", "a compressed body")
    return _bounded(body, most)


def _bounded(body: bytes, most: int) -> bytes:
    stream = zlib.decompressobj(EITHER_WRAPPER)
    try:
        inflated = stream.decompress(body, most + 1)
    except zlib.error:
        raise misread(BODY, "a compressed body", "bytes that can't be inflated") from None
    if len(inflated) > most:
        raise misread(BODY, f"at most {most} bytes", "more", "too large")
    if not stream.eof or stream.unused_data:
        raise misread(BODY, "a compressed body", "a part of it, or more than one")
    return inflated


def _encoding(content_type: str, body: bytes) -> str:
    """Return the declared GB 18030, else the Unicode encoding that the first bytes show.

    JSON is Unicode, so other declared character sets do not count.
    """
    if "charset" in content_type.lower():
        header = Message()
        header["content-type"] = content_type
        if str(header.get_content_charset()).strip() in CHINESE:
            return "gb18030"
    return json.detect_encoding(body)
