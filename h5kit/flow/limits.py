"""When something that was done too often may be done again: pure rules over the times of its uses.

Uses are kept by a keyed hash of the number, across flows and partners.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from h5kit.flow.record import Shown
from h5kit.messages import Message

DAY = 86_400
SHANGHAI = 8 * 3_600
KEPT_SECONDS = 2 * DAY
"""No limit looks further back."""

MOST_WRONG_CODES = 5
"""So many wrong codes end a dialogue with the carrier: another guess takes another SMS."""


@dataclass(frozen=True, slots=True)
class Daily:
    """At most `most` uses in a calendar day of Shanghai; `most` 0 limits nothing."""

    most: int

    def until(self, times: Sequence[float], now: float) -> float:
        """Return when the next use is allowed, 0 for now."""
        midnight = now - (now + SHANGHAI) % DAY
        today = sum(at >= midnight for at in times)
        return midnight + DAY if self.most and today >= self.most else 0.0


@dataclass(frozen=True, slots=True)
class Lockout:
    """After `most` uses within `seconds` none for `seconds` more; `most` 0 limits nothing."""

    most: int
    seconds: float

    def until(self, times: Sequence[float], now: float) -> float:
        """Return when the next use is allowed, 0 for now."""
        newest = sorted(times, reverse=True)
        if not self.most or len(newest) < self.most:
            return 0.0
        is_full = newest[0] - newest[self.most - 1] < self.seconds
        end = newest[0] + self.seconds
        return end if is_full and now < end else 0.0


Limit = Daily | Lockout


class UseKind(StrEnum):
    """What is limited for a number."""

    SMS = "sms"
    RESET_SMS = "reset_sms"
    RESET_FAILURE = "reset_failure"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Bar:
    """A limit on a kind of use, and the message that tells that it's reached."""

    kind: UseKind
    limit: Limit
    message: Message


def reached(bars: Iterable[Bar], uses: Iterable[tuple[str, float]], now: float) -> Shown | None:
    """Return what tells of the first bar that is reached by uses (kind, when), None for none."""
    known = tuple(uses)
    for bar in bars:
        if until := bar.limit.until([at for kind, at in known if kind == bar.kind], now):
            return Shown(code=bar.message, until=until)
    return None
