"""Normalise and check what people type about themselves: numbers, names, ID cards."""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Area codes are 010, 02x and 0[3-9]xx; a subscriber number never begins with 0 or 1.
_LANDLINE = re.compile(r"(?:010|02[0-9]|0[3-9][0-9]{2})[1-9][0-9]{6,7}")
_IDLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff()（）.-]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d]")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$|0[1-9])")
_DOTS = str.maketrans(dict.fromkeys("•‧・．∙⋅・", "·"))
_HAN = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af〇]+"
    "(?:·[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af〇]+)*"
)
LONGEST_NAME = 20
SHORTEST_NAME = 2

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
OLDEST = date(1900, 1, 1)


def fold_width(text: str) -> str:
    """Return text with full-width characters as half-width ones, and stripped."""
    return unicodedata.normalize("NFKC", text).strip()


def fold_digits(text: str) -> str:
    """Return text with full-width characters as half-width ones, without white space and dashes."""
    if text.isascii() and text.isalnum():
        return text
    plain = unicodedata.normalize("NFKC", _DASHES.sub("-", text))
    return _IDLE.sub("", plain)


def mobile(text: str) -> str | None:
    """Return the 11 digits of a mainland mobile number, None for anything else.

    `+86`, `0086`, white space and dashes are removed first; full-width digits are converted.
    """
    digits = text
    if not _MOBILE.fullmatch(digits):
        digits = _COUNTRY.sub("", fold_digits(text), count=1)
    return digits if _MOBILE.fullmatch(digits) else None


def contact_number(text: str) -> str | None:
    """Return a contact's number: mobile, or landline with area code; None for anything else."""
    number = mobile(text)
    if number is not None:
        return number
    digits = _COUNTRY.sub("", fold_digits(text), count=1)
    return digits if _LANDLINE.fullmatch(digits) else None


def person_name(text: str) -> str:
    """Return a name, stripped, with every kind of dot replaced by ·."""
    return text.strip().translate(_DOTS)


def is_person_name(name: str) -> bool:
    """Return whether a normalised name is 2 to 20 Han characters, with · between parts."""
    return SHORTEST_NAME <= len(name) <= LONGEST_NAME and _HAN.fullmatch(name) is not None


def check_character(first_17: str) -> str:
    """Return the GB 11643-1999 check character of an ID card's first 17 digits."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first_17, strict=True))
    return _CHECKS[total % 11]


def id_card(text: str, today: date) -> str | None:
    """Return a valid GB 11643-1999 number of 18 characters, None for anything else.

    The birthday must be a real date from 1900 to `today`; the county isn't checked.
    """
    number = fold_digits(text).upper()
    if not _ID_CARD.fullmatch(number) or number[:2] not in _PROVINCES:
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if not OLDEST <= born <= today:
        return None
    return number if check_character(number[:17]) == number[17] else None


def person(key: str, partner: str, tel: str) -> str:
    """Return the keyed hash by which the store finds a partner's person without their number."""
    return hmac.new(key.encode(), f"{partner}\0{tel}".encode(), hashlib.sha256).hexdigest()


def last_four(key: str, tel: str) -> str:
    """Return the keyed hash by which the report list finds a number's last four digits."""
    message = f"h5kit.last-four\0{tel[-4:]}"
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
