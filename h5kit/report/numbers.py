"""The other party's number in the report: its kind, its parts, its format and its mask."""

import re

from h5kit import phone_numbers

_FIXED = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{3,8})")
_SERVICE = re.compile(r"1[0-9]{2}|1[0-9]{4,5}|9[0-9]{4,5}|[48]00[0-9]{7}")
_LONG_SERVICE = re.compile(r"(?:10|12|95|96)[0-9]{3,}|11[0-9]{3,4}|[48]00[0-9]{7}|1[0-9]{2}")
_MASKED_FROM = 7
"""Shorter numbers are services, which need no masking."""


def parts_of(digits: str) -> tuple[str, str]:
    """Return (area code, rest); the area code is "" unless the number is a fixed line."""
    found = _FIXED.fullmatch(digits)
    return (found[1], found[2]) if found else ("", digits)


def formatted(digits: str) -> str:
    """Return a number in the report's format: a fixed line as `010-53000000`."""
    if digits[:1] != "0":
        return digits
    area, rest = parts_of(digits)
    return f"{area}-{rest}" if area else digits


def bare(digits: str) -> str:
    """Return a service number without a dialled area code: 10000 for 035110000."""
    area, rest = parts_of(digits)
    return rest if area and _SERVICE.fullmatch(rest) else digits


def is_service(digits: str) -> bool:
    """Return whether it is a nationwide service number: 110, 10086, 95588."""
    return not is_mobile(digits) and _LONG_SERVICE.fullmatch(digits) is not None


def is_mobile(digits: str) -> bool:
    """Return whether it is a mobile number."""
    return len(digits) == 11 and phone_numbers.mobile(digits) == digits  # noqa: PLR2004 - its length


def masked(digits: str) -> str:
    """Return a number in the report's format with the four digits before the last four masked.

    Of a local number of seven digits three are masked. A service number after an area code isn't
    masked.
    """
    area, rest = parts_of(digits)
    if len(rest) < _MASKED_FROM:
        return formatted(digits)
    hidden = min(4, len(rest) - 4)
    shown = f"{rest[: -4 - hidden]}{'*' * hidden}{rest[-4:]}"
    return f"{area}-{shown}" if area else shown
