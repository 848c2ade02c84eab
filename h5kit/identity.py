"""Check ID cards and the names of their holders; keyed hashes of people."""

import hashlib
import hmac
import re
from datetime import date

import regex

from h5kit import names, text

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LABEL = regex.compile("(?:(?:公民|居民)?身份(?:证(?:件?号码?)?|号码)|证件号码?):*")
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
FOREIGN = "9"
"""The first digit of a foreigner's permanent residence card; a province follows it."""


def is_person_name(name: str, card: str = "") -> bool:
    """Return whether a folded name is one that the holder of this ID card can have.

    The holder of a foreigner's permanent residence card may have a Latin name; all others have a
    Han name, also those whose card isn't known.
    """
    return names.is_han_name(name) or (is_foreigners_card(card) and names.is_latin_name(name))


def is_foreigners_card(card: str) -> bool:
    """Return whether a card's number is that of a foreigner's permanent residence card of 2023."""
    return _card(card).startswith(FOREIGN)


def _card(written: str) -> str:
    """Return a number without what stands around it: blanks, marks, the label 身份证号."""
    return text.without_label(_LABEL, text.digits(written)).upper()


def check_character(first_17: str) -> str:
    """Return the GB 11643-1999 check character of an ID card's first 17 digits."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first_17, strict=True))
    return _CHECKS[total % 11]


def id_card(written: str, today: date) -> str | None:
    """Return a valid GB 11643-1999 number of 18 characters, None for anything else.

    It is that of a citizen, or of a foreigner's permanent residence card. The birthday must be a
    real date from 1900 to `today`; county and nationality aren't checked.
    """
    number = _card(written)
    if not _ID_CARD.fullmatch(number):
        return None
    province = number[1:3] if number[0] == FOREIGN else number[:2]
    if province not in _PROVINCES:
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
