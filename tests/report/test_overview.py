"""Silences, nights, regions and sums of the overview."""

import pytest

from h5kit.records import Bill, Call, TelInfo, times
from h5kit.records.times import DAY
from h5kit.report.directory import Facts
from h5kit.report.document import Overview
from h5kit.report.study import percent
from tests.records.made import NOW, call, records
from tests.report.made import report

HOUR = 3600


def overview(*calls: Call, opened: int | None = None) -> Overview:
    return report(records(*calls, tel_info=TelInfo(opened=opened))).calls_overview


def every_day(days: int, *, but: range = range(0)) -> list[Call]:
    """Return one call a day at this hour, the newest a day old, without some days."""
    return [call(ago=n * DAY) for n in range(1, days) if n not in but]


def test_three_whole_days_without_a_call_are_a_silence() -> None:
    found = overview(*every_day(200, but=range(10, 12)))
    start, end = NOW - 12 * DAY, NOW - 9 * DAY
    assert found.blank_times_list == [(str(start), str(end), 72)]
    assert found.blank_times_count == found.blank_times_count_180 == 1


def test_a_second_less_than_three_days_is_not_a_silence() -> None:
    calls = [c for c in every_day(200, but=range(10, 12)) if c.time != NOW - 9 * DAY]
    assert overview(*calls, call(ago=9 * DAY + 1)).blank_times_count == 0


def test_hours_of_a_silence_are_whole_and_never_rounded_up() -> None:
    found = overview(*every_day(200, but=range(1, 5)), call(ago=HOUR + 1))
    ((_, _, hours),) = found.blank_times_list
    assert hours == found.blank_times_count_max == 118


def test_the_time_from_the_last_call_to_the_report_counts() -> None:
    found = overview(*every_day(200, but=range(1, 4)))
    assert found.blank_times_list == [(str(NOW - 4 * DAY), str(NOW), 96)]


def test_silences_begin_at_the_opening_of_a_young_number() -> None:
    found = overview(*every_day(5), opened=NOW - 15 * DAY)
    assert found.blank_times_list == [(str(NOW - 15 * DAY), str(NOW - 4 * DAY), 11 * 24)]


def test_silences_begin_at_the_window_for_an_old_number() -> None:
    start = times.month_start("202606")
    found = overview(call(ago=DAY), opened=NOW - 3000 * DAY)
    assert found.blank_times_list[0][0] == str(start)


def test_a_number_without_calls_is_silent_all_the_time() -> None:
    at = times.month_start("202611") + 30 * DAY - 1
    found = report(records(), at=at).calls_overview
    ((start, end, hours),) = found.blank_times_list
    assert (int(end), int(end) - int(start), hours) == (int(at), 180 * DAY, 4320)
    assert found.blank_times_count_180 == 1


def test_a_month_that_the_carrier_failed_to_give_is_no_silence() -> None:
    lost = range(times.month_start("202609"), times.month_start("202610"))
    calls = [c for c in every_day(200) if c.time not in lost]
    assert report(records(*calls)).calls_overview.blank_times_count == 1
    assert report(records(*calls, missing=("202609",))).calls_overview.blank_times_list == []
    nothing = report(records(missing=("202606", "202611"))).calls_overview.blank_times_list
    start, end = times.month_start("202607"), times.month_start("202611")
    assert [(row[0], row[1]) for row in nothing] == [(str(start), str(end))]


def test_a_number_opened_after_the_report_has_no_silence() -> None:
    assert overview(opened=NOW + DAY).blank_times_list == []


def test_silences_of_the_last_30_and_90_days_are_counted_separately() -> None:
    calls = every_day(200, but=range(10, 15))
    calls = [c for c in calls if not NOW - 60 * DAY < c.time < NOW - 50 * DAY]
    used = report(records(*calls)).call_behavior.number_used
    assert (used.blank_times_count_30, used.blank_times_count_90) == (1, 2)
    assert used.blank_times_count_180 == 2
    assert used.blank_times_count_max == 10


def test_nights_and_evenings_have_their_hours(subtests: pytest.Subtests) -> None:
    for clock, night, evening in [
        ("01:59:59", 0, 60),
        ("02:00:00", 60, 0),
        ("05:59:59", 60, 0),
        ("06:00:00", 0, 0),
        ("22:59:59", 0, 0),
        ("23:00:00", 0, 60),
        ("00:00:00", 0, 60),
    ]:
        with subtests.test(clock=clock, night=night, evening=evening):
            hour, minute, second = map(int, clock.split(":"))
            found = overview(call(ago=DAY - hour * HOUR - minute * 60 - second))
            assert (found.night_calls_length, found.evening_calls_length) == (night, evening)
            assert (found.night_calls_percent, found.evening_calls_percent) == (
                100.0 * night / 60,
                100.0 * evening / 60,
            )


def test_sums_count_numbers_regions_and_calls() -> None:
    facts = {
        "13400000001": Facts(region="北京"),
        "13400000002": Facts(region="北京"),
        "13400000003": Facts(region="河南"),
    }
    calls = [call(tel) for tel in facts] + [call("13400000003"), call("10086")] * 2
    calls += [call("95588"), call("12329")]
    found = report(records(*calls), facts).calls_overview
    assert (found.call_tel_sum, found.call_region_sum) == (6, 2)
    assert found.call_times_sum == len(calls)
    assert found.most_contacted_region == "河南"


def test_the_region_of_equal_calls_is_the_one_with_more_numbers() -> None:
    facts = {
        "13400000001": Facts(region="河南"),
        "13400000002": Facts(region="北京"),
        "13400000003": Facts(region="北京"),
    }
    calls = [call("13400000001"), *(call(tel) for tel in facts)]
    assert report(records(*calls), facts).calls_overview.most_contacted_region == "北京"


def test_the_active_region_is_compared_with_the_numbers(subtests: pytest.Subtests) -> None:
    for place, region, share, check in [
        ("广东深圳", "广东", 100.0, 1),
        ("上海", "上海", 100.0, 2),
        ("", "", 0.0, 0),
    ]:
        with subtests.test(place=place, region=region, share=share, check=check):
            made = report(records(call(place=place)), {"13400000000": Facts(region="广东")})
            found = made.calls_overview
            assert (found.most_active_region, found.result_of_region_check) == (region, share)
            assert found.conclusion_of_region_check == check
            assert made.call_behavior.number_used.active_region_check == check
            assert made.call_behavior.number_used.unnormal_flag.active_region_check_flag == (
                check == 2
            )


def test_numbers_called_both_ways_are_counted() -> None:
    calls = [call("13400000001"), call("13400000001", outgoing=True), call("13400000002")]
    found = overview(*calls)
    assert (found.both_side_calls_count, found.both_side_calls_percent) == (1, 50.0)


def test_the_mean_bill_is_of_the_windows_months() -> None:
    bills = (
        Bill(month="202610", amount=1000),
        Bill(month="202609", amount=1001),
        Bill(month="202512", amount=99_900),
    )
    made = report(records(bills=bills))
    assert made.calls_overview.phone_bill_average == "10.01"
    assert made.call_behavior.number_used.phone_bill_average == "10.01"
    assert report(records()).calls_overview.phone_bill_average == "暂无数据, 无法分析"


def test_a_share_of_zero_calls_is_zero() -> None:
    assert percent(0, 0) == 0
    assert percent(1, 3) == 33.33
