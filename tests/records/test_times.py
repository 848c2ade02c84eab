"""Reading times as carriers write them, in Shanghai's time zone."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit.records import times

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 1, 3, 12, tzinfo=CHINA).timestamp()
moments = st.integers(0, 4_000_000_000)


@given(moments)
def test_months_agree_with_the_calendar(when: int) -> None:
    moment = datetime.fromtimestamp(when, CHINA)
    month = times.month_of(when)
    assert month == f"{moment:%Y%m}"
    assert times.month_start(month) <= when


@given(moments)
def test_a_date_is_read_as_it_was_written(when: int) -> None:
    assert times.read_time(times.date_text(when), NOW) == when


@given(st.integers(0, 359_999))
def test_a_duration_is_read_as_it_was_written(seconds: int) -> None:
    assert times.read_seconds(times.sample_seconds(seconds)) == seconds
    assert times.read_seconds(str(seconds)) == seconds


def test_a_time_without_a_year_is_the_last_one(subtests: pytest.Subtests) -> None:
    for text, year in [
        ("12-07 09:59:33", 2025),
        ("01-03 11:00:00", 2026),
        ("02-29 00:00:00", 2024),
    ]:
        with subtests.test(text=text, year=year):
            when = times.read_time(text, NOW)
            assert when is not None
            assert datetime.fromtimestamp(when, CHINA).year == year


def test_a_malformed_time_is_none(subtests: pytest.Subtests) -> None:
    for text in [
        "",
        "x",
        "13-01 00:00:00",
        "2025-02-29",
        "01-01 24:00:00",
        "123",
        "0000-01-01",
        "a-b",
    ]:
        with subtests.test(text=text):
            assert times.read_time(text, NOW) is None


def test_a_malformed_duration_is_none(subtests: pytest.Subtests) -> None:
    for text in ["", "2 分钟后", "12345678", "-1"]:
        with subtests.test(text=text):
            assert times.read_seconds(text) is None


def test_short_spans_are_read(subtests: pytest.Subtests) -> None:
    for text, seconds in [("2分2秒", 122), ("1小时", 3600), ("05 秒", 5)]:
        with subtests.test(text=text, seconds=seconds):
            assert times.read_seconds(text) == seconds


def test_the_last_months_include_the_current_one() -> None:
    assert times.months_until(NOW, 3) == ("202511", "202512", "202601")
