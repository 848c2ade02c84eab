"""The section `call_behavior`: marks on numbers, use of the number, calls about the law."""

import msgspec

from h5kit.carrier.numbering import guess
from h5kit.records.times import DAY
from h5kit.report import numbers
from h5kit.report.directory.port import Facts
from h5kit.report.document import (
    Behavior,
    LawDispute,
    LawFlags,
    NumberTag,
    NumberUsed,
    UsedFlags,
    Verdict,
)
from h5kit.report.study import Study

OTHER_REGION = 2


def behavior(study: Study) -> Behavior:
    """Return `call_behavior`."""
    tags, used, law = number_tags(study), number_used(study), law_dispute(study)
    return Behavior(
        number_tags=tags,
        result_num_tags=_verdict(any(tag.unnormal_flag for tag in tags)),
        number_used=used,
        result_num_used=_verdict(any(msgspec.structs.astuple(used.unnormal_flag))),
        law_dispute=law,
        result_law_dispute=_verdict(any(msgspec.structs.astuple(law.unnormal_flag))),
    )


def _verdict(is_abnormal: bool) -> Verdict:
    return "异常" if is_abnormal else "无异常"


def number_tags(study: Study) -> list[NumberTag]:
    """Return `number_tags`: rows for the applicant's number and the emergency contacts."""
    contacts = [(f"紧急联系人{n}", c.phone) for n, c in enumerate(study.contacts, 1)]
    rows = []
    for label, raw in [("申请人", study.survey.records.tel), *contacts]:
        facts = study.facts_of(raw)
        rows.append(
            NumberTag(
                call_tel_label=label,
                tel=study.survey.digits(raw),
                tags_label=facts.mark.name if facts.mark else "",
                tags_label_times=facts.mark.count if facts.mark else 0,
                unnormal_flag=_is_abnormal(study, facts),
            )
        )
    return rows


def _is_abnormal(study: Study, facts: Facts) -> bool:
    rules = study.rules.abnormal
    is_marked = facts.mark is not None and facts.mark.name in rules.marks
    return is_marked or not set(rules.tags).isdisjoint(facts.tags)


def number_used(study: Study) -> NumberUsed:
    """Return `number_used`."""
    carrier = guess(study.survey.records.tel).carrier
    used = NumberUsed(
        telecom=f"中国{carrier}" if carrier else "",
        open_date=study.opened,
        blank_times_count_30=_silences(study, 30),
        blank_times_count_90=_silences(study, 90),
        blank_times_count_180=len(study.silences),
        blank_times_count_max=max((s.seconds // DAY for s in study.silences), default=0),
        amount_less_10_times=_cheap_months(study),
        phone_bill_average=study.bill_average,
        times_per_mon_10=_quiet_months(study),
        times_express_delivery=_calls(study, study.rules.kinds.delivery),
        times_telecom=_calls(study, study.rules.kinds.carrier),
        total_tels=len(study.survey.by_digits),
        active_region_check=study.region_check,
        unnormal_flag=_NO_FLAGS,
    )
    return msgspec.structs.replace(used, unnormal_flag=_used_flags(study, used))


_NO_FLAGS = UsedFlags(**dict.fromkeys(UsedFlags.__struct_fields__, False))


def _used_flags(study: Study, used: NumberUsed) -> UsedFlags:
    rules = study.rules.abnormal
    opened = study.survey.records.tel_info.opened
    is_young = opened is not None and study.survey.at - opened < rules.open_days * DAY
    return UsedFlags(
        blank_times_count_max_flag=used.blank_times_count_max >= rules.silence_max_days,
        amount_less_10_times_flag=used.amount_less_10_times >= rules.cheap_months,
        blank_times_count_30_flag=used.blank_times_count_30 >= rules.silences_30,
        blank_times_count_90_flag=used.blank_times_count_90 >= rules.silences_90,
        times_per_mon_10_flag=used.times_per_mon_10 >= rules.quiet_months,
        open_date_flag=is_young,
        active_region_check_flag=used.active_region_check == OTHER_REGION,
    )


def _silences(study: Study, days: int) -> int:
    since = int(study.survey.at) - days * DAY
    return sum(silence.start >= since for silence in study.silences)


def _cheap_months(study: Study) -> int:
    return sum(bill.amount < study.rules.abnormal.cheap_month_fen for bill in study.bills)


def _quiet_months(study: Study) -> int:
    survey, least = study.survey, study.rules.abnormal.quiet_month_calls
    missing = survey.records.missing
    complete = [m for m in survey.months if m.name >= survey.since and m.name not in missing]
    return sum(month.times < least for month in complete)


def _calls(study: Study, kinds: tuple[str, ...]) -> int:
    """Return the number of calls with numbers of these categories or marks."""
    total = 0
    for digits, tally in study.survey.by_digits.items():
        facts = study.facts[digits]
        own_kinds = (*facts.categories, facts.mark.name if facts.mark else "")
        if not set(kinds).isdisjoint(own_kinds):
            total += tally.times
    return total


def law_dispute(study: Study) -> LawDispute:
    """Return `law_dispute`."""
    rules, kinds = study.rules.abnormal, study.rules.kinds
    lawyer, law, police = 0, 0, 0
    for digits, tally in study.survey.by_digits.items():
        tags = study.facts[digits].tags
        lawyer += tally.times if kinds.lawyer_tag in tags else 0
        law += tally.times if kinds.law_tag in tags else 0
        police += tally.times if numbers.bare(digits) == kinds.police_number else 0
    return LawDispute(
        times_lawyer=lawyer,
        times_public_security_law=law,
        times_110=police,
        unnormal_flag=LawFlags(
            times_110_flag=police >= rules.calls_110,
            times_public_security_law_flag=law >= rules.calls_law,
            times_lawyer_flag=lawyer >= rules.calls_lawyer,
        ),
    )
