"""The one reader of phone numbers: those that people type, partners send and carriers list.

A number's one spelling has digits only: a mobile number without country code, a fixed line with its
area code, a number outside of the mainland as it is dialled from there (`0085291234567`).
"""

import re
from typing import Final

import regex

from h5kit import text

_IP_PREFIX: Final = re.compile(r"(?:179(?:01|09|11|50|51|69)|12593|10193)(?=[0-9]{8,})")
_FIXED_BARE: Final = r"(?:10|2[0-9])[2-9][0-9]{7}|(?!400|800)[3-9][0-9]{2}[2-9][0-9]{6,7}"
"""A fixed line as written after a country code: without the 0 of its area code."""
# A local number of seven or eight digits may also begin with 86, so a bare 86 is only a country
# code if the whole can't be a local number.
_COUNTRY: Final = re.compile(
    r"(?:\+|00)86(?=[0-9])"
    rf"|86(?=1[3-9][0-9]{{9}}$|0[1-9]|100[0-9]{{2}}$|[48]00[0-9]{{7}}$|(?:{_FIXED_BARE})$)"
)
_WITHOUT_ZERO: Final = re.compile(_FIXED_BARE)
_TRUNK: Final = re.compile(r"0(?=1[3-9][0-9]{9}$)")
_TAIWAN_TRUNK: Final = re.compile(r"(?<=^00886)0")

_LABEL: Final = regex.compile(
    r"(?:(?:联系|固定|移动|手机)?(?:电话|手机|座机|号码)(?:号码?)?|tel|phone|mobile|mob)"
    r"[ :.]*(?=[+(0-9])",
    regex.IGNORECASE,
)
_EXTENSION: Final = regex.compile(
    r"(?P<line>[^a-z转分]*[0-9])[ ,;\p{Dash}]*"
    r"(?:转|分机号?|ext(?:ension)?|x|#|[,;]|\p{Dash})[ .:]*[0-9]{1,6}#?",
    regex.IGNORECASE,
)

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
# Area codes are 010, 02x and 0[3-9]xx; a subscriber number never begins with 0.
_LANDLINE: Final = re.compile(r"(?:010|02[0-9]|0[3-9][0-9]{2})[1-9][0-9]{6,7}")
BEYOND: Final = {"00852": "香港", "00853": "澳门", "00886": "台湾"}
"""The provinces outside of the mainland, by what is dialled before their numbers."""
# 香港 and 澳门 have eight digits; 台湾 has eight or nine after the 0 that is dialled at home.
_BEYOND: Final = re.compile(r"0085[23][2-9][0-9]{7}|00886[2-9][0-9]{7,8}")


def read(written: str) -> str:
    """Return a number in its one spelling; anything else stays as written.

    Country code, prefixes of IP calls, a trunk's 0 before a mobile number, blanks and dashes are
    removed; `+` and another country's code become the `00` that is dialled.
    """
    if len(written) == 11 and written.isascii() and written.isdecimal() and written[0] == "1":  # noqa: PLR2004
        return written
    plain = text.digits(written) or written
    dialled = _IP_PREFIX.sub("", _without_country(plain), count=1)
    national = _TRUNK.sub("", _without_country(dialled), count=1)
    if national[:1] == "+" and national[1:].isdecimal():
        national = f"00{national[1:]}"
    return _TAIWAN_TRUNK.sub("", national)


def _without_country(number: str) -> str:
    found = _COUNTRY.match(number)
    if found is None:
        return number
    national = number[found.end() :]
    return f"0{national}" if _WITHOUT_ZERO.fullmatch(national) else national


def _without_label(written: str) -> str:
    return text.without_label(_LABEL, text.half_width(written))


def mobile(written: str) -> str | None:
    """Return the 11 digits of a mainland mobile number, None for anything else."""
    if _MOBILE.fullmatch(written):
        return written
    digits = read(_without_label(written))
    return digits if _MOBILE.fullmatch(digits) else None


def contact_number(written: str) -> str | None:
    """Return a contact's number in its one spelling; None for anything else.

    It may be a mobile number, a fixed line with its area code, or a number in 香港, 澳门 or 台湾
    with its country code. The extension behind a fixed line isn't part of the result: carriers list
    the line.
    """
    number = mobile(written)
    if number is not None or len(written) > text.LONGEST:
        return number
    plain = _without_label(written)
    extended = _EXTENSION.fullmatch(plain)
    # The last group of 021-6277-0000 is no extension: what stands before it is no whole line.
    if extended and _LANDLINE.fullmatch(line := read(extended["line"])):
        return line
    digits = read(plain)
    return digits if _LANDLINE.fullmatch(digits) or _BEYOND.fullmatch(digits) else None
