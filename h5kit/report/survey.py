"""The one pass over the calls: what is counted of each number, month and hour."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from h5kit.carrier import places
from h5kit.model import Applicant
from h5kit.records import BadCall, Call, Records
from h5kit.records.model import OUTGOING
from h5kit.records.times import DAY, SHANGHAI, month_of, month_start, months_until
from h5kit.report import numbers

EVENING_FROM: Final = 23 * 3600
NIGHT_FROM: Final = 2 * 3600
NIGHT_TO: Final = 6 * 3600


@dataclass(slots=True)
class Tally:
    """The calls with one number: counts, seconds, first and last time, and the calls themselves."""

    digits: str = field(repr=False)
    out_times: int = 0
    out_seconds: int = 0
    in_times: int = 0
    in_seconds: int = 0
    first: int = 0
    last: int = 0
    calls: list[Call] = field(default_factory=list, repr=False)

    @property
    def times(self) -> int:
        """Calls in both directions."""
        return self.out_times + self.in_times

    @property
    def seconds(self) -> int:
        """Seconds in both directions."""
        return self.out_seconds + self.in_seconds


@dataclass(slots=True)
class Month:
    """The calls of a month (`yyyymm`), and how many from each place."""

    name: str
    times: int = 0
    seconds: int = 0
    places: dict[str, int] = field(default_factory=dict)

    def regions(self) -> dict[str, int]:
        """Return calls by province; places whose province isn't known are left out."""
        found: dict[str, int] = {}
        for place, times in self.places.items():
            province = places.province_of(place)
            if province:
                found[province] = found.get(province, 0) + times
        return found


@dataclass(slots=True)
class Survey:
    """Everything counted in one pass; sections combine it with the facts about the numbers.

    `start` and `at` bound the calls that count (seconds since the epoch); calls outside are in
    `outside`. `months` are those of the window, the newest last; `since` is the first of them in
    which the number was open.
    """

    records: Records = field(repr=False)
    applicant: Applicant | None = field(repr=False)
    at: float
    start: int
    since: str
    months: list[Month]
    by_digits: dict[str, Tally] = field(default_factory=dict, repr=False)
    outside: list[Call] = field(default_factory=list, repr=False)
    times: list[int] = field(default_factory=list, repr=False)
    evening_seconds: int = 0
    night_seconds: int = 0
    digits_of: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def numbers(self) -> set[str]:
        """Every number whose facts the documents need."""
        contacts = self.applicant.contacts if self.applicant else ()
        others = (self.records.tel, *(contact.phone for contact in contacts))
        aside: Iterator[Call | BadCall] = iter((*self.outside, *self.records.bad_calls))
        said = {*others, *(call.tel for call in aside)}
        return {*self.by_digits, *map(self.digits, said)}

    def digits(self, raw: str) -> str:
        """Return the digits by which a number counts."""
        known = self.digits_of.get(raw)
        if known is None:
            known = self.digits_of[raw] = numbers.digits_of(raw)
        return known

    @property
    def total_times(self) -> int:
        """All calls that count."""
        return len(self.times)

    @property
    def total_seconds(self) -> int:
        """The seconds of all calls that count."""
        return sum(month.seconds for month in self.months)


def survey(records: Records, applicant: Applicant | None, at: float, *, months: int) -> Survey:
    """Count the calls of the last `months` calendar months up to `at`, in one pass."""
    names = months_until(at, months)
    opened = records.tel_info.opened
    made = Survey(
        records=records,
        applicant=applicant,
        at=at,
        start=month_start(names[0]),
        since=names[0] if opened is None or opened > at else max(names[0], month_of(opened)),
        months=[Month(name) for name in names],
    )
    _count(made)
    return made


def _count(made: Survey) -> None:
    """Count every call once; the loop is plain because it may see 100,000 calls."""
    start, end = made.start, int(made.at)
    days, first_day = _month_of_day(made), (start + SHANGHAI) // DAY
    tallies: dict[str, Tally] = {}
    times, evening, night = made.times, 0, 0
    for call in made.records.calls:
        when, seconds, place = call.time, call.seconds, call.place
        if not start <= when <= end:
            made.outside.append(call)
            continue
        times.append(when)
        day, second = divmod(when + SHANGHAI, DAY)
        month = days[day - first_day]
        month.times += 1
        month.seconds += seconds
        month.places[place] = month.places.get(place, 0) + 1
        if second < NIGHT_TO or second >= EVENING_FROM:
            if NIGHT_FROM <= second < NIGHT_TO:
                night += seconds
            else:
                evening += seconds
        tally = tallies.get(call.tel)
        if tally is None:
            tally = tallies[call.tel] = _tally(made, call)
        tally.calls.append(call)
        if call.direction is OUTGOING:
            tally.out_times += 1
            tally.out_seconds += seconds
        else:
            tally.in_times += 1
            tally.in_seconds += seconds
    made.evening_seconds, made.night_seconds = evening, night
    for tally in made.by_digits.values():
        whens = [call.time for call in tally.calls]
        tally.first, tally.last = min(whens), max(whens)


def _tally(made: Survey, call: Call) -> Tally:
    """Return a number's tally, the same for every way in which the number is written."""
    digits = made.digits(call.tel)
    return made.by_digits.setdefault(digits, Tally(digits))


def _month_of_day(made: Survey) -> list[Month]:
    """Return the month of each day of the window, so that a call needs no calendar."""
    starts = [month_start(month.name) for month in made.months]
    end = int(made.at) + DAY
    ends = [*starts[1:], end - (end + SHANGHAI) % DAY]
    return [
        month
        for month, start, end in zip(made.months, starts, ends, strict=True)
        for _ in range((end - start) // DAY)
    ]
