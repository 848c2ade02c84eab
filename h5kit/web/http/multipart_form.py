"""Reads a multipart form from a body that is in memory; it may have fields only, no files."""

import re
from collections.abc import Mapping
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.charsets import codec_of
from h5kit.web.http.form_fields import RawField

LONGEST_BOUNDARY: Final = 70
_FILE: Final = re.compile(rb";\s*filename\*?\s*=", re.IGNORECASE)
AS_IT_IS: Final = frozenset({b"", b"7bit", b"8bit", b"binary"})
"""Transfer encodings that change nothing; HTTP has no others."""


class _Parts:
    """Collects the parts of a form as the parser finds them."""

    def __init__(self, max_fields: int, codec: str) -> None:
        self.fields: list[RawField] = []
        self.is_whole = False
        self._max_fields = max_fields
        self._codec = codec
        self._headers: dict[bytes, bytes] = {}
        self._header, self._text = b"", b""
        # The parser finds a value in many small pieces.
        self._value = bytearray()

    def begin_part(self) -> None:
        if len(self.fields) == self._max_fields:
            raise BadRequestError("too many fields")
        self._headers, self._value = {}, bytearray()

    def add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def add_to_text(self, data: bytes, start: int, end: int) -> None:
        self._text += data[start:end]

    def end_header(self) -> None:
        self._headers[self._header.lower()] = self._text
        self._header, self._text = b"", b""

    def add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def end_part(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        if _FILE.search(disposition):
            raise BadRequestError("a file in a form")
        _, options = parse_options_header(disposition)
        encoding = self._headers.get(b"content-transfer-encoding", b"").strip().lower()
        if b"name" not in options or encoding not in AS_IT_IS:
            raise BadRequestError("malformed form")
        _, about = parse_options_header(self._headers.get(b"content-type", b""))
        codec = codec_of(about) if b"charset" in about else self._codec
        self.fields.append(RawField(options[b"name"], bytes(self._value), codec))

    def end(self) -> None:
        self.is_whole = True


def multipart(
    body: bytes, options: Mapping[bytes, bytes], max_fields: int, codec: str
) -> list[RawField]:
    """Return the fields of a multipart body; `options` are those of its content type.

    Raises BadRequestError for a file, a body that is malformed or cut, and more than `max_fields`
    fields.
    """
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= LONGEST_BOUNDARY:
        raise BadRequestError("malformed form")
    parts = _Parts(max_fields, codec)
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": parts.begin_part,
                "on_header_field": parts.add_to_header,
                "on_header_value": parts.add_to_text,
                "on_header_end": parts.end_header,
                "on_part_data": parts.add_to_value,
                "on_part_end": parts.end_part,
                "on_end": parts.end,
            },
        )
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise BadRequestError("malformed form") from None
    if not parts.is_whole:
        raise BadRequestError("malformed form")
    return parts.fields
