"""Shanghai's calendar in whole seconds, and the texts in which carriers write time. Pure."""

import calendar
import re
import time
from datetime import UTC, datetime
from typing import Final

SHANGHAI: Final = 8 * 3600
"""Seconds that Shanghai is ahead of UTC, all year round since 1992."""

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
    """Return when a month (`yyyymm`) begins."""
    return calendar.timegm((int(month[:4]), int(month[4:]), 1, 0, 0, 0)) - SHANGHAI


def months_until(when: float, count: int) -> tuple[str, ...]:
    """Return the last `count` months, that of `when` being the last."""
    now = time.gmtime(when + SHANGHAI)
    serial = now.tm_year * 12 + now.tm_mon - 1
    return tuple(f"{n // 12}{n % 12 + 1:02d}" for n in range(serial - count + 1, serial + 1))


def read_time(text: str, now: float) -> int | None:
    """Return the time that a text tells, None when it tells none.

    Epoch seconds, `2017-12-07 09:59:33`, `2017-12-07` (midnight; with `/` or 年月日 or nothing
    between, too), or the source's sample style without a year (`12-07 09:59:33`), which means the
    last such moment not after tomorrow.
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
    # 29 February is in one of the last eight years, whatever the century.
    tried = (_epoch(this_year + 1 - back, *rest) for back in range(10))
    return next((when for when in tried if when is not None and when <= now + DAY), None)


def _epoch(year: int, *parts: str | None) -> int | None:
    month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) - SHANGHAI


def read_seconds(text: str) -> int | None:
    """Return a duration in seconds, None for a text that tells none.

    Seconds as text, or `00 小时 02 分 02 秒`, with or without its spaces and larger units.
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


def date_text(when: int) -> str:
    """Return `2012-06-18`, with the time of day behind it where that isn't midnight."""
    moment = time.gmtime(when + SHANGHAI)
    has_time = (when + SHANGHAI) % DAY
    return time.strftime("%Y-%m-%d %H:%M:%S" if has_time else "%Y-%m-%d", moment)
