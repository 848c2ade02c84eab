"""Rate limits: pure rules that say from the times of past uses when the next use is allowed.

The store keeps uses by a keyed hash of the number, across flows and partners.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from h5kit.flow.record import Shown
from h5kit.messages import Message

DAY = 86_400
SHANGHAI = 8 * 3_600
KEPT_SECONDS = 2 * DAY
"""How long the store keeps a use. No limit looks further back."""

MOST_WRONG_CODES = 5
"""After this many wrong codes the carrier's session ends; another guess needs another SMS."""


@dataclass(frozen=True, slots=True)
class Daily:
    """At most `most` uses in a calendar day of Shanghai time; `most=0` switches the limit off."""

    most: int

    def until(self, times: Sequence[float], now: float) -> float:
        """Return when the next use is allowed, 0 for now."""
        is_full = self.most and self.count(times, now) >= self.most
        return _midnight(now) + DAY if is_full else 0.0

    def count(self, times: Sequence[float], now: float) -> int:
        """Return how many uses count today."""
        return sum(at >= _midnight(now) for at in times)


@dataclass(frozen=True, slots=True)
class Lockout:
    """After `most` uses within `seconds`, none for another `seconds`; `most=0` switches it off."""

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

    def count(self, times: Sequence[float], now: float) -> int:
        """Return how many uses count now: those within `seconds` before the newest one."""
        newest = max(times, default=0.0)
        is_over = now >= newest + self.seconds
        return 0 if is_over else sum(newest - at < self.seconds for at in times)


Limit = Daily | Lockout


class UseKind(StrEnum):
    """The kinds of use that are limited for each number."""

    SMS = "sms"
    RESET_SMS = "reset_sms"
    RESET_FAILURE = "reset_failure"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    GATEWAY_FAULT = "gateway_fault"
    """A call that failed after it was sent: nobody knows what the gateway did."""


@dataclass(frozen=True, slots=True)
class UseLimit:
    """A limit on one kind of use, and the message that the page shows when it is reached."""

    kind: UseKind
    rule: Limit
    message: Message


@dataclass(frozen=True, slots=True)
class LimitReached:
    """A limit that forbids another use: the kind of use, and the message for the page."""

    kind: UseKind
    shown: Shown


def reached(
    limits: Iterable[UseLimit], uses: Iterable[tuple[str, float]], now: float
) -> LimitReached | None:
    """Return the first limit that is reached, None when none is.

    `uses` are pairs of kind and time.
    """
    known = tuple(uses)
    for limit in limits:
        if until := limit.rule.until([at for kind, at in known if kind == limit.kind], now):
            return LimitReached(limit.kind, Shown(code=limit.message, until=until))
    return None


@dataclass(frozen=True, slots=True)
class LimitState:
    """How many uses count towards a limit now, and when it ends if it is reached, else 0."""

    limit: UseLimit
    count: int
    until: float


def state_of(limit: UseLimit, uses: Iterable[tuple[str, float]], now: float) -> LimitState:
    """Return the state of a limit; `uses` are pairs of kind and time."""
    times = [at for kind, at in uses if kind == limit.kind]
    return LimitState(limit, limit.rule.count(times, now), limit.rule.until(times, now))


def _midnight(now: float) -> float:
    """Return when the day of Shanghai began."""
    return now - (now + SHANGHAI) % DAY
