"""The sections about calls: overview, lists of contacts, regions and months, ignored calls."""

from msgspec import field

from h5kit.records.dates import (
    EpochText,
    IgnoredTime,
    KnownMonth,
    LastTime,
    SlashedMonth,
)
from h5kit.report.document.base import RegionCheck, ReportPart


class Overview(ReportPart, frozen=True, kw_only=True):
    """`calls_overview`."""

    most_active_region: str
    result_of_region_check: float
    conclusion_of_region_check: RegionCheck
    tel_region: str
    most_contacted_region: str
    blank_times_count_180: int
    blank_times_count: int
    blank_times_count_max: int
    blank_times_list: list[tuple[EpochText, EpochText, int]]
    night_calls_length: int
    night_calls_percent: float
    evening_calls_length: int
    evening_calls_percent: float
    both_side_calls_count: int
    both_side_calls_percent: float
    phone_bill_average: str
    call_region_sum: int
    call_times_sum: int
    call_tel_sum: int


class MajorContact(ReportPart, frozen=True, kw_only=True):
    """A row of `calls_sa_by_major_contact`."""

    format_tel: str
    call_tel_label: list[str]
    region: str = field(name="fancha_telloc")
    call_times: str
    call_length: str
    tags_financial: list[str]
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str


class TagDetail(ReportPart, frozen=True, kw_only=True):
    """A row of `contact_detail`; the number is masked."""

    format_tel: str
    tags_yellow_page: str
    call_out_times: int
    call_out_length: int
    call_in_times: int
    call_in_length: int


class TagRow(ReportPart, frozen=True, kw_only=True):
    """A row of `calls_sa_by_tags_financial`."""

    tags_name: str
    call_times: str
    call_length: str
    contact_last_time: LastTime
    contact_detail: list[TagDetail]


class FrequentContact(ReportPart, frozen=True, kw_only=True):
    """A row of `calls_sa_by_times`."""

    format_tel: str
    call_tel_label: list[str]
    tags_yellow_page: str
    tags_label: str
    region: str = field(name="fancha_telloc")
    call_times: str
    call_out_times: int
    call_in_times: int
    call_length: str


class LongContact(ReportPart, frozen=True, kw_only=True):
    """A row of `calls_sa_by_length`."""

    format_tel: str
    call_tel_label: list[str]
    tags_yellow_page: str
    tags_label: str
    region: str = field(name="fancha_telloc")
    call_length: str
    call_out_length: int
    call_in_length: int
    call_times: str


class RegionRow(ReportPart, frozen=True, kw_only=True):
    """A row of `calls_sa_by_region`."""

    region: str
    total_format_tel: int
    call_times: str
    call_length: str
    call_in_times: int
    call_out_times: int
    call_in_length: int
    call_out_length: int


class BillDetail(ReportPart, frozen=True, kw_only=True):
    """`month_bill_detail`, in yuan."""

    bill_package: float
    bill_ext_calls: float
    bill_ext_data: float
    bill_ext_sms: float
    services: float = field(name="bill_zengzhifei")
    collected: float = field(name="bill_daishoufei")
    other: float = field(name="bill_qita")


class MonthRow(ReportPart, frozen=True, kw_only=True):
    """A row of `calls_sa_monthly_usage`."""

    month: SlashedMonth
    call_times: str
    call_length: str
    month_active_most: str
    month_bill_amount: float | str
    month_bill_detail: BillDetail | str


class NumberRow(ReportPart, frozen=True, kw_only=True):
    """A row of `call_log_group_by_tel`."""

    format_tel: str
    region: str = field(name="fancha_telloc")
    call_times: str
    call_length: str
    call_out_times: int
    call_in_times: int
    tags_financial: list[str]
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str
    recent_call_time: EpochText
    first_call_time: EpochText


class IgnoredCall(ReportPart, frozen=True, kw_only=True):
    """A row of `invalid_call_log`."""

    month: KnownMonth
    call_tel: str
    call_from: str
    call_time: IgnoredTime
    call_duration: int
    call_method: str
    format_tel: str
    region: str = field(name="fancha_telloc")
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str
    tags_financial: list[str]
