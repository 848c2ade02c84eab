"""All names of provinces, cities and counties: official, short, and old ones still in use.

A `full` name has a suffix, so it can be told from a street; a `bare` one has none. Old names are in
old_area_names.toml.
"""

import re
import tomllib
from pathlib import Path
from typing import TypedDict

OLD = Path(__file__).with_name("old_area_names.toml")
PEOPLES = r"""汉族|壮族|回族|维吾尔|苗族|彝族|藏族|朝鲜族|土家族|布依族|侗族|白族|哈尼族|傣族|傈僳族|景颇族|羌族|黎族|蒙古族|蒙古|哈萨克|柯尔克孜|满族|瑶族|仡佬族"""  # noqa: E501
SUFFIXES = ("特别行政区", "自治区", "自治州", "省", "地区", "盟", "市")
COUNTY_SUFFIXES = ("自治县", "新区", "区", "县", "市")
PREFECTURE = "自治州"
SPECIAL = "特别行政区"
WHOLE_OF_MUNICIPALITY = ("市辖区", "市辖县", "县", "城区", "郊县", "郊区", "直辖市")
"""What stands for the city in the official code list, and in a map service's list of cities."""
SHORTEST = 2


class CityNames(TypedDict):
    """The names of a city, and those of its counties that stand for it: bare ones by full name."""

    full: list[str]
    bare: list[str]
    whole: list[str]
    counties: dict[str, list[str]]


class ProvinceNames(TypedDict):
    """The names of a province and of its cities; `direct` are those that are counties below it."""

    full: list[str]
    bare: list[str]
    direct: list[str]
    cities: dict[str, CityNames]


def short(name: str) -> str:
    """Return a province's or city's name without its administrative suffix."""
    return _without_peoples(_cut(name, SUFFIXES))


def _cut(name: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if name.endswith(suffix) and len(name) - len(suffix) >= SHORTEST:
            return name[: -len(suffix)]
    return name


def _without_peoples(name: str) -> str:
    cut = re.sub(rf"(?:{PEOPLES})+$", "", name)
    return cut if len(cut) >= SHORTEST else name


def of_municipality(official: str, counties: list[str]) -> ProvinceNames:
    """Return the names of a municipality, which is its own only city."""
    name = short(official)
    whole = [*WHOLE_OF_MUNICIPALITY, *(f"{name}{word}" for word in WHOLE_OF_MUNICIPALITY)]
    city = CityNames(full=[official], bare=[name], whole=whole, counties=_counties(counties))
    return ProvinceNames(full=[official], bare=[name], direct=[], cities={name: city})


def of_province(official: str, inside_of: dict[str, list[str]], direct: list[str]) -> ProvinceNames:
    """Return the names of a province.

    `inside_of` has the counties of its cities by full name, `direct` those directly below it.
    """
    name = short(official)
    full = list(dict.fromkeys([official, name + _suffix(official)]))
    cities: dict[str, CityNames] = {}
    for city, counties in inside_of.items():
        if short(city) in cities:
            raise SystemExit(f"two cities are {short(city)}")
        stands = counties if official.endswith(SPECIAL) else [c for c in counties if c[-1] == "市"]
        cities[short(city)] = _city(city, _counties(stands if name != "台湾" else []))
    _give_bare_names_of_counties(cities)
    if official.endswith(SPECIAL):
        # A form has 香港 as the city of 香港, although our list has three parts of it.
        cities[name] = CityNames(full=full, bare=[name], whole=[], counties={})
    below = [short(city) for city in direct]
    return ProvinceNames(full=full, bare=[name], direct=below, cities=cities)


def _suffix(official: str) -> str:
    return next(suffix for suffix in SUFFIXES if official.endswith(suffix))


def _city(official: str, counties: dict[str, list[str]]) -> CityNames:
    name = short(official)
    full = [official]
    if official.endswith(PREFECTURE):
        peoples = official.removeprefix(name).removesuffix(PREFECTURE)
        each = re.findall(rf"(?:{PEOPLES})族?", peoples)
        with_suffix = "".join(people.removesuffix("族") + "族" for people in each)
        without = "".join(people.removesuffix("族") for people in each)
        full += [f"{name}{with_suffix}{PREFECTURE}", f"{name}{without}{PREFECTURE}"]
        full += [f"{name}{PREFECTURE}", f"{name}州", f"{name}{peoples}"]
    bare = [] if name == official else [name]
    return CityNames(full=list(dict.fromkeys(full)), bare=bare, whole=[], counties=counties)


def _give_bare_names_of_counties(cities: dict[str, CityNames]) -> None:
    """Give counties directly below a province, as 定安县, their bare name if it is free."""
    for official, city in cities.items():
        bare = _without_peoples(_cut(official, COUNTY_SUFFIXES))
        if official.endswith("自治县"):
            city["full"].append(f"{bare}县")
        if city["full"][0] == official and bare not in {official, *cities}:
            city["bare"].append(bare)


def _counties(names: list[str]) -> dict[str, list[str]]:
    return {name: _county_forms(name) for name in names if not name.startswith("其它")}


def _county_forms(name: str) -> list[str]:
    bare = _without_peoples(_cut(name, COUNTY_SUFFIXES))
    forms = [f"{bare}县"] if name.endswith("自治县") else []
    return [*forms, bare] if bare != name else forms


def add_old(names: dict[str, ProvinceNames]) -> None:
    """Add the old names, and names with 臺 for 台; refuse a name that two cities would have."""
    old = tomllib.loads(OLD.read_text("utf-8"))
    for row in old["provinces"]:
        names[row["province"]]["full"] += row.get("full", [])
        names[row["province"]]["bare"] += row.get("bare", [])
    for row in old["cities"]:
        city = names[row["province"]]["cities"][row["city"]]
        city["full"] += [name for name in row.get("full", []) if name not in city["full"]]
        city["bare"] += [name for name in row.get("bare", []) if name not in city["bare"]]
    for row in old["counties"]:
        city = names[row["province"]]["cities"][row["city"]]
        city["counties"] |= _counties(row["counties"])
    for province in names.values():
        for city in province["cities"].values():
            for kind in (city["full"], city["bare"]):
                kind += [n.replace("台", "臺") for n in kind if "台" in n]
        _remove_doubtful(province)


def _remove_doubtful(province: ProvinceNames) -> None:
    """Remove names of counties that are also those of another city or of its counties."""
    cities = province["cities"]
    owners: dict[str, set[str]] = {}
    for short_name, city in cities.items():
        for name in (*city["full"], *city["bare"], *_all_names(city["counties"])):
            owners.setdefault(name, set()).add(short_name)
    clear = {name for name, own in owners.items() if len(own) == 1} - DOUBTFUL
    for city in cities.values():
        city["counties"] = {
            full: [name for name in bare if name in clear]
            for full, bare in city["counties"].items()
            if full in clear
        }


def _all_names(counties: dict[str, list[str]]) -> list[str]:
    return [name for full, bare in counties.items() for name in (full, *bare)]


DOUBTFUL = frozenset({"巢湖市", "巢湖"})
"""A city of 合肥 today, and the name of a larger one until 2011."""
