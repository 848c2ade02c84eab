"""The province and city of a number, an area code or a place name."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from h5kit import area_names
from h5kit.carrier.numbering import block_records, find_block


@dataclass(frozen=True, slots=True)
class Place:
    """A province in short form (广东) and its city (深圳); a municipality is its own city."""

    province: str = ""
    city: str = ""

    def __str__(self) -> str:
        """Return province and city as one word; a municipality only once."""
        return self.province if self.province == self.city else self.province + self.city


NOWHERE = Place()
_AREA_CODE = re.compile(r"010|02[0-9]|0[3-9][0-9]{2}")
_SHARED = {
    "023": Place("重庆", "重庆"),
    "024": Place("辽宁", "沈阳"),
    "029": Place("陕西", "西安"),
    "0371": Place("河南", "郑州"),
    "0731": Place("湖南", "长沙"),
    "0851": Place("贵州", "贵阳"),
    "0898": Place("海南", "海口"),
}
"""Area codes that several cities share, with the city that has most lines."""


@lru_cache(maxsize=65_536)
def of_block(block: str) -> Place:
    """Return where a block of mobile numbers (the first seven digits) was issued, or NOWHERE."""
    found = find_block(block)
    return Place(found["province"], found["city"]) if found else NOWHERE


@cache
def area_codes() -> dict[str, Place]:
    """Return the place of every area code (`0755`), from the number-block data."""
    codes = dict(_SHARED)
    for province, city, area_code in block_records():
        if _AREA_CODE.fullmatch(area_code):
            codes.setdefault(area_code, Place(province, city))
    return codes


@lru_cache(maxsize=8_192)
def province_of(text: str) -> str:
    """Return the province of a place as carriers write it, "" if unknown.

    Accepts for example 浙江宁波, 浙江省宁波市, 宁波, 北京市, 巴州, 海南州 (in 青海). The longest
    name that begins the text counts.
    """
    word, known = area_names.fold(text), area_names.provinces_by_place()
    lengths = range(len(word), 1, -1)
    return next((known[word[:n]] for n in lengths if word[:n] in known), "")
