"""The times without any call."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from h5kit.records.times import DAY, month_of, month_start
from h5kit.report.survey import Survey

_INTO_NEXT_MONTH: Final = 32 * DAY


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without calls, in seconds since the epoch."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        """How long it lasted."""
        return self.end - self.start


def silences(made: Survey, *, least_seconds: int, days: int) -> list[Silence]:
    """Return the silences of at least `least_seconds`, oldest first.

    The search starts at the latest of: the number's opening, the window's start, and `days`
    days back; the time from the last call to the report counts too. A month that the carrier
    failed to give is no silence.
    """
    end = int(made.at)
    opened = made.records.tel_info.opened or 0
    start = min(end, max(made.start, end - days * DAY, opened))
    holes = {max(a, start): min(b, end) for a, b in _missing(made) if b > start and a < end}
    calls = [when for when in made.times if when > start]
    edges = sorted([start, end, *calls, *holes, *holes.values()])
    gaps = [(a, b) for a, b in pairwise(edges) if b - a >= least_seconds]
    return [Silence(a, b) for a, b in gaps if a not in holes]


def _missing(made: Survey) -> list[tuple[int, int]]:
    """Return the beginning and end of each month that the carrier failed to give."""
    starts = [month_start(month) for month in made.records.missing]
    return [(start, month_start(month_of(start + _INTO_NEXT_MONTH))) for start in starts]
