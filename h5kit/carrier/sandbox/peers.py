"""The peers of an invented person's calls: family, colleagues, couriers, banks, collectors."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from h5kit.carrier import places
from h5kit.carrier.numbering import sample_number
from h5kit.carrier.places import Place

HOME_IF_UNKNOWN: Final = Place("浙江", "杭州")
ELSEWHERE: Final = (Place("上海", "上海"), Place("四川", "成都"), Place("广东", "深圳"))

ANY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
WORKDAYS: Final = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Habit:
    """The pattern of calls with a peer.

    `weight` is the relative number of calls, `hours` the (first, last) hour of the day (above 24:
    after midnight), `days` the weekdays (Monday is 0), `outgoing` the share of outgoing calls.
    """

    weight: float
    hours: tuple[int, int]
    days: tuple[int, ...] = ANY_DAY
    mean_seconds: int = 60
    outgoing: float = 0.5


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer's number, its place, and the pattern of calls with it."""

    tel: str = field(repr=False)
    place: str
    habit: Habit


FAMILY: Final = Habit(12, (7, 23), mean_seconds=210, outgoing=0.55)
COLLEAGUE: Final = Habit(5, (8, 19), WORKDAYS, mean_seconds=90)
FRIEND: Final = Habit(2.5, (10, 25), mean_seconds=260, outgoing=0.6)
STRANGER: Final = Habit(0.12, (8, 22), mean_seconds=30, outgoing=0.3)
COURIER: Final = Habit(1.5, (9, 20), mean_seconds=25, outgoing=0.15)
SERVICE: Final = Habit(0.5, (9, 18), mean_seconds=140, outgoing=0.6)
DUNNING: Final = Habit(0.9, (9, 21), mean_seconds=28, outgoing=0.05)
NUISANCE: Final = Habit(0.6, (9, 20), WORKDAYS, mean_seconds=12, outgoing=0.02)

COURIERS: Final = ("95338", "95554", "95546", "95311", "057100070001", "057100070002")
SERVICES: Final = ("95588", "95533", "95555", "95511", "95518", "95188", "12329", "12306", "12345")
DUNNERS: Final = ("057100010001", "057100010002", "057100010003")
SUSPECTS: Final = ("057100020001", "057100020002", "057100020003", "057100020004")
NUISANCES: Final = ("057100040001", "057100040002", "057100050001", "057100080001", "057100080002")
RARE: Final = ("110", "120", "12368", "057100030001", "057100060002", "057100050002")
"""Tagged numbers that few people call or are called by."""


def home_of(tel: str) -> Place:
    """Return the person's home: the place where the number was issued."""
    found = places.of_block(tel[:7])
    return found if found.province else HOME_IF_UNKNOWN


def peers_of(tel: str, carrier_hotline: str, chance: Random) -> list[Peer]:
    """Return all peers of an invented person, drawn from `chance`."""
    home = home_of(tel)
    people = _MobilePeers(tel, home, chance)
    return [
        *people.draw(FAMILY, 4),
        *people.draw(COLLEAGUE, 8),
        *people.draw(FRIEND, 14),
        *people.draw(STRANGER, 160),
        *_listed(chance.sample(COURIERS, 4), COURIER),
        *_listed([carrier_hotline, *chance.sample(SERVICES, 3)], SERVICE),
        *_listed(chance.sample(DUNNERS, chance.choice((0, 0, 1, 2))), DUNNING),
        *_listed(chance.sample(SUSPECTS, chance.choice((0, 1, 2, 3))), DUNNING),
        *_listed(chance.sample(NUISANCES, 3), NUISANCE),
        *_listed(chance.sample(RARE, chance.choice((0, 0, 1))), STRANGER),
    ]


def _listed(tels: list[str], habit: Habit) -> Iterator[Peer]:
    for tel in tels:
        yield Peer(tel, "浙江" if tel.startswith("0571") else "", habit)


@dataclass(frozen=True, slots=True)
class _MobilePeers:
    """Peers with invented mobile numbers, most of them in the home region."""

    tel: str = field(repr=False)
    home: Place
    chance: Random

    def draw(self, habit: Habit, count: int) -> Iterator[Peer]:
        """Yield up to `count` peers with the same habit and different numbers."""
        for _ in range(count):
            is_near = self.chance.random() < 0.8  # noqa: PLR2004 - the share of peers near home
            place = self.home if is_near else self.chance.choice(ELSEWHERE)
            last_four = f"{self.chance.randrange(10_000):04d}"
            tel = sample_number(last_four, self.chance.randrange(10**6), region=place.province)
            if tel != self.tel:
                yield Peer(tel, place.province, habit)
