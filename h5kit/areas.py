"""Provinces and their cities in short form (without 省 and 市), for P1 and `contactor`.

A municipality (北京, 天津, 上海, 重庆) has itself as its only city.
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
    """Return the cities of a province, () for an unknown province."""
    return _AREAS.get(province, ())


def has_city(province: str, city: str) -> bool:
    """Return whether a city belongs to a province."""
    return city in _CITIES.get(province, ())


def short(text: str, known: tuple[str, ...]) -> str:
    """Return the short form of an area (广东 for 广东省) among the known ones, "" for none."""
    for name in known:
        if text == name or (text.startswith(name) and text[len(name) :] in SUFFIXES):
            return name
    return ""
