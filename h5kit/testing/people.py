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
"""What everybody answers on P1, by field name."""

# A random start keeps tests of several processes on one server apart.
_serial = itertools.count(secrets.randbelow(1_000_000))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who doesn't exist."""

    name: str
    id_card: str = field(repr=False)
    service_password: str = field(default="246813", repr=False)
    new_password: str = field(default="407152", repr=False)
    contact: str = field(default="13400000001", repr=False)

    @property
    def answers(self) -> dict[str, str]:
        """What answers any challenge of the sandbox rightly, by field name."""
        return {one.name: one.right or getattr(self, one.name) for one in FIELDS}


def person() -> Person:
    """Return another invented person."""
    return person_of(next(_serial))


def person_of(n: int) -> Person:
    """Return the n-th invented person; the ID card's county 999 exists nowhere."""
    name = _SURNAMES[n % len(_SURNAMES)] + _GIVEN[n // 7 % len(_GIVEN)]
    # Nobody is born later in a month: a card would hold the new password, which is refused then.
    first_17 = f"330999{1960 + n % 40}{1 + n % 12:02d}{1 + n % 14:02d}{n % 1000:03d}"
    return Person(name, first_17 + check_character(first_17))


def number(last_four: str, carrier: Carrier | None = None, region: str | None = None) -> str:
    """Return a number that scripts the sandbox, another one each time.

    With neither carrier nor region it's one of a region without rules of its own, so that its
    service password can be reset online and nothing limits how often.
    """
    return numbers.number(last_four, _serial, carrier, region)
