"""When a limit is reached, and when it ends."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit.flow.limits import (
    DAY,
    KEPT_SECONDS,
    SHANGHAI,
    Daily,
    LimitReached,
    Lockout,
    UseKind,
    UseLimit,
    reached,
)
from h5kit.flow.record import Shown
from h5kit.messages import Message

MIDNIGHT = 20_000 * DAY - SHANGHAI
HOUR = 3600


def test_midnight_in_shanghai_is_at_16_oclock_in_greenwich() -> None:
    midnight = datetime(2026, 12, 1, 16, tzinfo=UTC).timestamp()
    just_before = midnight - 1
    assert Daily(1).until([just_before], just_before) == midnight
    assert Daily(1).until([just_before], midnight) == 0


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    limit = Daily(1)
    assert limit.until([], MIDNIGHT + 5) == 0
    assert limit.until([MIDNIGHT + 5], MIDNIGHT + 6) == MIDNIGHT + DAY
    assert limit.until([MIDNIGHT + 5], MIDNIGHT + DAY - 1) == MIDNIGHT + DAY
    assert limit.until([MIDNIGHT + 5], MIDNIGHT + DAY) == 0
    assert limit.until([MIDNIGHT - 1], MIDNIGHT) == 0


def test_fewer_failures_than_the_limit_bar_nothing(subtests: pytest.Subtests) -> None:
    for count in [0, 1, 2]:
        with subtests.test(count=count):
            assert Lockout(3, DAY).until([MIDNIGHT] * count, MIDNIGHT) == 0


def test_three_failures_bar_for_a_day_from_the_last() -> None:
    times = [MIDNIGHT, MIDNIGHT + HOUR, MIDNIGHT + 20 * HOUR]
    end = MIDNIGHT + 20 * HOUR + DAY
    assert Lockout(3, DAY).until(times, times[-1]) == end
    # The first failure is more than a day old, but all three happened within one day.
    assert Lockout(3, DAY).until(times, MIDNIGHT + 30 * HOUR) == end
    assert Lockout(3, DAY).until(times, end) == 0


def test_uses_are_stored_as_long_as_a_daily_limit_needs_them() -> None:
    times = [MIDNIGHT, MIDNIGHT + HOUR, MIDNIGHT + DAY - 1]
    end = times[-1] + DAY
    kept = [at for at in times if at >= end - 1 - KEPT_SECONDS]
    assert Lockout(3, DAY).until(kept, end - 1) == end


def test_failures_far_apart_bar_nothing() -> None:
    times = [MIDNIGHT, MIDNIGHT + 13 * HOUR, MIDNIGHT + 26 * HOUR]
    assert Lockout(3, DAY).until(times, times[-1]) == 0


@given(st.lists(st.floats(MIDNIGHT - 2 * DAY, MIDNIGHT), max_size=8))
def test_without_a_limit_nothing_is_barred_and_every_bar_ends(times: list[float]) -> None:
    assert Daily(0).until(times, MIDNIGHT) == 0
    assert Lockout(0, DAY).until(times, MIDNIGHT) == 0
    for limit in (Daily(1), Daily(3), Lockout(3, DAY), Lockout(2, HOUR)):
        until = limit.until(times, MIDNIGHT)
        assert until == 0 or MIDNIGHT < until <= MIDNIGHT + DAY
        assert limit.until(times, MIDNIGHT + DAY) == 0
        assert bool(until) is (limit.count(times, MIDNIGHT) >= limit.most)


BARS = (
    UseLimit(UseKind.SMS, Lockout(2, HOUR), Message.TOO_FREQUENT),
    UseLimit(UseKind.RESET_SMS, Daily(1), Message.SMS_LIMIT_REACHED),
)


def test_a_bar_counts_uses_of_its_kind_only() -> None:
    now = MIDNIGHT + 3 * HOUR
    assert reached(BARS, [(UseKind.SMS, now), (UseKind.WRONG_PASSWORD, now)], now) is None
    told = reached(BARS, [(UseKind.SMS, now), (UseKind.SMS, now)], now)
    shown = Shown(code=Message.TOO_FREQUENT, until=now + HOUR)
    assert told == LimitReached(UseKind.SMS, shown)
    told = reached(BARS, [(UseKind.RESET_SMS, now)], now)
    shown = Shown(code=Message.SMS_LIMIT_REACHED, until=MIDNIGHT + DAY)
    assert told == LimitReached(UseKind.RESET_SMS, shown)
