"""The sections about people: `tel_info`, `user_info`, `mergency_contact`."""

from msgspec import field

from h5kit.records.dates import OpenTime
from h5kit.report.document.base import Check, ReportPart


class Registration(ReportPart, frozen=True, kw_only=True):
    """`tel_info`."""

    tel: str
    id_card: str
    full_name: str
    address: str
    open_date: OpenTime
    tags_financial: list[str]
    tags_label: str
    tags_label_times: int
    tags_yellow_page: str
    region: str = field(name="fancha_telloc")


class UserInfo(ReportPart, frozen=True, kw_only=True):
    """`user_info`."""

    user_name: str
    conclusion_of_user_name_check: Check
    user_idcard: str
    conclusion_of_user_idcard_check: Check
    user_province: str
    user_city: str
    user_address: str
    conclusion_of_user_address_check: Check


class EmergencyContact(ReportPart, frozen=True, kw_only=True):
    """A row of `mergency_contact` (spelt so in the source)."""

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
