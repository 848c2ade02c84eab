"""Provinces and their cities in short form (no 省, no 市), as P1 and `contactor` name them.

A municipality (北京, 天津, 上海, 重庆) is its own only city.
"""

import json
from importlib.resources import files

_AREAS: dict[str, tuple[str, ...]] = {
    province: tuple(cities)
    for province, cities in json.loads(
        files("h5kit.data").joinpath("areas.json").read_text("utf-8")
    ).items()
}
_CITIES = {province: frozenset(cities) for province, cities in _AREAS.items()}

PROVINCES: tuple[str, ...] = tuple(_AREAS)
SUFFIXES = ("省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区",
            "地区", "盟", "自治州")  # fmt: skip


def cities(province: str) -> tuple[str, ...]:
    """Return the cities of a province, none for one that isn't known."""
    return _AREAS.get(province, ())


def has_city(province: str, city: str) -> bool:
    """Say whether the city is one of the province's."""
    return city in _CITIES.get(province, ())


def short(given: str, known: tuple[str, ...]) -> str:
    """Return which of the known areas is meant, "" for none: others write 省 and 市, too."""
    for name in known:
        if given == name or (given.startswith(name) and given[len(name) :] in SUFFIXES):
            return name
    return ""
