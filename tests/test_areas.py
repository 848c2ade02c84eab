"""The list of provinces and cities is complete and has short names; the table has all others."""

import tomllib
from itertools import chain
from pathlib import Path

import pytest

from h5kit import area_names, areas

ROOT = Path(__file__).parents[1]
PREFECTURES = {
    "吉林": "延边朝鲜族",
    "湖北": "恩施土家族苗族",
    "湖南": "湘西土家族苗族",
    "四川": "阿坝藏族羌族 甘孜藏族 凉山彝族",
    "贵州": "黔西南布依族苗族 黔东南苗族侗族 黔南布依族苗族",
    "云南": "楚雄彝族 红河哈尼族彝族 文山壮族苗族 西双版纳傣族 "
    "大理白族 德宏傣族景颇族 怒江傈僳族 迪庆藏族",
    "甘肃": "临夏回族 甘南藏族",
    "青海": "海北藏族 黄南藏族 海南藏族 果洛藏族 玉树藏族 海西蒙古族藏族",
    "新疆": "昌吉回族 博尔塔拉蒙古 巴音郭楞蒙古 克孜勒苏柯尔克孜 伊犁哈萨克",
}
"""The autonomous prefectures, without 自治州."""
REGIONS = {
    "内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆", "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}  # fmt: skip
MUNICIPALITIES = ("北京", "天津", "上海", "重庆")


def test_there_are_34_provinces_in_short_form() -> None:
    assert len(areas.PROVINCES) == 34
    assert not [p for p in areas.PROVINCES if p.endswith(("省", "市", "自治区"))]
    assert {"北京", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门", "台湾"} <= set(
        areas.PROVINCES
    )


def test_cities_are_in_short_form_and_belong_to_their_province() -> None:
    assert areas.cities("北京") == ("北京",)
    assert areas.has_city("湖北", "恩施")
    assert areas.has_city("海南", "琼海")
    assert not areas.has_city("湖北", "深圳")
    assert areas.cities("哪里") == ()
    assert not [c for p in areas.PROVINCES for c in areas.cities(p) if c.endswith(("市", "自治州"))]


def test_every_full_name_of_a_province_gives_its_short_form(subtests: pytest.Subtests) -> None:
    full = {f"{p}省": p for p in areas.PROVINCES if p not in {*MUNICIPALITIES, *REGIONS.values()}}
    for name, short in {**full, **{f"{p}市": p for p in MUNICIPALITIES}, **REGIONS}.items():
        with subtests.test(name=name):
            assert area_names.province(name) == short
            assert area_names.province(short) == short
            assert area_names.leading_province(f"{name}样例路") == (short, "样例路")
    assert len(full) + len(MUNICIPALITIES) + len(REGIONS) == len(areas.PROVINCES)


def test_every_full_name_of_a_city_gives_its_short_form(subtests: pytest.Subtests) -> None:
    prefectures = 0
    for province in areas.PROVINCES:
        table = area_names.table()[province].cities
        for short in areas.cities(province):
            with subtests.test(province=province, short=short):
                names = (short, *table[short].full, *table[short].bare, *table[short].whole)
                assert {area_names.city(province, name) for name in names} == {
                    area_names.NamedCity(short)
                }
                assert table[short].full[0].startswith(short)
        for prefecture in PREFECTURES.get(province, "").split():
            found = area_names.city(province, f"{prefecture}自治州")
            assert found is not None
            assert found.city in areas.cities(province)
            assert area_names.city(province, f"{found.city}州") == found
            prefectures += 1
    assert prefectures == 30


def test_a_name_is_never_that_of_two_cities_of_its_province(subtests: pytest.Subtests) -> None:
    for province, names in area_names.table().items():
        with subtests.test(province=province):
            owners: dict[str, set[str]] = {}
            for short, city in names.cities.items():
                counties = chain.from_iterable((k, *v) for k, v in city.counties.items())
                for name in (*city.full, *city.bare, *city.whole, *counties):
                    owners.setdefault(name, set()).add(short)
            assert {name: own for name, own in owners.items() if len(own) > 1} == {}
            assert not any(len(name) < 2 and name != "县" for name in owners)


def test_the_table_has_every_old_name_of_our_own_file() -> None:
    old = tomllib.loads((ROOT / "tools" / "old_area_names.toml").read_text("utf-8"))
    for row in (*old["cities"], *old["counties"]):
        for name in (*row.get("full", ()), *row.get("bare", ()), *row.get("counties", ())):
            found = area_names.city(row["province"], name)
            assert found is not None, name
            assert found.city == row["city"]
    for row in old["provinces"]:
        for name in (*row.get("full", ()), *row.get("bare", ())):
            assert area_names.province(name) == row["province"]


def test_the_countrys_name_blanks_and_marks_do_not_count() -> None:
    for written in (
        "中国·广东省",
        "广 东 省",
        "广东\u200b省",
        "中华人民共和国广东省",
        "（广东省）",
    ):
        assert area_names.province(area_names.fold(written)) == "广东"
    assert area_names.fold("中国") == "中国"
