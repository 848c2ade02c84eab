"""Silences: the times without any call."""

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
        """The duration."""
        return self.end - self.start


def silences(survey: Survey, *, least_seconds: int, days: int) -> list[Silence]:
    """Return the silences of at least `least_seconds`, oldest first.

    The search starts at the latest of: the number's opening, the window's start, and `days` days
    ago. The time from the last call to the report counts. A missing month isn't a silence.
    """
    end = int(survey.at)
    opened = survey.records.tel_info.opened or 0
    start = min(end, max(survey.start, end - days * DAY, opened))
    holes = {max(a, start): min(b, end) for a, b in _missing(survey) if b > start and a < end}
    calls = [when for when in survey.times if when > start]
    edges = sorted([start, end, *calls, *holes, *holes.values()])
    gaps = [(a, b) for a, b in pairwise(edges) if b - a >= least_seconds]
    return [Silence(a, b) for a, b in gaps if a not in holes]


def _missing(survey: Survey) -> list[tuple[int, int]]:
    """Return the start and end of each missing month."""
    starts = [month_start(month) for month in survey.records.missing]
    return [(start, month_start(month_of(start + _INTO_NEXT_MONTH))) for start in starts]
