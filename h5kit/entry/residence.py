"""Reads where an applicant lives from the province and city that a partner writes."""

from dataclasses import dataclass

from h5kit import area_names

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Residence:
    """A province and city in short form, "" where unknown, and what follows the city's name.

    `rest` belongs before the address: the partner may write a district (浦东新区) as the city.
    """

    province: str = ""
    city: str = ""
    rest: str = ""


def read(province: str, city: str, address: str) -> Residence:
    """Return the residence that the fields name without doubt.

    The province's field may have the city behind it, and the city's field the province before it.
    Where the city's field only says that there is none (省直辖县级行政区划), the address tells.
    """
    text = area_names.fold(city)[:LONGEST]
    stated, behind = area_names.leading_province(area_names.fold(province)[:LONGEST])
    if not stated and not province.strip():
        stated, text = area_names.leading_province(text)
        if not text:
            return Residence()
    if not stated:
        return Residence()
    # A municipality needs no city: it is its own only one.
    found = _city(stated, text or behind or _only_city(stated), address)
    if behind and not _agrees(stated, behind, found):
        # Either no province, as 广东话, or another city than the city's field has.
        return Residence(stated if _city(stated, behind, address) else "")
    return found or Residence(stated)


def _only_city(province: str) -> str:
    cities = tuple(area_names.table()[province].cities)
    return cities[0] if len(cities) == 1 else ""


def _agrees(province: str, behind: str, found: Residence | None) -> bool:
    also = _city(province, behind, "")
    return also is not None and found is not None and also.city == found.city


def _city(province: str, text: str, address: str) -> Residence | None:
    """Return the residence by a text that may have the province before the city."""
    before, behind = area_names.leading_province(text)
    readings = (text, behind) if before == province and behind else (text,)
    for reading in readings:
        if reading in area_names.DIRECT:
            return _direct(province, address)
        if found := _named(province, area_names.without_marker(reading) or reading):
            return found
    return None


def _named(province: str, text: str) -> Residence | None:
    """Return the residence by a city's name, alone or with a district behind it."""
    if named := area_names.city(province, text):
        return Residence(province, named.city, named.county)
    led, rest = area_names.leading_city(province, text)
    if led is None:
        return None
    if led.county:
        return Residence(province, led.city, text)
    rest = area_names.without_marker(rest)
    also = area_names.city(province, rest)
    if also is None:
        return Residence(province, led.city, rest)
    # 深圳市广州市 names two cities; 重庆市县 and 上海市浦东 only one.
    return Residence(province, led.city, also.county) if also.city == led.city else None


def _direct(province: str, address: str) -> Residence | None:
    """Return the only county directly below the province, or the one that begins the address."""
    below = area_names.direct(province)
    if len(below) == 1:
        return Residence(province, below[0])
    led, _ = area_names.leading_city(province, area_names.fold(address))
    return Residence(province, led.city) if led is not None and led.city in below else None
