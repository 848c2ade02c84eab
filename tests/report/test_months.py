"""Months, bills, abnormal behaviour, and rows that are not counted."""

import pytest

from h5kit.records import BadCall, Bill, Call, Direction, Records, TelInfo
from h5kit.records.times import DAY, month_start, read_time
from h5kit.report.directory import Facts, Mark
from h5kit.report.document import LawDispute, NumberUsed
from tests.records.made import NOW, TEL, call, records
from tests.report.made import applicant, as_json, report

MONTHS = ["2026/11", "2026/10", "2026/09", "2026/08", "2026/07", "2026/06"]


def used(made: Records) -> NumberUsed:
    return report(made).call_behavior.number_used


def in_month(month: str, count: int) -> list[Call]:
    return [
        Call("13400000001", month_start(month) + n, 1, Direction.INCOMING) for n in range(count)
    ]


def test_six_months_come_newest_first() -> None:
    rows = report(records(*in_month("202609", 3))).calls_sa_monthly_usage
    assert [row.month for row in rows] == MONTHS
    assert [row.call_times for row in rows] == ["0", "0", "3", "0", "0", "0"]
    assert [row.call_length for row in rows] == ["0", "0", "3", "0", "0", "0"]


def test_a_month_begins_at_midnight_in_shanghai() -> None:
    start = month_start("202611")
    calls = [
        Call("13400000001", start - 1, 1, Direction.OUTGOING),
        Call("1", start, 2, Direction.OUTGOING),
    ]
    rows = report(records(*calls)).calls_sa_monthly_usage
    assert [row.call_length for row in rows[:2]] == ["2", "1"]


def test_a_month_has_its_most_active_region() -> None:
    calls = [*in_month("202610", 1), *in_month("202611", 1)]
    places = [("浙江宁波", "浙江"), ("深圳", "广东")]
    for place, region in places:
        made = [Call(c.tel, c.time, 1, Direction.OUTGOING, place=place) for c in calls]
        rows = report(records(*made)).calls_sa_monthly_usage
        assert [row.month_active_most for row in rows] == [region, region, "", "", "", ""]


def test_bills_are_in_their_months_and_a_text_replaces_a_missing_one() -> None:
    bill = Bill(month="202610", amount=576, package=108, calls=468)
    rows = as_json(report(records(bills=(bill,))))["calls_sa_monthly_usage"]
    assert (rows[0]["month_bill_amount"], rows[0]["month_bill_detail"]) == ("未出账单", "未出账单")
    assert (rows[2]["month_bill_amount"], rows[2]["month_bill_detail"]) == ("暂无数据", "暂无数据")
    assert rows[1]["month_bill_amount"] == 5.76
    assert rows[1]["month_bill_detail"] == {
        "bill_package": 1.08, "bill_ext_calls": 4.68, "bill_ext_data": 0.0, "bill_ext_sms": 0.0,
        "bill_zengzhifei": 0.0, "bill_daishoufei": 0.0, "bill_qita": 0.0,
    }  # fmt: skip


def test_the_range_begins_when_the_number_was_opened() -> None:
    young = report(records(tel_info=TelInfo(opened=NOW - 40 * DAY)))
    assert (young.date_range_start, young.date_range_end) == ("2026/10", "2026/11")
    old = report(records(tel_info=TelInfo(opened=NOW - 4000 * DAY)))
    assert old.date_range_start == "2026/06"


def test_lists_of_missing_months_are_copied_from_the_records() -> None:
    made = report(
        records(
            missing=("202606",),
            possibly_missing=("202607",),
            part_missing=("202608",),
            bills_missing=("202609",),
        )
    )
    assert made.call_log_missing_month_list == ["202606"]
    assert made.call_log_possibly_missing_month_list == ["202607"]
    assert made.call_log_part_missing_month_list == ["202608"]
    assert made.phone_bill_missing_month_list == ["202609"]


def test_months_with_fewer_than_ten_calls_are_quiet() -> None:
    calls = [*in_month("202611", 9), *in_month("202610", 10)]
    assert used(records(*calls)).times_per_mon_10 == 5
    young = TelInfo(opened=month_start("202610") + DAY)
    assert used(records(*calls, tel_info=young)).times_per_mon_10 == 1
    assert used(records(*calls, missing=("202606", "202607"))).times_per_mon_10 == 3


def test_months_with_a_bill_below_ten_yuan_are_cheap() -> None:
    bills = (Bill(month="202610", amount=999), Bill(month="202609", amount=1000))
    assert used(records(bills=bills)).amount_less_10_times == 1


# The flags of the source's sample: 15 silent days, a number 25 days old, 2 quiet months, and one
# silence in 30 days.
def test_flags_match_the_sample_of_the_source() -> None:
    young = TelInfo(opened=NOW - 25 * DAY)
    calls = [call(ago=n * DAY) for n in range(1, 10)]
    made = report(records(*calls, tel_info=young)).call_behavior
    found, flags = made.number_used, made.number_used.unnormal_flag
    assert (found.blank_times_count_max, flags.blank_times_count_max_flag) == (16, True)
    assert flags.open_date_flag
    assert (found.times_per_mon_10, flags.times_per_mon_10_flag) == (2, False)
    assert (found.blank_times_count_30, flags.blank_times_count_30_flag) == (1, False)
    assert not flags.blank_times_count_90_flag
    assert not flags.amount_less_10_times_flag
    assert made.result_num_used == "异常"


def test_a_result_without_a_flag_is_normal() -> None:
    old = TelInfo(opened=NOW - 1000 * DAY)
    calls = [call(ago=n * DAY // 2, place="广东") for n in range(1, 400)]
    made = report(records(*calls, tel_info=old), {TEL: Facts(region="广东")}).call_behavior
    assert made.result_num_used == "无异常"
    assert made.result_num_tags == "无异常"
    assert made.result_law_dispute == "无异常"


def test_a_marked_contact_is_abnormal(subtests: pytest.Subtests) -> None:
    for facts in [Facts(mark=Mark("骚扰电话", 3)), Facts(tags=("赌博",)), Facts(tags=("催收",))]:
        with subtests.test(facts=facts):
            made = report(records(), {"13400000001": facts}, applicant("13400000001")).call_behavior
            assert [row.call_tel_label for row in made.number_tags] == ["申请人", "紧急联系人1"]
            assert [row.unnormal_flag for row in made.number_tags] == [False, True]
            assert made.result_num_tags == "异常"


def _law(*calls: Call) -> tuple[LawDispute, str]:
    made = report(records(*calls)).call_behavior
    return made.law_dispute, made.result_law_dispute


def test_calls_about_the_law_are_counted() -> None:
    law, result = _law(call("110"), call("0571110"), call("12368"), call("12348"), call("12348"))
    assert (law.times_110, law.times_public_security_law, law.times_lawyer) == (2, 1, 2)
    assert not law.unnormal_flag.times_110_flag
    assert law.unnormal_flag.times_public_security_law_flag
    assert law.unnormal_flag.times_lawyer_flag
    assert result == "异常"


def test_couriers_and_carriers_are_counted() -> None:
    found = used(records(call("95338"), call("057100070001"), call("10086"), call("035110000")))
    assert (found.times_express_delivery, found.times_telecom) == (2, 2)
    assert found.total_tels == 4


def test_an_unreadable_row_is_listed_with_the_month_of_its_place() -> None:
    bad = BadCall(1, "95338", "151444测试3841", "40", "主叫", "浙江宁波")
    made = records(*in_month("202610", 1), *in_month("202609", 1), bad_calls=(bad,))
    (row,) = report(made).invalid_call_log
    assert (row.month, row.call_time, row.call_duration) == ("202610", "151444测试3841", 40)
    assert (row.call_tel, row.format_tel, row.call_from) == ("95338", "95338", "浙江宁波")
    assert (row.tags_yellow_page, row.region, row.call_method) == ("顺丰速运", "全国", "主叫")


@pytest.mark.parametrize(("position", "month"), [(0, "202610"), (1, "202610")])
def test_an_unreadable_row_gets_the_month_of_its_neighbour(position: int, month: str) -> None:
    bad = BadCall(position, "1", "", "x", "主叫")
    (row,) = report(records(*in_month("202610", 1), bad_calls=(bad,))).invalid_call_log
    assert (row.month, row.call_duration) == (month, 0)


def test_an_unreadable_row_with_a_readable_time_keeps_its_own_month_and_time() -> None:
    bad = BadCall(1, "1", "2026-08-07 09:59:33", "40", "呼叫转移")
    (row,) = report(records(*in_month("202610", 1), bad_calls=(bad,))).invalid_call_log
    assert row.month == "202608"
    assert row.call_time == str(read_time("2026-08-07 09:59:33", 0))


def test_a_number_without_known_region_gets_the_carriers_region() -> None:
    far = Call("53910000", NOW - 60, 5, Direction.OUTGOING, "北京", "浙江宁波")
    bad = BadCall(1, "53920000", "", "5", "主叫", "北京", "福建厦门")
    found = report(records(far, bad_calls=(bad,)), who=applicant("53910000"))
    assert [c.region for c in found.emergency_contacts] == ["浙江"]
    assert [row.region for row in found.invalid_call_log] == ["福建"]


def test_of_several_bills_of_a_month_the_last_counts() -> None:
    bills = tuple(Bill(month="202610", amount=amount) for amount in (500, 500, 700))
    found = report(records(bills=bills))
    assert found.call_behavior.number_used.amount_less_10_times == 1
    assert found.calls_overview.phone_bill_average == "7.00"


def test_an_unreadable_row_of_an_empty_log_has_no_month() -> None:
    bad = BadCall(0, "1", "", "", "主叫")
    assert report(records(bad_calls=(bad,))).invalid_call_log[0].month == ""


@pytest.mark.parametrize("when", [month_start("202606") - 1, NOW + 1])
def test_a_call_outside_the_window_is_listed_and_not_counted(when: int) -> None:
    made = report(records(Call("13400000001", when, 5, Direction.OUTGOING)))
    (row,) = made.invalid_call_log
    assert (row.call_time, row.call_duration, row.call_method) == (str(when), 5, "主叫")
    assert made.calls_overview.call_times_sum == 0
    assert made.call_log_group_by_tel == []


def test_the_reports_time_has_four_decimals() -> None:
    assert report(records(), at=NOW + 0.64618).created_at == NOW + 0.6462
