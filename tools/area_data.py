"""Build h5kit/data/areas.json and area_names.json from the npm package @vant/area-data (MIT).

    npm pack @vant/area-data && tar xzf vant-area-data-*.tgz
    python -m tools.area_data package/dist/index.cjs

The first has short names, without 省 and 市, as the source document wants them. It replaces
pseudo-cities (县, 省直辖…) by their counties. A municipality is its own only city. The second has
all names of these places; `tools.area_names` makes them.
"""

import json
import re
import sys
from pathlib import Path

from tools import area_names
from tools.area_names import short

DATA = Path(__file__).parents[1] / "h5kit" / "data"
PSEUDO = re.compile(r"(^县$|直辖|^自治区直辖)")
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


def table(text: str, name: str) -> dict[str, str]:
    """Return one of the tables in the package's file, as names by code."""
    body = re.search(rf"{name}:\s*\{{(.*?)\}}", text, re.DOTALL)
    if body is None:
        raise SystemExit(f"{name} not found: is this dist/index.cjs of @vant/area-data?")
    return dict(re.findall(r"[\"']?(\d{6})[\"']?:\s*[\"']([^\"']+)[\"']", body.group(1)))


def official_cities(code: str, cities: dict[str, str], counties: dict[str, str]) -> dict[str, str]:
    """Return the official names of a province's cities, each with the code of its counties.

    A county directly below the province is a city whose code is "".
    """
    found: dict[str, str] = {}
    for city_code, city in cities.items():
        if city_code[:2] != code[:2]:
            continue
        if PSEUDO.search(city):
            found |= {name: "" for c, name in counties.items() if c[:4] == city_code[:4]}
        else:
            found[city] = city_code[:4]
    return found


def main() -> None:
    """Write the data files."""
    text = re.sub(
        r"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), Path(sys.argv[1]).read_text("utf-8")
    )
    provinces, cities, counties = (table(text, f"{n}_list") for n in ("province", "city", "county"))
    areas: dict[str, list[str]] = {}
    names: dict[str, area_names.ProvinceNames] = {}
    for code, province in provinces.items():
        name = short(province)
        if code[:2] in MUNICIPALITIES:
            inside = [county for c, county in counties.items() if c[:2] == code[:2]]
            areas[name] = [name]
            names[name] = area_names.of_municipality(province, inside)
            continue
        official = official_cities(code, cities, counties)
        areas[name] = list(dict.fromkeys(map(short, official))) or [name]
        inside_of = {
            city: [county for c, county in counties.items() if four and c[:4] == four]
            for city, four in official.items()
        }
        direct = [city for city, four in official.items() if not four]
        names[name] = area_names.of_province(province, inside_of, direct)
    area_names.add_old(names)
    _write("areas.json", areas, indent=0)
    _write("area_names.json", names, indent=None)


def _write(name: str, content: object, indent: int | None) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=indent)
    # One city a line, so that a change can be read.
    DATA.joinpath(name).write_text(text.replace("}, ", "},\n") + "\n", "utf-8")


if __name__ == "__main__":
    main()
