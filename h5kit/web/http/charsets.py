"""Reads bytes of a request as text: UTF-8, or the charset that its content type names."""

from collections.abc import Mapping
from typing import Final

from python_multipart.multipart import parse_options_header

from h5kit.charset_names import GB18030, GB18030_NAMES
from h5kit.web.http.bad_request import BadRequestError

LONGEST_HEADER: Final = 512
"""The longest Content-Type, in characters: parsing takes quadratic time for its semicolons."""
_CODECS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    **dict.fromkeys(GB18030_NAMES, GB18030),
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
"""Python's codec for a charset.

Others count as not named: Java clients name ISO-8859-1 without using it.
"""
CHINESE: Final = GB18030
"""What old systems in China send without saying so."""


def content_type(header: str) -> tuple[str, dict[bytes, bytes]]:
    """Return a content type, in lower case, and its options (charset, boundary, …).

    Raises BadRequestError for a header that is too long.
    """
    if len(header) > LONGEST_HEADER:
        raise BadRequestError("unsupported content type", 415)
    kind, options = parse_options_header(header)
    return kind.decode("latin-1").strip().lower(), options


def codec_of(options: Mapping[bytes, bytes]) -> str:
    """Return the codec of the charset that the options name; UTF-8 if they name none we know."""
    named = options.get(b"charset", b"").decode("latin-1").strip(" \"'").lower()
    return _CODECS.get(named, "utf-8")


def text_of(raw: bytes, codec: str) -> str | None:
    """Return the text, None if it isn't in this charset."""
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def without_bom(text: str | None) -> str | None:
    """Return a text, or the first name in it, without a BOM before it.

    A BOM in a value is a part of the value: nothing may make two values of `uid` one.
    """
    return None if text is None else text.removeprefix("\ufeff")
