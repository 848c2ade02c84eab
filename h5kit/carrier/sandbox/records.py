"""Invented call records: realistic, and always the same for a number and a time."""

from bisect import bisect_left
from itertools import accumulate
from random import Random
from typing import Final

import msgspec

from h5kit.carrier.numbering import guess, hotline
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.peers import ELSEWHERE, Peer, home_of, peers_of
from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.records import Bill, Call, Direction, Records, TelInfo
from h5kit.records.times import DAY, SHANGHAI, month_of, month_start, months_until

MONTHS: Final = 6
FEWEST_CALLS, MOST_CALLS = 500, 1_500
TRIPS, TRIP_DAYS = 2, (2, 5)
SILENT_DAYS: Final = (4, 6)
HOUR: Final = 3_600
SURNAMES: Final = "欧司上诸慕令"
FEN_A_MINUTE: Final = 15


def invented_records(tel: str, sid: str, plan: Collection, owner: Owner, at: float) -> Records:
    """Return six months of records up to `at`, with the scenario's number of calls and gaps."""
    chance = Random(f"h5kit {tel}")  # noqa: S311 - invented data, the same for a number each time
    months = months_until(at, MONTHS)
    calls = tuple(_CallLog(tel, chance, months, at).calls(_count(plan, chance)))
    registered = TelInfo(
        opened=month_start(months[0]) - chance.randrange(200, 4_000) * DAY,
        name=owner.name or f"{chance.choice(SURNAMES)}*",
        id_card=owner.id_card,
    )
    records = Records(
        tel=tel,
        sid=sid,
        uid=owner.uid,
        tel_info=registered,
        calls=calls,
        bills=tuple(_bill(month, calls, chance) for month in reversed(months[:-1])),
    )
    records = _with_gaps(records, months) if plan.gaps else records
    seen = {month_of(call.time) for call in records.calls}
    unsure = [month for month in months if month not in seen and month not in records.missing]
    return msgspec.structs.replace(records, possibly_missing=tuple(unsure))


def _count(plan: Collection, chance: Random) -> int:
    usual = chance.randrange(FEWEST_CALLS, MOST_CALLS)
    return usual if plan.calls is None else plan.calls


class _CallLog:
    """Half a year of calls: workdays and weekends, trips, and a few silent days."""

    def __init__(self, tel: str, chance: Random, months: tuple[str, ...], at: float) -> None:
        """Draw the peers, the trips and the silent days."""
        self._chance = chance
        self._home = home_of(tel)
        self._start, self._end = month_start(months[0]), int(at)
        self._peers = peers_of(tel, hotline(guess(tel).carrier) or "10086", chance)
        self._weights = list(accumulate(peer.habit.weight for peer in self._peers))
        days = (self._end - self._start) // DAY
        # Silence and trips must not touch the ends of the log, where their length can't be seen.
        last = days - 1 - max(SILENT_DAYS)
        silence, self._away = chance.randrange(1, last), {}
        self._silent = range(silence, silence + chance.randint(*SILENT_DAYS))
        for _ in range(TRIPS):
            first, where = chance.randrange(1, last), chance.choice(ELSEWHERE)
            for day in range(first, first + chance.randint(*TRIP_DAYS)):
                self._away[day] = where

    def calls(self, count: int) -> list[Call]:
        """Return `count` calls, newest first, no two in the same second."""
        taken: set[int] = set()
        calls: list[Call] = []
        while len(calls) < count:
            peer = self._peers[self._draw_peer()]
            when = self._draw_time(peer)
            if when is not None and when not in taken:
                taken.add(when)
                calls.append(self._call(peer, when))
        return sorted(calls, key=lambda call: -call.time)

    def _draw_peer(self) -> int:
        return bisect_left(self._weights, self._chance.random() * self._weights[-1])

    def _draw_time(self, peer: Peer) -> int | None:
        """Draw a time; return None if the peer doesn't call at it."""
        day = self._chance.randrange((self._end - self._start) // DAY + 1)
        first, last = peer.habit.hours
        when = self._start + day * DAY + self._chance.randrange(first * HOUR, last * HOUR)
        weekday = (when + SHANGHAI) // DAY + 3
        is_possible = weekday % 7 in peer.habit.days and day not in self._silent
        return when if is_possible and self._start <= when < self._end else None

    def _call(self, peer: Peer, when: int) -> Call:
        chance, habit = self._chance, peer.habit
        outgoing = chance.random() < habit.outgoing
        seconds = 1 + int(chance.expovariate(1 / habit.mean_seconds))
        where = self._away.get((when - self._start) // DAY, self._home)
        is_away = where.province != self._home.province
        fen = -(-seconds // 60) * FEN_A_MINUTE if outgoing and chance.random() < 0.1 else 0  # noqa: PLR2004 - the package is used up
        return Call(
            peer.tel,
            when,
            seconds,
            Direction.OUTGOING if outgoing else Direction.INCOMING,
            str(where),
            peer.place,
            "国内漫游" if is_away else "国内通话",
            f"{fen / 100:.2f}",
        )


def _bill(month: str, calls: tuple[Call, ...], chance: Random) -> Bill:
    """Return the bill of a month: the package plus the cost of calls, data and SMS."""
    package = chance.choice((1_900, 3_800, 5_800, 8_800))
    spent = [call.cost for call in calls if month_of(call.time) == month]
    talked = sum(int(cost.replace(".", "")) for cost in spent)
    data, sms = chance.choice((0, 0, 500, 1_000)), chance.choice((0, 10, 20))
    total = package + talked + data + sms
    return Bill(month=month, amount=total, package=package, calls=talked, data=data, sms=sms)


def _with_gaps(records: Records, months: tuple[str, ...]) -> Records:
    """Remove the calls of two months, half of a third, and one bill; mark only some as missing."""
    lost, unsure, halved = months[1], months[2], months[3]
    middle = (month_start(halved) + month_start(months[4])) // 2
    kept = [c for c in records.calls if month_of(c.time) not in {lost, unsure}]
    return msgspec.structs.replace(
        records,
        calls=tuple(c for c in kept if month_of(c.time) != halved or c.time >= middle),
        bills=tuple(bill for bill in records.bills if bill.month != lost),
        missing=(lost,),
        part_missing=(halved,),
        bills_missing=(lost,),
    )
