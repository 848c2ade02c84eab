"""The report's JSON (source, section 五.2): every field, its type, its place, in the order there.

The one source of the shape: the encoder, the JSON Schema and the test against the source's table
read these classes. Pinyin is on the wire only.
"""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType, field

Check = Literal[0, 1, 2, 3]
"""0 not applicable, 1 agrees, 2 differs, 3 agrees as far as a masked value shows."""

RegionCheck = Literal[0, 1, 2]
Degree = Literal[0, 1, 2, 3]
"""0 none, 1 low, 2 middle, 3 high."""

Verdict = Literal["异常", "无异常"]


class Part(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A part of the report; its repr names its type only, since it tells of a person."""

    def __repr__(self) -> str:
        """Return the type's name."""
        return f"{type(self).__name__}(…)"


class Registration(Part, frozen=True, kw_only=True):
    """`tel_info`."""

    tel: str
    id_card: str
    full_name: str
    address: str
    open_date: str
    tags_financial: list[str]
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str
    region: str = field(name="fancha_telloc")


class UserInfo(Part, frozen=True, kw_only=True):
    """`user_info`."""

    user_name: str
    conclusion_of_user_name_check: Check
    user_idcard: str
    conclusion_of_user_idcard_check: Check
    user_province: str
    user_city: str
    user_address: str
    conclusion_of_user_address_check: Check


class EmergencyContact(Part, frozen=True, kw_only=True):
    """A row of `mergency_contact` (so spelt)."""

    contact_priority: int
    contact_name: str
    contact_relationship: str
    tags_financial: list[str]
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str
    region: str = field(name="fancha_telloc")
    format_tel: str
    call_times: str
    call_length: str
    call_times_index: int
    call_length_index: int


class Overview(Part, frozen=True, kw_only=True):
    """`calls_overview`."""

    most_active_region: str
    result_of_region_check: float
    conclusion_of_region_check: RegionCheck
    tel_region: str
    most_contacted_region: str
    blank_times_count_180: int
    blank_times_count: int
    blank_times_count_max: int
    blank_times_list: list[tuple[str, str, int]]
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


class Dunning(Part, frozen=True, kw_only=True):
    """`cuishou` and `yisicuishou`."""

    nums_tel: int
    call_times: str
    call_in_times: int
    call_in_length: int
    call_in_less_15: int
    most_times_by_tel: int
    up_2_times_by_tel: int
    call_out_times: int
    call_out_length: int
    within_7_days: int = field(name="7day_times")
    within_30_days: int = field(name="30day_times")
    within_60_days: int = field(name="60day_times")
    within_90_days: int = field(name="90day_times")
    within_120_days: int = field(name="120day_times")


class DunningDegree(Part, frozen=True, kw_only=True):
    """`cuishou_degree` and `yisicuishou_degree`."""

    nums_tel: Degree
    call_in_times: Degree
    call_in_length: Degree
    call_in_less_15: Degree
    most_times_by_tel: Degree
    up_2_times_by_tel: Degree
    call_out_times: Degree
    call_out_length: Degree
    within_7_days: Degree = field(name="7day_times")
    within_30_days: Degree = field(name="30day_times")
    within_60_days: Degree = field(name="60day_times")
    within_90_days: Degree = field(name="90day_times")
    within_120_days: Degree = field(name="120day_times")


class DunningRisk(Part, frozen=True, kw_only=True):
    """`cuishou_risk_detection`."""

    total_tels: int
    total_call_times: int
    total_call_in_times: int
    total_call_out_times: int
    dunning: Dunning = field(name="cuishou")
    dunning_degree: DunningDegree = field(name="cuishou_degree")
    suspected: Dunning = field(name="yisicuishou")
    suspected_degree: DunningDegree = field(name="yisicuishou_degree")
    detection_result: Degree


class MajorContact(Part, frozen=True, kw_only=True):
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


class TagDetail(Part, frozen=True, kw_only=True):
    """A row of `contact_detail`; the number is masked."""

    format_tel: str
    tags_yellow_page: str
    call_out_times: int
    call_out_length: int
    call_in_times: int
    call_in_length: int


class TagRow(Part, frozen=True, kw_only=True):
    """A row of `calls_sa_by_tags_financial`."""

    tags_name: str
    call_times: str
    call_length: str
    contact_last_time: str
    contact_detail: list[TagDetail]


class FrequentContact(Part, frozen=True, kw_only=True):
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


class LongContact(Part, frozen=True, kw_only=True):
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


class RegionRow(Part, frozen=True, kw_only=True):
    """A row of `calls_sa_by_region`."""

    region: str
    total_format_tel: int
    call_times: str
    call_length: str
    call_in_times: int
    call_out_times: int
    call_in_length: int
    call_out_length: int


class BillDetail(Part, frozen=True, kw_only=True):
    """`month_bill_detail`, in yuan."""

    bill_package: float
    bill_ext_calls: float
    bill_ext_data: float
    bill_ext_sms: float
    services: float = field(name="bill_zengzhifei")
    collected: float = field(name="bill_daishoufei")
    other: float = field(name="bill_qita")


class MonthRow(Part, frozen=True, kw_only=True):
    """A row of `calls_sa_monthly_usage`."""

    month: str
    call_times: str
    call_length: str
    month_active_most: str
    month_bill_amount: float | str
    month_bill_detail: BillDetail | str


class NumberRow(Part, frozen=True, kw_only=True):
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
    recent_call_time: str
    first_call_time: str


class NumberTag(Part, frozen=True, kw_only=True):
    """A row of `number_tags`."""

    call_tel_label: str
    tel: str
    tags_label: str
    tags_label_times: int
    unnormal_flag: bool


class UsedFlags(Part, frozen=True, kw_only=True):
    """`number_used.unnormal_flag`."""

    blank_times_count_max_flag: bool
    amount_less_10_times_flag: bool
    blank_times_count_30_flag: bool
    blank_times_count_90_flag: bool
    times_per_mon_10_flag: bool
    open_date_flag: bool
    active_region_check_flag: bool


class NumberUsed(Part, frozen=True, kw_only=True):
    """`number_used`."""

    telecom: str
    open_date: str
    blank_times_count_30: int
    blank_times_count_90: int
    blank_times_count_180: int
    blank_times_count_max: int
    amount_less_10_times: int
    phone_bill_average: str
    times_per_mon_10: int
    times_express_delivery: int
    times_telecom: int
    total_tels: int
    active_region_check: RegionCheck
    unnormal_flag: UsedFlags


class LawFlags(Part, frozen=True, kw_only=True):
    """`law_dispute.unnormal_flag`."""

    times_110_flag: bool
    times_public_security_law_flag: bool
    times_lawyer_flag: bool


class LawDispute(Part, frozen=True, kw_only=True):
    """`law_dispute`."""

    times_lawyer: int
    times_public_security_law: int
    times_110: int
    unnormal_flag: LawFlags


class Behavior(Part, frozen=True, kw_only=True):
    """`call_behavior`."""

    number_tags: list[NumberTag]
    result_num_tags: Verdict
    number_used: NumberUsed
    result_num_used: Verdict
    law_dispute: LawDispute
    result_law_dispute: Verdict


class IgnoredCall(Part, frozen=True, kw_only=True):
    """A row of `invalid_call_log`."""

    month: str
    call_tel: str
    call_from: str
    call_time: str
    call_duration: int
    call_method: str
    format_tel: str
    region: str = field(name="fancha_telloc")
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str
    tags_financial: list[str]


class Report(Part, frozen=True, kw_only=True):
    """The operator report; without an applicant there is no `user_info` (section 二.3.1)."""

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
