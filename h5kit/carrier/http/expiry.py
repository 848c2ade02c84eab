"""When a token expires: the dialect's time in China, or another spelling of a time."""

import re
from datetime import datetime
from typing import Final

from h5kit.carrier.dialect import CHINA, EXPIRES_FORMAT
from h5kit.carrier.http.deviations import Deviations

PATH: Final = "data.expires"
EXPECTED: Final = "yyyy-MM-dd HH:mm:ss"

_DIGITS = re.compile(r"[0-9]{1,13}")
LONGEST_DURATION: Final = 10**8
"""Below it a number is a duration in seconds, from it on a time (1973 and later)."""
FIRST_OF_MILLISECONDS: Final = 10**11


def expiry(expires: str, now: float, deviations: Deviations) -> float | None:
    """Return when a token expires (seconds since the epoch), None if its text doesn't say."""
    try:
        return datetime.strptime(expires, EXPIRES_FORMAT).replace(tzinfo=CHINA).timestamp()
    except ValueError:
        pass
    if _DIGITS.fullmatch(expires):
        deviations.note(PATH, EXPECTED, "a number")
        return _of_number(int(expires), now)
    try:
        until = datetime.fromisoformat(expires.replace("/", "-"))
    except ValueError:
        deviations.note(PATH, EXPECTED, "a text that is no time")
        return None
    deviations.note(PATH, EXPECTED, "a time in another format")
    return (until if until.tzinfo else until.replace(tzinfo=CHINA)).timestamp()


def _of_number(number: int, now: float) -> float:
    if number < LONGEST_DURATION:
        return now + number
    return number / 1000 if number >= FIRST_OF_MILLISECONDS else number
