"""The sections about risks: `cuishou_risk_detection` and `call_behavior`."""

from msgspec import field

from h5kit.records.dates import OpenTime
from h5kit.report.document.base import Degree, RegionCheck, ReportPart, Verdict


class Dunning(ReportPart, frozen=True, kw_only=True):
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


class DunningDegree(ReportPart, frozen=True, kw_only=True):
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


class DunningRisk(ReportPart, frozen=True, kw_only=True):
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


class NumberTag(ReportPart, frozen=True, kw_only=True):
    """A row of `number_tags`."""

    call_tel_label: str
    tel: str
    tags_label: str
    tags_label_times: int
    unnormal_flag: bool


class UsedFlags(ReportPart, frozen=True, kw_only=True):
    """`number_used.unnormal_flag`."""

    blank_times_count_max_flag: bool
    amount_less_10_times_flag: bool
    blank_times_count_30_flag: bool
    blank_times_count_90_flag: bool
    times_per_mon_10_flag: bool
    open_date_flag: bool
    active_region_check_flag: bool


class NumberUsed(ReportPart, frozen=True, kw_only=True):
    """`number_used`."""

    telecom: str
    open_date: OpenTime
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


class LawFlags(ReportPart, frozen=True, kw_only=True):
    """`law_dispute.unnormal_flag`."""

    times_110_flag: bool
    times_public_security_law_flag: bool
    times_lawyer_flag: bool


class LawDispute(ReportPart, frozen=True, kw_only=True):
    """`law_dispute`."""

    times_lawyer: int
    times_public_security_law: int
    times_110: int
    unnormal_flag: LawFlags


class Behavior(ReportPart, frozen=True, kw_only=True):
    """`call_behavior`."""

    number_tags: list[NumberTag]
    result_num_tags: Verdict
    number_used: NumberUsed
    result_num_used: Verdict
    law_dispute: LawDispute
    result_law_dispute: Verdict
