"""Shanghai's calendar in whole seconds, and carriers' formats of times and durations."""

import calendar
import re
import time
from datetime import UTC, datetime
from typing import Final

SHANGHAI: Final = 8 * 3600
"""Shanghai's offset from UTC in seconds; without summer time since 1992."""

DAY: Final = 24 * 3600
_DATE = re.compile(
    r"(?:([0-9]{4})[-/年])?([0-9]{1,2})[-/月]([0-9]{1,2})日?"
    r"(?: ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_DIGITS_OF_DATE = 8
_SPAN = re.compile(r"(?:([0-9]{1,3}) ?小时 ?)?(?:([0-9]{1,4}) ?分钟? ?)?(?:([0-9]{1,5}) ?秒)?")
_EPOCH_DIGITS = range(9, 11)
LONGEST_DURATION_DIGITS: Final = 7


def month_of(when: float) -> str:
    """Return the month of a time as `yyyymm`."""
    return time.strftime("%Y%m", time.gmtime(when + SHANGHAI))


def month_start(month: str) -> int:
    """Return the time at which a month (`yyyymm`) begins."""
    return calendar.timegm((int(month[:4]), int(month[4:]), 1, 0, 0, 0)) - SHANGHAI


def months_until(when: float, count: int) -> tuple[str, ...]:
    """Return `count` consecutive months, oldest first; the last one contains `when`."""
    now = time.gmtime(when + SHANGHAI)
    serial = now.tm_year * 12 + now.tm_mon - 1
    return tuple(f"{n // 12}{n % 12 + 1:02d}" for n in range(serial - count + 1, serial + 1))


def read_time(text: str, now: float) -> int | None:
    """Return the time of a text in seconds since the epoch, None if it can't be parsed.

    Accepted are seconds since the epoch, `2017-12-07 09:59:33`, `2017-12-07` (midnight; also with
    `/`, with 年月日 or without separators), and the source's sample style without a year,
    `12-07 09:59:33`, which is the latest such time before tomorrow.
    """
    if text.isascii() and text.isdecimal():
        if len(text) == _DIGITS_OF_DATE:
            return _epoch(int(text[:4]), text[4:6], text[6:], None, None, None)
        return int(text) if len(text) in _EPOCH_DIGITS else None
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, *rest = found.groups()
    if year:
        return _epoch(int(year), *rest)
    this_year = time.gmtime(now + SHANGHAI).tm_year
    # Ten years always contain a 29 February.
    candidates = (_epoch(this_year + 1 - back, *rest) for back in range(10))
    return next((when for when in candidates if when is not None and when <= now + DAY), None)


def _epoch(year: int, *parts: str | None) -> int | None:
    month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) - SHANGHAI


def read_seconds(text: str) -> int | None:
    """Return a duration in seconds, None if it can't be parsed.

    Accepted are seconds, and `00 小时 02 分 02 秒` with or without spaces and larger units.
    """
    if text.isascii() and text.isdecimal():
        return int(text) if len(text) <= LONGEST_DURATION_DIGITS else None
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def sample_time(when: int) -> str:
    """Return a time in the source's sample style: `12-07 09:59:33`."""
    return time.strftime("%m-%d %H:%M:%S", time.gmtime(when + SHANGHAI))


def sample_seconds(seconds: int) -> str:
    """Return a duration in the source's sample style: `00 小时 02 分 02 秒`."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02d} 小时 {minutes % 60:02d} 分 {rest:02d} 秒"


def day_text(when: int) -> str:
    """Return `2012-06-18`."""
    return time.strftime("%Y-%m-%d", time.gmtime(when + SHANGHAI))


def date_text(when: int) -> str:
    """Return `2012-06-18`, followed by the time of day unless it is midnight."""
    has_time = (when + SHANGHAI) % DAY
    moment = time.gmtime(when + SHANGHAI)
    return day_text(when) + (time.strftime(" %H:%M:%S", moment) if has_time else "")


def is_epoch(text: str) -> bool:
    """Return whether a text is a time in seconds since the epoch."""
    return text.isascii() and text.isdecimal() and len(text) in _EPOCH_DIGITS
