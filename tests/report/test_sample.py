"""The figures of the sample report in the source document, with invented numbers.

The sample shows times, durations and results. Numbers and names here are invented or public, and
times that it does not show are chosen.
"""

from typing import Any

import pytest

from h5kit.records import Call, Direction, Records, TelInfo
from h5kit.report.directory import Facts, Mark
from tests.report.made import applicant, as_json, report

OPENED, FIRST, CREATED = 1_508_991_857, 1_510_365_056, 1_511_161_753.6462
OWN, SPOUSE = "13400000000", "13400000001"
IN, OUT = Direction.INCOMING, Direction.OUTGOING
FACTS = {
    OWN: Facts(region="北京", carrier="电信"),
    SPOUSE: Facts(region="河南"),
    "01053000001": Facts(region="北京"),
    "01053000002": Facts(region="北京", mark=Mark("快递送餐", 45)),
    "9516700000": Facts(region="全国"),
}
CALLS = (
    Call(SPOUSE, 1_511_053_669, 600, IN, "北京"),
    Call("01053000001", 1_510_907_573, 37, IN, "北京"),
    Call(SPOUSE, 1_510_892_527, 578, IN, "北京"),
    Call("12329", 1_510_720_000, 153, OUT, "北京"),
    Call("95187", 1_510_640_000, 56, OUT, "北京"),
    Call("9516700000", 1_510_541_745, 11, IN, "北京"),
    Call("01053000002", FIRST, 10, IN, "北京"),
)


@pytest.fixture(scope="module")
def made() -> Any:
    """The report as a partner gets it."""
    info = TelInfo(opened=OPENED, name="欧阳云朵")
    records = Records(tel=OWN, sid="SID1", tel_info=info, calls=CALLS)
    return as_json(report(records, FACTS, applicant(SPOUSE), CREATED))


def test_the_overview_matches_the_sample(made: Any) -> None:
    assert made["calls_overview"] == {
        "most_active_region": "北京",
        "result_of_region_check": 100,
        "conclusion_of_region_check": 1,
        "tel_region": "北京",
        "most_contacted_region": "北京",
        "blank_times_count_180": 1,
        "blank_times_count": 1,
        "blank_times_count_max": 381,
        "blank_times_list": [["1508991857", "1510365056", 381]],
        "night_calls_length": 0,
        "night_calls_percent": 0,
        "evening_calls_length": 0,
        "evening_calls_percent": 0,
        "both_side_calls_count": 0,
        "both_side_calls_percent": 0,
        "phone_bill_average": "暂无数据, 无法分析",
        "call_region_sum": 2,
        "call_times_sum": 7,
        "call_tel_sum": 6,
    }


def test_the_regions_match_the_sample(made: Any) -> None:
    columns = ("region", "total_format_tel", "call_times", "call_length", "call_in_length")
    rows = [tuple(row[c] for c in columns) for row in made["calls_sa_by_region"]]
    assert rows == [
        ("北京", 2, "2", "47", 47),
        ("河南", 1, "2", "1178", 1178),
        ("全国", 3, "3", "220", 11),
    ]


def test_the_use_of_the_number_matches_the_sample(made: Any) -> None:
    behavior = made["call_behavior"]
    used = behavior["number_used"]
    told = {
        "open_date": "1508991857",
        "blank_times_count_30": 1,
        "blank_times_count_90": 1,
        "blank_times_count_180": 1,
        "blank_times_count_max": 15,
        "amount_less_10_times": 0,
        "phone_bill_average": "暂无数据, 无法分析",
        "times_per_mon_10": 2,
        "times_express_delivery": 1,
        "times_telecom": 0,
        "total_tels": 6,
        "active_region_check": 1,
    }
    assert {name: used[name] for name in told} == told
    raised = {name for name, flag in used["unnormal_flag"].items() if flag}
    assert raised == {"blank_times_count_max_flag", "open_date_flag"}
    assert behavior["result_num_used"] == "异常"
    assert (behavior["result_num_tags"], behavior["result_law_dispute"]) == ("无异常", "无异常")


def test_the_contacts_and_their_labels_match_the_sample(made: Any) -> None:
    by_times = {row["format_tel"]: row["call_tel_label"] for row in made["calls_sa_by_times"]}
    by_length = {row["format_tel"]: row["call_tel_label"] for row in made["calls_sa_by_length"]}
    assert by_times[SPOUSE] == ["紧急联系人1", "长时间联系人1"]
    assert by_length[SPOUSE] == ["紧急联系人1", "高频联系人1"]
    assert by_times["95187"] == by_length["95187"] == []
    major = [
        (row["format_tel"], row["call_tel_label"]) for row in made["calls_sa_by_major_contact"]
    ]
    assert major == [
        (SPOUSE, ["紧急联系人1", "高频联系人1", "长时间联系人1"]),
        ("12329", ["高频联系人2", "长时间联系人2"]),
    ]


def test_the_emergency_contact_matches_the_sample(made: Any) -> None:
    (contact,) = made["mergency_contact"]
    assert (contact["call_times"], contact["call_length"]) == ("2", "1178")
    assert (contact["call_times_index"], contact["call_length_index"]) == (1, 1)
    assert contact["fancha_telloc"] == "河南"


def test_the_months_and_the_range_match_the_sample(made: Any) -> None:
    assert (made["date_range_start"], made["date_range_end"]) == ("2017/10", "2017/11")
    assert made["created_at"] == CREATED
    present, before = made["calls_sa_monthly_usage"][:2]
    assert present == {
        "month": "2017/11",
        "call_times": "7",
        "call_length": "1445",
        "month_active_most": "北京",
        "month_bill_amount": "未出账单",
        "month_bill_detail": "未出账单",
    }
    assert before["call_times"] == before["call_length"] == "0"
    assert before["month_bill_amount"] == before["month_bill_detail"] == "暂无数据"


def test_the_checks_match_the_sample(made: Any) -> None:
    told = made["user_info"]
    assert told["conclusion_of_user_name_check"] == 1
    assert told["conclusion_of_user_idcard_check"] == 0
    assert made["tel_info"]["id_card"] == made["tel_info"]["address"] == "运营商未透露"
