"""Compare the applicant's name, ID card and address with the carrier's registration."""

import re
from collections.abc import Iterable
from typing import Final

from h5kit import area_names, names
from h5kit.report.document import Check
from h5kit.text import clean, digits, half_width

NOT_DISCLOSED: Final = "运营商未透露"
_MASKED: Final = 3
_BEST_FIRST: Final[tuple[Check, ...]] = (1, 3, 2, 0)
_MASKS = re.compile(r"[*＊×]+")
_SIGNS: Final = "*＊∗⁎✱×○◯■█※"
_ONLY_MASKS = re.compile(f"[{_SIGNS}]+")
_EVEN_DOTS = re.compile(f"[{_SIGNS}•●⚫]+")
_CARD_MASKS = re.compile(rf"{_EVEN_DOTS.pattern}|[·.…-]{{2,}}|[xX]{{2,}}")
_NOISE = re.compile(r"[\s,，。.、\-－()（）#]+")
# 北京路 is a street, not a place in 北京.
_STREET: Final = ("路", "街", "大道", "大街")


def name(stated: str, registered: str) -> Check:
    """Compare names; the different dots in names are equal, and so are cases of Latin letters.

    `•` and `●` may be dots of a minority name or masks: the reading that agrees better counts.
    """
    hidden, folded = _EVEN_DOTS.sub("*", clean(registered)), names.fold(stated).casefold()
    if not _is_disclosed(hidden):
        return 0
    readings = (hidden, _ONLY_MASKS.sub("*", registered))
    return _best(_agrees(folded, names.fold(reading).casefold()) for reading in readings)


def id_card(stated: str, registered: str) -> Check:
    """Compare ID cards; x equals X, and any run of mask characters hides the rest."""
    shown = digits(_CARD_MASKS.sub("*", clean(registered)))
    return _agrees(digits(stated).upper(), shown.upper())


def _best(checks: Iterable[Check]) -> Check:
    """Return the check that agrees best."""
    return min(checks, key=_BEST_FIRST.index)


def address(province: str, city: str, street: str, registered: str) -> Check:
    """Compare addresses part by part, ignoring 省, 市 and punctuation.

    If the registered address names a province or city, it must be the applicant's. The remaining
    parts agree if one contains the other completely.
    """
    plain = _NOISE.sub("", half_width(registered))
    if registered.strip() == NOT_DISCLOSED or not _fold(_MASKS.sub("", plain)):
        return 0
    registered_province, rest = _province_of(plain)
    if registered_province not in {"", province} or _is_elsewhere(province, city, rest):
        return 2
    rest = _without(province, city, rest)
    told = _province_of(_NOISE.sub("", half_width(street)))[1]
    stated = _fold(_without(province, city, told))
    if _MASKS.search(rest):
        return _masked(_fold(rest), (stated, f"{city}{stated}", f"{province}{city}{stated}"))
    rest = _fold(rest)
    return 1 if not rest or _contains(stated, rest) or _contains(rest, stated) else 2


def _province_of(text: str) -> tuple[str, str]:
    """Return (the province at the start of an address or "", the rest)."""
    province, rest = area_names.leading_province(text)
    if rest.startswith(_STREET):
        return "", text
    return province, area_names.without_marker(rest)


def _is_elsewhere(province: str, city: str, rest: str) -> bool:
    """Return whether an address continues with another city of the province."""
    other, _ = area_names.leading_city(province, rest)
    return other is not None and not other.county and other.city != city


def _without(province: str, city: str, rest: str) -> str:
    """Return an address without the city at its start; a district of that name stays."""
    names = "|".join(map(re.escape, area_names.own_names(province, city)))
    return area_names.without_marker(re.sub(f"^(?:{names})(?![区县])", "", rest))


def _fold(text: str) -> str:
    return text.replace("省", "").replace("市", "")


def _masked(shown: str, variants: tuple[str, ...]) -> Check:
    if not _MASKS.sub("", shown):
        return _MASKED
    return _MASKED if any(_agrees(stated, shown) == _MASKED for stated in variants) else 2


def _contains(whole: str, part: str) -> bool:
    """Return whether `part` is in `whole` without splitting a number: 1号 is not in 21号."""
    return (
        bool(part) and re.search(rf"(?<!\d(?=\d)){re.escape(part)}(?!(?<=\d)\d)", whole) is not None
    )


def _is_disclosed(registered: str) -> bool:
    """Return whether a registered value has anything but mask characters."""
    return bool(_MASKS.sub("", registered)) and registered != NOT_DISCLOSED


def _agrees(stated: str, registered: str) -> Check:
    if not _is_disclosed(registered) or not stated:
        return 0
    if stated == registered:
        return 1
    if not _MASKS.search(registered):
        return 2
    # The number of stars may differ from the number of hidden characters.
    first, *within, last = map(re.escape, _MASKS.split(registered))
    # Each part is looked for once, at its first place: trying all places takes exponential time.
    shown = "".join((first, *(f"(?>.+?{part})" for part in within), ".+", last))
    return _MASKED if re.fullmatch(shown, stated) else 2
