"""The single pass over the calls: counts by number, month and time of day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from h5kit import phone_numbers
from h5kit.carrier import places
from h5kit.model import Applicant
from h5kit.records import BadCall, Call, Records
from h5kit.records.model import OUTGOING
from h5kit.records.times import DAY, SHANGHAI, month_of, month_start, months_until

EVENING_FROM: Final = 23 * 3600
NIGHT_FROM: Final = 2 * 3600
NIGHT_TO: Final = 6 * 3600


@dataclass(slots=True)
class Tally:
    """The calls with one number: counts, seconds, first and last time, and the calls."""

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
        """The number of calls in both directions."""
        return self.out_times + self.in_times

    @property
    def seconds(self) -> int:
        """The seconds in both directions."""
        return self.out_seconds + self.in_seconds


@dataclass(slots=True)
class Month:
    """The calls of a month (`yyyymm`), and their number by place."""

    name: str
    times: int = 0
    seconds: int = 0
    places: dict[str, int] = field(default_factory=dict)

    def regions(self) -> dict[str, int]:
        """Return the number of calls by province, without places of unknown province."""
        by_province: dict[str, int] = {}
        for place, times in self.places.items():
            province = places.province_of(place)
            if province:
                by_province[province] = by_province.get(province, 0) + times
        return by_province


@dataclass(slots=True)
class Survey:
    """The counts of one pass over the calls.

    Calls between `start` and `at` (seconds since the epoch) count; others are in `outside`.
    `months` are the months of the window, newest last; `since` is the first month in which the
    number was open. `times` are the times of all counted calls.
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
        """All numbers whose facts the documents need, as normalised digits."""
        contacts = self.applicant.contacts if self.applicant else ()
        people = (self.records.tel, *(contact.phone for contact in contacts))
        ignored: Iterator[Call | BadCall] = iter((*self.outside, *self.records.bad_calls))
        others = {*people, *(call.tel for call in ignored)}
        return {*self.by_digits, *map(self.digits, others)}

    def digits(self, raw: str) -> str:
        """Return the normalised digits of a number (cached)."""
        known = self.digits_of.get(raw)
        if known is None:
            known = self.digits_of[raw] = phone_numbers.read(raw)
        return known

    @property
    def total_times(self) -> int:
        """The number of counted calls."""
        return len(self.times)

    @property
    def total_seconds(self) -> int:
        """The seconds of all counted calls."""
        return sum(month.seconds for month in self.months)


def count_calls(records: Records, applicant: Applicant | None, at: float, *, months: int) -> Survey:
    """Count the calls of the last `months` calendar months up to `at`, in one pass."""
    names = months_until(at, months)
    opened = records.tel_info.opened
    survey = Survey(
        records=records,
        applicant=applicant,
        at=at,
        start=month_start(names[0]),
        since=names[0] if opened is None or opened > at else max(names[0], month_of(opened)),
        months=[Month(name) for name in names],
    )
    _count(survey)
    return survey


def _count(survey: Survey) -> None:
    """Count every call once. The loop is kept simple because there may be 100,000 calls."""
    start, end = survey.start, int(survey.at)
    days, first_day = _month_of_day(survey), (start + SHANGHAI) // DAY
    tallies: dict[str, Tally] = {}
    times, evening, night = survey.times, 0, 0
    for call in survey.records.calls:
        when, seconds, place = call.time, call.seconds, call.place
        if not start <= when <= end:
            survey.outside.append(call)
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
            tally = tallies[call.tel] = _tally(survey, call)
        tally.calls.append(call)
        if call.direction is OUTGOING:
            tally.out_times += 1
            tally.out_seconds += seconds
        else:
            tally.in_times += 1
            tally.in_seconds += seconds
    survey.evening_seconds, survey.night_seconds = evening, night
    for tally in survey.by_digits.values():
        whens = [call.time for call in tally.calls]
        tally.first, tally.last = min(whens), max(whens)


def _tally(survey: Survey, call: Call) -> Tally:
    """Return the tally of the call's number, the same for all its notations."""
    digits = survey.digits(call.tel)
    return survey.by_digits.setdefault(digits, Tally(digits))


def _month_of_day(survey: Survey) -> list[Month]:
    """Return the month of each day of the window, so that counting needs no calendar functions."""
    starts = [month_start(month.name) for month in survey.months]
    end = int(survey.at) + DAY
    ends = [*starts[1:], end - (end + SHANGHAI) % DAY]
    return [
        month
        for month, start, end in zip(survey.months, starts, ends, strict=True)
        for _ in range((end - start) // DAY)
    ]
