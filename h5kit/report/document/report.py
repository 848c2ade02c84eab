"""The whole report, in the order of the source's table 五.2."""

from msgspec import UNSET, UnsetType, field

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
    call_log_missing_month_list: list[str]
    call_log_possibly_missing_month_list: list[str]
    call_log_part_missing_month_list: list[str]
    phone_bill_missing_month_list: list[str]
    date_range_start: str
    date_range_end: str
    created_at: float
