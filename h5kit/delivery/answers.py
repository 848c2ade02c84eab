"""Whether a receiver accepted a push (source, sections 一.2.2 and 六.2: the answer to a push)."""

import codecs
import contextlib
from typing import Final

BOM: Final = "\ufeff"
BLANK: Final = "".join(filter(str.isspace, map(chr, range(0x3001)))) + BOM
"""All white space of Unicode, and the BOM: what may stand around the answer, in any order."""

OK: Final = 200
LONGEST: Final = 64


def text_of(body: bytes) -> str:
    """Return the text of an answer without the white space and BOMs around it.

    It is UTF-16 if its BOM says so, else UTF-8, else GB 18030, in which Chinese servers write why
    they refuse. Bytes that are no text, and NUL, which PostgreSQL can't store, become U+FFFD.
    """
    return _decoded(body).strip(BLANK).replace("\0", "\ufffd")


def _decoded(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode(encoding)
    return body.decode("utf-8", "replace")


def is_ok(status: int | None, body: bytes) -> bool:
    """Return whether the answer is 200 with the body `ok`.

    Letter case, surrounding white space, BOMs and one pair of double quotes are ignored.
    """
    word = text_of(body)
    if status != OK or len(word) > LONGEST:
        return False
    if len(word) > 1 and word.startswith('"') and word.endswith('"'):
        word = word[1:-1].strip(BLANK)
    return word in {"ok", "Ok", "oK", "OK"}
