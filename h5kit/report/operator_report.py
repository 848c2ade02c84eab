"""The operator report: its sections in the order of the source's table, and how each is computed.

Source, section 五.2 (the fields of the report).
"""

from msgspec import UNSET, UnsetType, field

from h5kit.records.dates import EpochFloat, MonthText, SlashedMonth
from h5kit.report import behavior, contacts, dunning, ignored, overview, people, usage
from h5kit.report.document.base import ReportPart
from h5kit.report.document.calls import (
    FrequentContact,
    IgnoredCall,
    LongContact,
    MajorContact,
    MonthRow,
    NumberRow,
    Overview,
    RegionRow,
    TagRow,
)
from h5kit.report.document.people import EmergencyContact, Registration, UserInfo
from h5kit.report.document.risks import Behavior, DunningRisk
from h5kit.report.study import Study


class Report(ReportPart, frozen=True, kw_only=True):
    """The operator report; `user_info` is absent without an applicant (source, section 二.3.1)."""

    sid: str
    version: str
    tel_info: Registration
    user_info: UserInfo | UnsetType = UNSET
    emergency_contacts: list[EmergencyContact] = field(name="mergency_contact")
    calls_overview: Overview
    dunning_risk: DunningRisk = field(name="cuishou_risk_detection")
    calls_sa_by_major_contact: list[MajorContact]
    calls_sa_by_tags_financial: list[TagRow]
    calls_sa_by_times: list[FrequentContact]
    calls_sa_by_length: list[LongContact]
    calls_sa_by_region: list[RegionRow]
    calls_sa_monthly_usage: list[MonthRow]
    call_log_group_by_tel: list[NumberRow]
    call_behavior: Behavior
    invalid_call_log: list[IgnoredCall]
    call_log_missing_month_list: list[MonthText]
    call_log_possibly_missing_month_list: list[MonthText]
    call_log_part_missing_month_list: list[MonthText]
    phone_bill_missing_month_list: list[MonthText]
    date_range_start: SlashedMonth
    date_range_end: SlashedMonth
    created_at: EpochFloat


def report_of(study: Study) -> Report:
    """Return the operator report (source, section 五.2)."""
    survey, records = study.survey, study.survey.records
    return Report(
        sid=records.sid,
        version=study.rules.version,
        tel_info=people.registration(study),
        user_info=people.user_info(study) or UNSET,
        emergency_contacts=people.emergency_contacts(study),
        calls_overview=overview.overview(study),
        dunning_risk=dunning.risk(study),
        calls_sa_by_major_contact=contacts.major(study),
        calls_sa_by_tags_financial=contacts.by_tag(study),
        calls_sa_by_times=contacts.frequent(study),
        calls_sa_by_length=contacts.long(study),
        calls_sa_by_region=contacts.by_region(study),
        calls_sa_monthly_usage=usage.monthly(study),
        call_log_group_by_tel=contacts.by_number(study),
        call_behavior=behavior.behavior(study),
        invalid_call_log=ignored.ignored(study),
        call_log_missing_month_list=list(records.missing),
        call_log_possibly_missing_month_list=list(records.possibly_missing),
        call_log_part_missing_month_list=list(records.part_missing),
        phone_bill_missing_month_list=list(records.bills_missing),
        date_range_start=usage.slashed(survey.since),
        date_range_end=usage.slashed(survey.months[-1].name),
        created_at=round(survey.at, 4),
    )
