"""What is abnormal in a report, in sentences: the first thing that a risk officer looks for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from h5kit.languages import Language
from h5kit.report import Report, Rules
from h5kit.report.document import Dunning, LawFlags, UsedFlags
from h5kit.web.report import labels
from h5kit.web.report.formats import Formats

DIFFERS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something abnormal; `section` is where the page shows it, `is_grave` puts it first."""

    section: str
    text: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """A value of the behaviour checks; `why` is the bound at which it becomes abnormal."""

    label: str
    value: str
    is_abnormal: bool
    why: str = ""


def findings(report: Report, rules: Rules, language: Language) -> list[Finding]:
    """Return what is abnormal, the grave first, then in the page's order."""
    found = [
        *_identity(report, language),
        *_dunning(report, language),
        *_behaviour(report, rules, language),
        *_contacts(report, language),
    ]
    return sorted(found, key=lambda finding: not finding.is_grave)


def _identity(report: Report, language: Language) -> Iterator[Finding]:
    user = report.user_info
    if not user:
        return
    if user.conclusion_of_user_name_check == DIFFERS:
        yield Finding("identity", language.text("姓名与运营商登记的不一致"), is_grave=True)
    if user.conclusion_of_user_idcard_check == DIFFERS:
        yield Finding("identity", language.text("身份证号与运营商登记的不一致"), is_grave=True)
    if user.conclusion_of_user_address_check == DIFFERS:
        yield Finding("identity", language.text("居住地址与运营商登记的不一致"))


def _dunning(report: Report, language: Language) -> Iterator[Finding]:
    risk = report.dunning_risk
    if risk.detection_result:
        kind = labels.DETECTED[risk.detection_result]
        text = _dunning_text(kind, risk.dunning, language)
        yield Finding("dunning", text, is_grave=risk.detection_result > 1)
    if risk.suspected.nums_tel:
        yield Finding("dunning", _dunning_text("疑似催收", risk.suspected, language))


def _dunning_text(kind: str, dunning: Dunning, language: Language) -> str:
    return language.fill(
        "%(kind)s：%(numbers)s 个号码通话 %(calls)s 次，近 30 天 %(near)s 次",
        kind=language.text(kind),
        numbers=dunning.nums_tel,
        calls=dunning.call_times,
        near=dunning.within_7_days + dunning.within_30_days,
    )


def _behaviour(report: Report, rules: Rules, language: Language) -> Iterator[Finding]:
    formats = Formats(language)
    for tag in report.call_behavior.number_tags:
        if tag.unnormal_flag:
            mark = formats.marked(tag.tags_label, tag.tags_label_times)
            text = language.fill(
                "%(whose)s的号码：%(mark)s",
                whose=labels.contact_label(tag.call_tel_label, language),
                mark=mark or language.text("带有风险标签"),
            )
            yield Finding("behaviour", text, is_grave=True)
    for row in (*law(report, rules, language), *used(report, rules, language)):
        if row.is_abnormal:
            yield Finding("behaviour", _row_text(row, language))


def _row_text(row: CheckedValue, language: Language) -> str:
    if not row.why:
        return language.fill("%(label)s：%(value)s", label=row.label, value=row.value)
    return language.fill(
        "%(label)s：%(value)s（%(why)s）", label=row.label, value=row.value, why=row.why
    )


def _contacts(report: Report, language: Language) -> Iterator[Finding]:
    for contact in report.emergency_contacts:
        if contact.call_times == "0":
            text = language.fill("紧急联系人%(n)s：报告期内没有通话", n=contact.contact_priority)
            yield Finding("emergency", text)


def used(report: Report, rules: Rules, language: Language) -> tuple[CheckedValue, ...]:
    """Return those values of `number_used` that have a flag."""
    was, fill = report.call_behavior.number_used, language.fill
    rows = (
        ("blank_times_count_max_flag", "近 6 个月最长静默",
         fill("%(n)s 天", n=was.blank_times_count_max)),
        ("blank_times_count_30_flag", "近 1 个月静默",
         fill("%(n)s 次", n=was.blank_times_count_30)),
        ("blank_times_count_90_flag", "近 3 个月静默",
         fill("%(n)s 次", n=was.blank_times_count_90)),
        ("amount_less_10_times_flag", "月消费不足 10 元",
         fill("%(n)s 个月", n=was.amount_less_10_times)),
        ("times_per_mon_10_flag", "月通话不足 10 次",
         fill("%(n)s 个月", n=was.times_per_mon_10)),
        ("open_date_flag", "入网时间", Formats(language).day(was.open_date)),
        ("active_region_check_flag", "活跃地区与归属地",
         language.text(labels.REGION_CHECKS[was.active_region_check])),
    )  # fmt: skip
    return _checked(rows, was.unnormal_flag, _reasons(report, rules, language), language)


def law(report: Report, rules: Rules, language: Language) -> tuple[CheckedValue, ...]:
    """Return `law_dispute`."""
    was, fill = report.call_behavior.law_dispute, language.fill
    rows = (
        ("times_lawyer_flag", "与律师通话", fill("%(n)s 次", n=was.times_lawyer)),
        ("times_public_security_law_flag", "与公检法通话",
         fill("%(n)s 次", n=was.times_public_security_law)),
        ("times_110_flag", "与 110 通话", fill("%(n)s 次", n=was.times_110)),
    )  # fmt: skip
    return _checked(rows, was.unnormal_flag, _reasons(report, rules, language), language)


def _checked(
    rows: Iterable[tuple[str, str, str]],
    flags: UsedFlags | LawFlags,
    why: Mapping[str, str],
    language: Language,
) -> tuple[CheckedValue, ...]:
    return tuple(
        CheckedValue(language.text(label), value, getattr(flags, flag), why.get(flag, ""))
        for flag, label, value in rows
    )


def _reasons(report: Report, rules: Rules, language: Language) -> dict[str, str]:
    """Return the bounds by flag; none for a report of another version of the rules."""
    if report.version != rules.version:
        return {}
    least, fill = rules.abnormal, language.fill
    days, times, months = "%(n)s 天起为异常", "%(n)s 次起为异常", "%(n)s 个月起为异常"
    return {
        "blank_times_count_max_flag": fill(days, n=least.silence_max_days),
        "blank_times_count_30_flag": fill(times, n=least.silences_30),
        "blank_times_count_90_flag": fill(times, n=least.silences_90),
        "amount_less_10_times_flag": fill(months, n=least.cheap_months),
        "times_per_mon_10_flag": fill(months, n=least.quiet_months),
        "open_date_flag": fill("不足 %(n)s 天为异常", n=least.open_days),
        "active_region_check_flag": language.text("不一致为异常"),
        "times_lawyer_flag": fill(times, n=least.calls_lawyer),
        "times_public_security_law_flag": fill(times, n=least.calls_law),
        "times_110_flag": fill(times, n=least.calls_110),
    }
