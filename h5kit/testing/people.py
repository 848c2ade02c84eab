"""Invented people for tests: numbers, names and ID cards that belong to nobody."""

import itertools
import secrets
from dataclasses import dataclass, field

from h5kit.carrier.numbering import Carrier
from h5kit.carrier.sandbox import numbers
from h5kit.challenges import FIELDS
from h5kit.identity import check_character

_SURNAMES = ["欧阳", "司徒", "上官", "诸葛", "慕容", "令狐"]
_GIVEN = ["云朵", "星河", "晨曦", "小满", "谷雨", "白露", "清明", "立夏"]
HOME = {
    "province": "广东",
    "city": "深圳",
    "address": "莲花街道彩云路1号",
    "contact1_name": "谷雨",
    "contact1_relation": "父母",
}
"""The same answers for everybody on P1, by field name."""

# A random start, so that tests of several processes on one server use different numbers.
_serial = itertools.count(secrets.randbelow(1_000_000))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person."""

    name: str
    id_card: str = field(repr=False)
    service_password: str = field(default="246813", repr=False)
    new_password: str = field(default="407152", repr=False)
    contact: str = field(default="13400000001", repr=False)

    @property
    def answers(self) -> dict[str, str]:
        """The right answers to all challenges of the sandbox, by field name."""
        return {one.name: one.right or getattr(self, one.name) for one in FIELDS}


def person() -> Person:
    """Return another invented person."""
    return person_of(next(_serial))


def person_of(n: int) -> Person:
    """Return the n-th invented person; the ID card's county 999 exists nowhere."""
    name = _SURNAMES[n % len(_SURNAMES)] + _GIVEN[n // 7 % len(_GIVEN)]
    # No later day of the month: the ID card would contain the new password, which is then refused.
    first_17 = f"330999{1960 + n % 40}{1 + n % 12:02d}{1 + n % 14:02d}{n % 1000:03d}"
    return Person(name, first_17 + check_character(first_17))


def number(last_four: str, carrier: Carrier | None = None, region: str | None = None) -> str:
    """Return a number for a row of the scenario table, another one each time.

    Without carrier and region, it is from a region without its own reset rule, so that its service
    password can be reset online any number of times.
    """
    return numbers.number(last_four, _serial, carrier, region)
