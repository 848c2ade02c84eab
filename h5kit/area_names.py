"""The table of all names of provinces, cities and counties, by which what others write is read.

`data/area_names.json` is made by `tools.area_data`: official names, short ones, and old ones that
are still in use. A *full* name has a suffix (深圳市), a *bare* one has none (深圳). A street may
begin with a bare name, so only a full one is looked for before other text.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from h5kit import text

SHORTEST, LONGEST = 2, 40
"""How many characters a name has: no other beginning of a text can be one."""
COUNTRY = ("中华人民共和国", "中国")
DIRECT = (
    "省直辖县级行政区划", "省直辖县级行政单位", "省直辖行政单位", "省直辖县", "省直辖",
    "自治区直辖县级行政区划", "自治区直辖县级行政单位", "自治区直辖县", "自治区直辖", "直辖县",
)  # fmt: skip
"""What the official code list has in place of a city, above the counties below a province."""
WITHIN = "市辖区"
"""What it has in place of a municipality's city; registered addresses repeat it."""
_MARKERS = (*DIRECT, WITHIN)


class CityNames(msgspec.Struct, frozen=True):
    """The names of a city. `counties` stand for it, by full name with their other names."""

    full: tuple[str, ...]
    bare: tuple[str, ...]
    whole: tuple[str, ...]
    counties: dict[str, tuple[str, ...]]


class ProvinceNames(msgspec.Struct, frozen=True):
    """The names of a province; `direct` are the cities that are counties directly below it."""

    full: tuple[str, ...]
    bare: tuple[str, ...]
    direct: tuple[str, ...]
    cities: dict[str, CityNames]


@dataclass(frozen=True, slots=True)
class NamedCity:
    """A city in short form, with the full name of the county by which it was named, or ""."""

    city: str
    county: str = ""


@dataclass(frozen=True, slots=True)
class _Index:
    """The cities of a province by any whole name, and by the full names that may lead a text."""

    whole: dict[str, NamedCity] = field(default_factory=dict)
    leading: dict[str, NamedCity] = field(default_factory=dict)


@cache
def table() -> dict[str, ProvinceNames]:
    """Return the table, by the short form of the province."""
    data = files("h5kit.data").joinpath("area_names.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, ProvinceNames])


def fold(written: str) -> str:
    """Return only the letters and digits, half width, without the country's name before them."""
    plain = "".join(c for c in text.half_width(written) if c.isalnum())
    for country in COUNTRY:
        if plain.startswith(country) and len(plain) > len(country):
            return plain.removeprefix(country)
    return plain


def without_marker(text: str) -> str:
    """Return a text without 市辖区 or 省直辖县级行政区划 before it, which stand for no place."""
    return next((text.removeprefix(word) for word in _MARKERS if text.startswith(word)), text)


def province(name: str) -> str:
    """Return the short form of the province that has this folded name, "" for none."""
    return _provinces().get(name, "")


def leading_province(folded: str) -> tuple[str, str]:
    """Return (short form or "", the rest) of a folded text that may begin with a province."""
    for length in range(min(len(folded), LONGEST), SHORTEST - 1, -1):
        if found := _provinces().get(folded[:length]):
            return found, folded[length:]
    return "", folded


def city(of_province: str, name: str) -> NamedCity | None:
    """Return the city of the province that has this folded name, None for none."""
    return _index(of_province).whole.get(name)


def leading_city(of_province: str, folded: str) -> tuple[NamedCity | None, str]:
    """Return (the city or None, the rest) of a folded text that may begin with a full name."""
    leading = _index(of_province).leading
    for length in range(min(len(folded), LONGEST), SHORTEST - 1, -1):
        if found := leading.get(folded[:length]):
            return found, folded[length:]
    return None, folded


def own_names(of_province: str, short: str) -> tuple[str, ...]:
    """Return all names of a city itself, the longest first; its short form if it is unknown."""
    names = table()[of_province].cities.get(short) if of_province in table() else None
    found = {short, *names.full, *names.bare} if names else {short}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def direct(of_province: str) -> tuple[str, ...]:
    """Return the cities that are counties directly below a province, in short form."""
    return table()[of_province].direct if of_province in table() else ()


@cache
def provinces_by_place() -> dict[str, str]:
    """Return the province of every name of a province or city that only one of them has."""
    owners: dict[str, set[str]] = {}
    for short, names in table().items():
        for one in names.cities.values():
            for name in (*one.full, *one.bare):
                owners.setdefault(name, set()).add(short)
    clear = {name: next(iter(own)) for name, own in owners.items() if len(own) == 1}
    return {**clear, **_provinces()}


@cache
def _provinces() -> dict[str, str]:
    named = table().items()
    return {name: short for short, names in named for name in (*names.full, *names.bare)}


@cache
def _index(of_province: str) -> _Index:
    index = _Index()
    names = table().get(of_province)
    for short, one in names.cities.items() if names else ():
        for full, others in one.counties.items():
            county = NamedCity(short, full)
            index.whole.update(dict.fromkeys((full, *others), county))
            index.leading[full] = county
    # A city's own names last: 大理 is the prefecture, not the city within it.
    for short, one in names.cities.items() if names else ():
        own = NamedCity(short)
        index.whole.update(dict.fromkeys((short, *one.full, *one.bare, *one.whole), own))
        index.leading.update(dict.fromkeys(one.full, own))
    return index
