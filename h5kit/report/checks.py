"""Whether what the applicant told agrees with what the carrier has on file."""

import re
from typing import Final

from h5kit import areas, identity
from h5kit.report.document import Check

UNTOLD: Final = "运营商未透露"
_MASKED: Final = 3
_MASKS = re.compile(r"[*＊×]+")
_NOISE = re.compile(r"[\s,，。.、\-－()（）#]+")
_SUFFIX: Final = "(?:省|市|地区|盟|(?:壮族|回族|维吾尔)?自治区|特别行政区|[^省市区县]{0,12}自治州)"
# 北京路 is no place in 北京.
_PROVINCE = re.compile(rf"({'|'.join(areas.PROVINCES)})(?:{_SUFFIX})?(?!路|街|大道|大街)")


def name(told: str, registered: str) -> Check:
    """Compare names; dots are folded."""
    return _agrees(identity.person_name(told), identity.person_name(registered))


def id_card(told: str, registered: str) -> Check:
    """Compare ID cards; x is X."""
    return _agrees(told.strip().upper(), registered.strip().upper())


def address(province: str, city: str, street: str, registered: str) -> Check:
    """Compare addresses part by part, 省, 市 and punctuation aside.

    A named province or city must be the applicant's. The rests agree when one contains the other
    whole.
    """
    theirs = _NOISE.sub("", registered)
    if registered.strip() == UNTOLD or not _loose(_MASKS.sub("", theirs)):
        return 0
    named, rest = _province_of(theirs)
    if named not in {"", province} or _is_elsewhere(province, city, rest):
        return 2
    rest = _without(city, rest)
    ours = _loose(_without(city, _province_of(_NOISE.sub("", street))[1]))
    if _MASKS.search(rest):
        return _masked(_loose(rest), (ours, f"{city}{ours}", f"{province}{city}{ours}"))
    rest = _loose(rest)
    return 1 if not rest or _holds(ours, rest) or _holds(rest, ours) else 2


def _province_of(text: str) -> tuple[str, str]:
    """Return the province that an address begins with, "" for none, and what follows it."""
    found = _PROVINCE.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _is_elsewhere(province: str, city: str, rest: str) -> bool:
    """Say whether an address goes on with another city of the province."""
    others = (other for other in areas.cities(province) if other != city)
    return any(re.match(f"{other}{_SUFFIX}", rest) for other in others)


def _without(city: str, rest: str) -> str:
    """Return an address without the city that it begins with; a district of its name stays."""
    return re.sub(f"^{re.escape(city)}(?:{_SUFFIX})?(?![区县])", "", rest)


def _loose(text: str) -> str:
    return text.replace("省", "").replace("市", "")


def _masked(shown: str, told: tuple[str, ...]) -> Check:
    if not _MASKS.sub("", shown):
        return _MASKED
    return _MASKED if any(_agrees(ours, shown) == _MASKED for ours in told) else 2


def _holds(whole: str, part: str) -> bool:
    """Say whether `part` is in `whole` without cutting a number: 1号 is not in 21号."""
    return (
        bool(part) and re.search(rf"(?<!\d(?=\d)){re.escape(part)}(?!(?<=\d)\d)", whole) is not None
    )


def _is_told(registered: str) -> bool:
    """Say whether the carrier gave anything but mask characters."""
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
