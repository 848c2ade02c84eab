"""Whether a receiver accepted a push (source, sections 一.2.2 and 六.2: the answer to a push)."""

import codecs
from typing import Final

BOM: Final = "\ufeff"
BLANK: Final = "".join(filter(str.isspace, map(chr, range(0x3001)))) + BOM
"""All white space of Unicode, and the BOM: what may stand around the answer, in any order."""

OK: Final = 200
LONGEST: Final = 64


def text_of(body: bytes) -> str:
    """Return the text of an answer without the white space and BOMs around it.

    It is UTF-8, or UTF-16 if its BOM says so. Bytes that are no text, and NUL, which PostgreSQL
    refuses to store, become U+FFFD.
    """
    has_utf_16_bom = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = body.decode("utf-16" if has_utf_16_bom else "utf-8", "replace")
    return text.strip(BLANK).replace("\0", "\ufffd")


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
