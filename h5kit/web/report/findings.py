"""What is abnormal in a report, said in words: the first thing that a risk officer looks for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from h5kit.report import Report, Rules
from h5kit.report.document import Dunning, LawFlags, UsedFlags
from h5kit.web.report import words as said

DIFFERS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something abnormal; `section` is where the page shows it, `is_grave` puts it first."""

    section: str
    text: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """A value of the behaviour checks: `why` says from when on it is abnormal."""

    label: str
    value: str
    is_abnormal: bool
    why: str = ""


def findings(report: Report, rules: Rules) -> list[Finding]:
    """Return what is abnormal, the grave first, then in the page's order."""
    found = [*_identity(report), *_dunning(report), *_behaviour(report, rules), *_contacts(report)]
    return sorted(found, key=lambda finding: not finding.is_grave)


def _identity(report: Report) -> Iterator[Finding]:
    user = report.user_info
    if not user:
        return
    if user.conclusion_of_user_name_check == DIFFERS:
        yield Finding("identity", "姓名与运营商登记的不一致", is_grave=True)
    if user.conclusion_of_user_idcard_check == DIFFERS:
        yield Finding("identity", "身份证号与运营商登记的不一致", is_grave=True)
    if user.conclusion_of_user_address_check == DIFFERS:
        yield Finding("identity", "居住地址与运营商登记的不一致")


def _dunning(report: Report) -> Iterator[Finding]:
    risk = report.dunning_risk
    if risk.detection_result:
        words = f"{said.DETECTED[risk.detection_result]}：{_told(risk.dunning)}"
        yield Finding("dunning", words, is_grave=risk.detection_result > 1)
    if risk.suspected.nums_tel:
        yield Finding("dunning", f"疑似催收：{_told(risk.suspected)}")


def _told(dunning: Dunning) -> str:
    near = dunning.within_7_days + dunning.within_30_days
    return f"{dunning.nums_tel} 个号码通话 {dunning.call_times} 次，近 30 天 {near} 次"


def _behaviour(report: Report, rules: Rules) -> Iterator[Finding]:
    for tag in report.call_behavior.number_tags:
        if tag.unnormal_flag:
            mark = said.marked(tag.tags_label, tag.tags_label_times) or "带有风险标签"
            yield Finding("behaviour", f"{tag.call_tel_label}的号码：{mark}", is_grave=True)
    for row in (*law(report, rules), *used(report, rules)):
        if row.is_abnormal:
            words = f"{row.label}：{row.value}" + (f"（{row.why}）" if row.why else "")
            yield Finding("behaviour", words)


def _contacts(report: Report) -> Iterator[Finding]:
    for contact in report.emergency_contacts:
        if contact.call_times == "0":
            yield Finding("emergency", f"紧急联系人{contact.contact_priority}：报告期内没有通话")


def used(report: Report, rules: Rules) -> tuple[CheckedValue, ...]:
    """Return those values of `number_used` that have a flag."""
    was = report.call_behavior.number_used
    region = said.REGION_CHECKS[was.active_region_check]
    rows = (
        ("blank_times_count_max_flag", "近 6 个月最长静默", f"{was.blank_times_count_max} 天"),
        ("blank_times_count_30_flag", "近 1 个月静默", f"{was.blank_times_count_30} 次"),
        ("blank_times_count_90_flag", "近 3 个月静默", f"{was.blank_times_count_90} 次"),
        ("amount_less_10_times_flag", "月消费不足 10 元", f"{was.amount_less_10_times} 个月"),
        ("times_per_mon_10_flag", "月通话不足 10 次", f"{was.times_per_mon_10} 个月"),
        ("open_date_flag", "入网时间", said.day(was.open_date)),
        ("active_region_check_flag", "活跃地区与归属地", region),
    )
    return _checked(rows, was.unnormal_flag, _reasons(report, rules))


def law(report: Report, rules: Rules) -> tuple[CheckedValue, ...]:
    """Return `law_dispute`."""
    was = report.call_behavior.law_dispute
    rows = (
        ("times_lawyer_flag", "与律师通话", f"{was.times_lawyer} 次"),
        ("times_public_security_law_flag", "与公检法通话", f"{was.times_public_security_law} 次"),
        ("times_110_flag", "与 110 通话", f"{was.times_110} 次"),
    )
    return _checked(rows, was.unnormal_flag, _reasons(report, rules))


def _checked(
    rows: Iterable[tuple[str, str, str]], flags: UsedFlags | LawFlags, why: Mapping[str, str]
) -> tuple[CheckedValue, ...]:
    return tuple(
        CheckedValue(label, value, getattr(flags, flag), why.get(flag, ""))
        for flag, label, value in rows
    )


def _reasons(report: Report, rules: Rules) -> dict[str, str]:
    """Return from when on a value is abnormal, nothing for a report of other rules than these."""
    if report.version != rules.version:
        return {}
    least = rules.abnormal
    return {
        "blank_times_count_max_flag": f"{least.silence_max_days} 天起为异常",
        "blank_times_count_30_flag": f"{least.silences_30} 次起为异常",
        "blank_times_count_90_flag": f"{least.silences_90} 次起为异常",
        "amount_less_10_times_flag": f"{least.cheap_months} 个月起为异常",
        "times_per_mon_10_flag": f"{least.quiet_months} 个月起为异常",
        "open_date_flag": f"不足 {least.open_days} 天为异常",
        "active_region_check_flag": "不一致为异常",
        "times_lawyer_flag": f"{least.calls_lawyer} 次起为异常",
        "times_public_security_law_flag": f"{least.calls_law} 次起为异常",
        "times_110_flag": f"{least.calls_110} 次起为异常",
    }
