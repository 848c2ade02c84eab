"""How what people and machines write is read: by the properties of Unicode, not by code points.

Nothing that can't be seen counts, and every kind of blank is a blank. Where digits or Latin letters
are meant, their other forms count as the plain ones. `clean`, `half_width`, `without_blanks` and
`digits` leave their own results as they are.
"""

import unicodedata
from typing import Final

import regex

_UNSEEN: Final = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}[\p{Cc}--\p{White_Space}]]+", regex.V1
)
# U+2800, the empty cell of braille, looks like a blank but has neither property.
_BLANK: Final = regex.compile(r"[\p{White_Space}\u2800]")
_OTHER_DIGIT: Final = regex.compile(r"[\p{Nd}--0-9]", regex.V1)
_BETWEEN_DIGITS: Final = regex.compile(r"[ \p{Dash}()\[\].·]+")
BEHIND: Final = ",;:!。、"
"""Half-width marks of the sentence that a value was copied out of."""

LONGEST: Final = 1024
"""The longest text, in characters, that is folded; a longer one is no number, name or code.

Normal forms take quadratic time for combining marks, and one character may become eighteen.
"""

_ASSIGNED_SINCE: Final = (
    "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba"
    "\U000241fe\u9fbb"
)
"""The characters of GB 18030's row FE that Python's codec still reads as private use, in order."""


def _twins() -> dict[str, str]:
    """Return the characters that GB 18030 first had in the private use area.

    Old systems still send them: 䶮 as U+E863. Their codes follow each other as the bytes FE50 to
    FEA0 do.
    """
    trails = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]  # noqa: PLR2004 - GB 18030 has no trail 7F
    now, later = {}, iter(_ASSIGNED_SINCE)
    for private, trail in enumerate(trails, 0xE815):
        character = bytes((0xFE, trail)).decode("gb18030")
        now[chr(private)] = next(later) if ord(character) == private else character
    return now


_TWINS: Final = _twins()
_TWIN: Final = regex.compile(f"[{min(_TWINS)}-{max(_TWINS)}]")


def clean(text: str) -> str:
    """Return text without what can't be seen, each blank as a space, and without blanks around it.

    Private-use characters of GB 18030 become the characters that Unicode has for them today.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return _TWIN.sub(_today, _BLANK.sub(" ", _UNSEEN.sub("", text))).strip()


def half_width(text: str) -> str:
    """Return clean text in compatibility form (NFKC), with the digits of all scripts as 0-9.

    A text longer than `LONGEST` is only cleaned.
    """
    return _folded(clean(text))


def _folded(plain: str) -> str:
    if plain.isascii() or len(plain) > LONGEST:
        return plain
    return _OTHER_DIGIT.sub(_decimal, unicodedata.normalize("NFKC", plain)).strip()


def _today(found: "regex.Match[str]") -> str:
    return _TWINS[found[0]]


def _decimal(found: "regex.Match[str]") -> str:
    return str(unicodedata.decimal(found[0], found[0]))


def without_label(label: "regex.Pattern[str]", plain: str) -> str:
    """Return a folded text without the label that was copied with it: 手机：, 姓名：."""
    found = label.match(plain)
    return plain[found.end() :] if found else plain


def without_blanks(text: str) -> str:
    """Return half-width text without any blank: a code that was read from a picture."""
    return _without(_BLANK, text)


def digits(text: str) -> str:
    """Return half-width text without blanks, dashes, brackets and dots: numbers, ID cards.

    Marks behind it are removed, too.
    """
    if text.isascii() and text.isalnum():
        return text
    return _without(_BETWEEN_DIGITS, text).rstrip(BEHIND)


def _without(unwanted: "regex.Pattern[str]", text: str) -> str:
    """Return half-width text without these characters; what they kept apart may compose."""
    plain = clean(text)
    if len(plain) > LONGEST:
        return plain
    return unicodedata.normalize("NFKC", unwanted.sub("", _folded(plain)))
