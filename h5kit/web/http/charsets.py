"""Reads bytes of a request as text: UTF-8, or the charset that its content type names."""

from collections.abc import Mapping
from typing import Final

from python_multipart.multipart import parse_options_header

_CODECS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
"""Python's codec for a charset. What is written as GBK or GB 2312 is in GB 18030 as well.

Others count as not named: Java clients name ISO-8859-1 without using it.
"""
CHINESE: Final = "gb18030"
"""What old systems in China send without saying so."""


def content_type(header: str) -> tuple[str, dict[bytes, bytes]]:
    """Return a content type, in lower case, and its options (charset, boundary, …)."""
    kind, options = parse_options_header(header)
    return kind.decode("latin-1").strip().lower(), options


def codec_of(options: Mapping[bytes, bytes]) -> str:
    """Return the codec of the charset that the options name; UTF-8 if they name none we know."""
    named = options.get(b"charset", b"").decode("latin-1").strip(" \"'").lower()
    return _CODECS.get(named, "utf-8")


def text_of(raw: bytes, codec: str) -> str | None:
    """Return the text without a BOM before it, None if it isn't in this charset."""
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
