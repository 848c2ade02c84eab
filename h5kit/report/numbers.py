"""The other side's number: its digits as they count, and how they are written. Pure."""

import re

from h5kit import identity

_IP_PREFIX = re.compile(r"(?:179(?:01|09|11|50|51|69)|12593|10193)(?=[0-9]{8,})")
_COUNTRY = re.compile(r"(?:\+|00)86(?=[0-9])|86(?=1[3-9][0-9]{9}$|0[1-9])")
_FIXED = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{3,8})")
_SERVICE = re.compile(r"1[0-9]{2}|1[0-9]{4,5}|9[0-9]{4,5}|[48]00[0-9]{7}")
_LONG_SERVICE = re.compile(r"(?:10|12|95|96)[0-9]{3,}|[48]00[0-9]{7}|1[0-9]{2}")
_MASKED_FROM = 7
"""Numbers of fewer digits are services, which need no masking."""


def digits_of(raw: str) -> str:
    """Return the digits by which a number of the log counts.

    The country code, prefixes of cheap trunk calls and dashes don't make another number; what
    can't be understood stays as it is.
    """
    if len(raw) == 11 and raw.isascii() and raw.isdecimal() and raw[0] == "1":  # noqa: PLR2004
        return raw
    plain = identity.fold_digits(raw) or raw
    return _COUNTRY.sub("", _IP_PREFIX.sub("", _COUNTRY.sub("", plain, count=1), count=1), count=1)


def parts_of(digits: str) -> tuple[str, str]:
    """Return (area code, the rest); the code is "" for anything but a fixed line."""
    found = _FIXED.fullmatch(digits)
    return (found[1], found[2]) if found else ("", digits)


def written(digits: str) -> str:
    """Return a number as the report writes it: a fixed line as `010-53000000`."""
    if digits[:1] != "0":
        return digits
    area, rest = parts_of(digits)
    return f"{area}-{rest}" if area else digits


def bare(digits: str) -> str:
    """Return a service number without the area code dialled before it: 035110000 is 10000."""
    area, rest = parts_of(digits)
    return rest if area and _SERVICE.fullmatch(rest) else digits


def is_service(digits: str) -> bool:
    """Say whether a number is reached from the whole country: 110, 10086, 95588."""
    return not is_mobile(digits) and _LONG_SERVICE.fullmatch(digits) is not None


def is_mobile(digits: str) -> bool:
    """Say whether it is a mobile number."""
    return len(digits) == 11 and identity.mobile(digits) == digits  # noqa: PLR2004 - its length


def masked(digits: str) -> str:
    """Return a number as the report writes it, the four digits before the last four hidden.

    Of a local number of seven digits it's three. A service behind an area code stays.
    """
    area, rest = parts_of(digits)
    if len(rest) < _MASKED_FROM:
        return written(digits)
    hidden = min(4, len(rest) - 4)
    shown = f"{rest[: -4 - hidden]}{'*' * hidden}{rest[-4:]}"
    return f"{area}-{shown}" if area else shown
