"""Build h5kit/data/areas.json from the npm package @vant/area-data (MIT).

    npm pack @vant/area-data && tar xzf vant-area-data-*.tgz
    python -m tools.area_data package/dist/index.cjs

It writes short names, without 省 and 市, as the source document wants them. It replaces
pseudo-cities (县, 省直辖…) by their counties. A municipality is its own only city.
"""

import json
import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "h5kit" / "data" / "areas.json"
NAMES = r"""汉族|壮族|回族|维吾尔|苗族|彝族|藏族|朝鲜族|土家族|布依族|侗族|白族|哈尼族|傣族|傈僳族|景颇族|羌族|黎族|蒙古族|蒙古|哈萨克|柯尔克孜|满族|瑶族|仡佬族"""  # noqa: E501
PSEUDO = re.compile(r"(^县$|直辖|^自治区直辖)")


def table(text: str, name: str) -> dict[str, str]:
    """Return one of the tables in the package's file, as names by code."""
    body = re.search(rf"{name}:\s*\{{(.*?)\}}", text, re.DOTALL)
    if body is None:
        raise SystemExit(f"{name} not found: is this dist/index.cjs of @vant/area-data?")
    return dict(re.findall(r"[\"']?(\d{6})[\"']?:\s*[\"']([^\"']+)[\"']", body.group(1)))


def short(name: str) -> str:
    """Return a province's or city's name without its administrative suffix."""
    for suffix in ("特别行政区", "自治区", "自治州", "省", "地区", "盟", "市"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            name = name[: -len(suffix)]
            break
    cut = re.sub(rf"(?:{NAMES})+$", "", name)
    return cut if len(cut) >= 2 else name


def main() -> None:
    """Write the data file."""
    text = re.sub(
        r"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), Path(sys.argv[1]).read_text("utf-8")
    )
    provinces, cities, counties = (table(text, f"{n}_list") for n in ("province", "city", "county"))
    areas: dict[str, list[str]] = {}
    for code, province in provinces.items():
        found: list[str] = []
        for city_code, city in cities.items():
            if city_code[:2] != code[:2]:
                continue
            if PSEUDO.search(city):
                inside = [n for c, n in counties.items() if c[:4] == city_code[:4]]
                found += [short(n) for n in inside]
            else:
                found.append(short(city))
        name = short(province)
        is_municipality = code[:2] in {"11", "12", "31", "50"}
        areas[name] = [name] if is_municipality else list(dict.fromkeys(found)) or [name]
    TARGET.write_text(json.dumps(areas, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
