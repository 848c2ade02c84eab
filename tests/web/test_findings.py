"""The findings at the top of the report page."""

import msgspec
import pytest

from h5kit.languages import REPORT_LANGUAGES, SOURCE
from h5kit.records import TelInfo
from h5kit.records.times import DAY
from h5kit.report import Report
from h5kit.report import rules as rule_file
from h5kit.report.directory import Facts, Mark
from h5kit.report.document import LawFlags, UsedFlags
from h5kit.web.report.findings import Finding, findings, law, used
from tests.records.made import NOW, TEL, call, records
from tests.report.made import applicant, report

RULES = rule_file.packaged()
DUNNER, SUSPECT = "13400000001", "13400000003"
FACTS = {
    DUNNER: Facts(tags=("催收",)),
    SUSPECT: Facts(mark=Mark("疑似催收", 3)),
    TEL: Facts(mark=Mark("骚扰电话", 12)),
}


def _told(made: Report) -> list[str]:
    return [finding.text for finding in findings(made, RULES, SOURCE)]


def test_a_report_without_anything_abnormal_has_no_findings() -> None:
    calls = [call(ago=n * DAY // 2) for n in range(1, 360)]
    assert _told(report(records(*calls))) == []


def test_dunning_calls_are_a_finding_with_numbers_and_time() -> None:
    calls = [call(DUNNER, ago=DAY * n) for n in (1, 2, 20, 50)] + [call(SUSPECT, ago=DAY * 40)]
    told = _told(report(records(*calls), FACTS))
    assert "中度催收：1 个号码通话 4 次，近 30 天 3 次" in told
    assert "疑似催收：1 个号码通话 1 次，近 30 天 0 次" in told


def test_serious_findings_come_first() -> None:
    made = report(
        records(call(SUSPECT), tel_info=TelInfo(name="慕容小满", id_card="330999199001010024")),
        FACTS,
        applicant(DUNNER),
    )
    found = findings(made, RULES, SOURCE)
    assert [f.is_grave for f in found] == sorted((f.is_grave for f in found), reverse=True)
    assert [f.text for f in found if f.is_grave] == [
        "姓名与运营商登记的不一致",
        "身份证号与运营商登记的不一致",
        "申请人的号码：骚扰电话（12 人标记）",
        "紧急联系人1的号码：带有风险标签",
    ]
    assert Finding("emergency", "紧急联系人1：报告期内没有通话") in found


def test_each_flag_of_the_number_is_a_row_and_a_finding(subtests: pytest.Subtests) -> None:
    for flag in UsedFlags.__struct_fields__:
        with subtests.test(flag=flag):
            made = report(records(*[call(ago=n * DAY // 2) for n in range(1, 360)]))
            was = made.call_behavior.number_used
            flags = msgspec.structs.replace(was.unnormal_flag, **{flag: True})
            raised = msgspec.structs.replace(
                made,
                call_behavior=msgspec.structs.replace(
                    made.call_behavior,
                    number_used=msgspec.structs.replace(was, unnormal_flag=flags),
                ),
            )
            (row,) = [row for row in used(raised, RULES, SOURCE) if row.is_abnormal]
            assert _told(raised) == [f"{row.label}：{row.value}（{row.why}）"]


def test_each_flag_of_the_law_is_a_row(subtests: pytest.Subtests) -> None:
    for flag in LawFlags.__struct_fields__:
        with subtests.test(flag=flag):
            made = report(records())
            was = made.call_behavior.law_dispute
            flags = msgspec.structs.replace(was.unnormal_flag, **{flag: True})
            behaviour = msgspec.structs.replace(
                made.call_behavior, law_dispute=msgspec.structs.replace(was, unnormal_flag=flags)
            )
            raised = msgspec.structs.replace(made, call_behavior=behaviour)
            rows = law(raised, RULES, SOURCE)
            assert [row.is_abnormal for row in rows].count(True) == 1


def test_a_report_of_another_rules_version_has_no_findings() -> None:
    made = msgspec.structs.replace(report(records()), version="V0")
    assert {row.why for row in (*used(made, RULES, SOURCE), *law(made, RULES, SOURCE))} == {""}


def test_a_young_number_is_a_finding_with_its_opening_date() -> None:
    opened = int(NOW) - 20 * DAY
    made = report(records(call(), tel_info=TelInfo(opened=opened)))
    assert "入网时间：2026-11-01（不足 180 天为异常）" in _told(made)


def test_a_finding_is_a_sentence_in_english() -> None:
    calls = [call(DUNNER, ago=DAY * n) for n in (1, 2, 20, 50)]
    told = findings(report(records(*calls), FACTS), RULES, REPORT_LANGUAGES["en"])
    texts = [finding.text for finding in told]
    assert "Moderate dunning: numbers 1, calls 4 (last 30 days: 3)" in texts
    assert "Number of Applicant: Nuisance calls (marked by 12)" in texts
    assert "Months with fewer than 10 calls: 6 (abnormal from 3 on)" in texts
