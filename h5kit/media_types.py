"""The content types that more than one room sends."""

from typing import Final

JSON: Final = "application/json; charset=utf-8"
"""JSON is always UTF-8 (RFC 8259), but old clients read ISO-8859-1 unless the charset is named."""
