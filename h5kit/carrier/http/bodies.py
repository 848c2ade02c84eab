"""The body of an answer as UTF-8: inflated, converted from a declared GBK, and without a BOM."""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from h5kit.carrier.http.deviations import BODY, Deviations, misread
from h5kit.charset_names import GB18030, GB18030_NAMES
from h5kit.codings import GZIP, CodingError, InflatedTooLargeError, inflated

JSON_STARTS: Final = (b"{", b'"', b"\xef")
"""The first bytes of an answer, or of a BOM; no compressed body begins with them."""
IDENTITY: Final = frozenset({"", "identity"})
LONGEST_HEADER: Final = 512
UTF8: Final = "utf-8"
UTF8_WITH_BOM: Final = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """The bytes of an answer and the headers that say how to read them."""

    body: bytes = field(repr=False)
    content_type: str = ""
    content_encoding: str = ""

    @property
    def is_compressed(self) -> bool:
        """Whether the body may be compressed, so that its size says little."""
        return self.coding not in IDENTITY or self.body.startswith(GZIP)

    @property
    def coding(self) -> str:
        """The declared compression, in lower case."""
        return self.content_encoding.strip().lower()


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
    body = answer.body
    if not answer.is_compressed:
        return body
    if body.lstrip()[:1] in JSON_STARTS:
        deviations.note(BODY, "no compression", "a compression that is only declared")
        return body
    deviations.note(BODY, "no compression", "a compressed body")
    try:
        return inflated(body, [answer.coding], most)
    except InflatedTooLargeError:
        raise misread(BODY, f"at most {most} bytes", "more", "too large") from None
    except CodingError:
        raise misread(BODY, "a compressed body", "bytes that can't be inflated") from None


def _encoding(content_type: str, body: bytes) -> str:
    """Return the declared GB 18030, else the Unicode encoding that the first bytes show.

    JSON is Unicode, so other declared character sets do not count.
    """
    # Parsing takes quadratic time for semicolons, so a longer header is not read.
    if len(content_type) <= LONGEST_HEADER and "charset" in content_type.lower():
        header = Message()
        header["content-type"] = content_type
        if str(header.get_content_charset()).strip() in GB18030_NAMES:
            return GB18030
    return json.detect_encoding(body)
