"""Provinces and their cities in short form (without 省 and 市), for P1 and `contactor`.

A municipality (北京, 天津, 上海, 重庆) has itself as its only city. `area_names` reads their names
as others write them.
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


def cities(province: str) -> tuple[str, ...]:
    """Return the cities of a province, () for an unknown province."""
    return _AREAS.get(province, ())


def has_city(province: str, city: str) -> bool:
    """Return whether a city belongs to a province."""
    return city in _CITIES.get(province, ())
