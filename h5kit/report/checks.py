"""Whether what the applicant told agrees with what the carrier has on file. Pure."""

import re
from typing import Final

from h5kit import identity
from h5kit.report.document import Check

UNTOLD: Final = "运营商未透露"
_MASKED: Final = 3
_MASKS = re.compile(r"[*＊×]+")
_LOOSE = re.compile(r"[省市\s,，。.、\-－()（）#]+")


def name(told: str, registered: str) -> Check:
    """Compare names; dots are folded."""
    return _agrees(identity.person_name(told), identity.person_name(registered))


def id_card(told: str, registered: str) -> Check:
    """Compare ID cards; x is X."""
    return _agrees(told.strip().upper(), registered.strip().upper())


def address(province: str, city: str, street: str, registered: str) -> Check:
    """Compare addresses, 省, 市 and punctuation aside; one that holds the other is the same."""
    if not _is_told(registered):
        return 0
    ours, theirs = _LOOSE.sub("", f"{province}{city}{street}"), _LOOSE.sub("", registered)
    street_only = _LOOSE.sub("", street)
    if _MASKS.search(theirs):
        is_alike = _MASKED in {_agrees(ours, theirs), _agrees(street_only, theirs)}
        return _MASKED if is_alike else 2
    is_within = theirs in ours or bool(street_only and street_only in theirs)
    return 1 if is_within else 2


def _is_told(registered: str) -> bool:
    """Say whether the carrier gave something, and not only mask characters."""
    return bool(_MASKS.sub("", registered.strip())) and registered.strip() != UNTOLD


def _agrees(told: str, registered: str) -> Check:
    if not _is_told(registered) or not told:
        return 0
    if told == registered:
        return 1
    if not _MASKS.search(registered):
        return 2
    # Carriers hide one or several characters behind a star, and not always as many as there are.
    shown = ".+".join(re.escape(part) for part in _MASKS.split(registered))
    return _MASKED if re.fullmatch(shown, told) else 2
