"""The top lists, their labels, tags, regions, and the list of all numbers."""

from h5kit.records import Call
from h5kit.report.directory import Facts
from tests.records.made import NOW, call, records
from tests.report.made import applicant, as_json, report


def many(count: int, seconds: int = 60) -> list[Call]:
    """Return calls with this many numbers, the first with most calls, the last with longest."""
    return [
        call(f"134000001{n:02d}", seconds=seconds + n * n, ago=60 + i)
        for n in range(count)
        for i in range(count - n)
    ]


def test_top_lists_have_ten_numbers_in_order() -> None:
    made = report(records(*many(12)))
    assert [row.format_tel[-2:] for row in made.calls_sa_by_times] == [
        f"{n:02d}" for n in range(10)
    ]
    lengths = [int(row.call_length) for row in made.calls_sa_by_length]
    assert len(lengths) == 10
    assert lengths == sorted(lengths, reverse=True)
    assert len(made.calls_sa_by_major_contact) == 10
    assert len(made.call_log_group_by_tel) == 12


def test_labels_name_contacts_and_ranks_and_a_list_leaves_out_its_own() -> None:
    made = report(records(*many(3)), who=applicant("13400000101"))
    assert made.calls_sa_by_times[1].call_tel_label == ["紧急联系人1", "长时间联系人2"]
    by_length = {row.format_tel: row.call_tel_label for row in made.calls_sa_by_length}
    assert by_length["13400000101"] == ["紧急联系人1", "高频联系人2"]
    (major,) = (r for r in made.calls_sa_by_major_contact if r.format_tel == "13400000101")
    assert major.call_tel_label == ["紧急联系人1", "高频联系人2", "长时间联系人2"]


def test_a_number_with_less_than_60_seconds_gets_no_label() -> None:
    made = report(records(call("95187", seconds=59), call("13400000001", seconds=60)))
    labels = {row.format_tel: row.call_tel_label for row in made.calls_sa_by_times}
    assert labels == {"95187": [], "13400000001": ["长时间联系人1"]}
    assert [row.format_tel for row in made.calls_sa_by_major_contact] == ["13400000001"]


def test_every_known_tag_has_a_row_even_without_a_call() -> None:
    rows = as_json(report(records()))["calls_sa_by_tags_financial"]
    assert [row["tags_name"] for row in rows] == [
        "催收", "赌博", "110", "120", "律师", "公检法", "贷款", "银行", "信用卡热线",
        "互联网金融", "典当", "保险", "理财", "小号", "证券",
    ]  # fmt: skip
    empty = {"call_times": "0", "call_length": "0", "contact_last_time": "", "contact_detail": []}
    assert all({k: row[k] for k in empty} == empty for row in rows)


def test_the_row_of_a_tag_sums_its_numbers_and_masks_them() -> None:
    facts = {"13400000001": Facts(tags=("贷款", "赌博")), "057100040001": Facts(tags=("贷款",))}
    calls = [
        call("13400000001", ago=50, seconds=5),
        call("13400000001", ago=40, outgoing=True),
        call("0571-00040001", ago=90, seconds=1),
    ]
    rows = {row.tags_name: row for row in report(records(*calls), facts).calls_sa_by_tags_financial}
    loans = rows["贷款"]
    assert (loans.call_times, loans.call_length) == ("3", "66")
    assert loans.contact_last_time == str(NOW - 40)
    assert [d.format_tel for d in loans.contact_detail] == ["134****0001", "0571-****0001"]
    first = loans.contact_detail[0]
    assert (first.call_out_times, first.call_out_length) == (1, 60)
    assert (first.call_in_times, first.call_in_length) == (1, 5)
    assert rows["赌博"].call_times == "2"


def test_regions_are_sorted_by_calls_with_nationwide_and_unknown_last() -> None:
    facts = {"13400000001": Facts(region="河南"), "13400000002": Facts(region="北京")}
    calls = [call("95588")] * 5 + [call("999")] * 9 + [call("13400000002")] * 2
    calls += [call("13400000001", outgoing=True)]
    rows = report(records(*calls), facts).calls_sa_by_region
    assert [row.region for row in rows] == ["北京", "河南", "全国", ""]
    assert (rows[1].call_out_times, rows[1].call_in_times, rows[1].total_format_tel) == (1, 0, 1)


def test_the_carriers_region_is_used_if_no_other_is_known() -> None:
    (row,) = report(records(call("53000000", tel_place="浙江杭州"))).call_log_group_by_tel
    assert row.region == "浙江"


def test_different_spellings_of_a_number_are_one_number() -> None:
    raws = ["13400000001", "+8613400000001", "008613400000001", "1795113400000001", "134 0000 0001"]
    (row,) = report(
        records(*(call(raw, ago=9 + n) for n, raw in enumerate(raws)))
    ).call_log_group_by_tel
    assert (row.format_tel, row.call_times) == ("13400000001", "5")
    assert (row.recent_call_time, row.first_call_time) == (str(NOW - 9), str(NOW - 13))


def test_a_fixed_line_is_written_with_a_dash() -> None:
    (row,) = report(records(call("01053000000"), call("010-53000000"))).call_log_group_by_tel
    assert (row.format_tel, row.region) == ("010-53000000", "北京")
