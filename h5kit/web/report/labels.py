"""What the report page calls the document's codes and fields, in the source language."""

import re
from typing import Final

from h5kit.languages import Language
from h5kit.report.contacts import EMERGENCY, FREQUENT, LONG

CHECKS: Final = ("未比对", "一致", "不一致", "部分一致")
"""By the document's 0 to 3; 3 is what a masked value can show (source, section 五.2)."""
REGION_CHECKS: Final = ("未透露", "一致", "不一致")
ACTIVE_REGION_CHECKS: Final = ("与活跃地区未透露", "与活跃地区一致", "与活跃地区不一致")
DEGREES: Final = ("无", "低", "中", "高")
DETECTED: Final = ("无催收记录", "轻度催收", "中度催收", "重度催收")

PIECES: Final = "%(n)s 个"
TIMES: Final = "%(n)s 次"
DUNNING: Final = (
    ("nums_tel", "号码个数", PIECES),
    ("call_in_times", "被叫次数", TIMES),
    ("call_in_length", "被叫时长", ""),
    ("call_in_less_15", "被叫 15 秒以下", TIMES),
    ("most_times_by_tel", "同一号码最多呼入", TIMES),
    ("up_2_times_by_tel", "呼入 2 次以上的号码", PIECES),
    ("call_out_times", "主叫次数", TIMES),
    ("call_out_length", "主叫时长", ""),
)
"""Field, what it is called, unit; "" is a length in seconds."""
WINDOWS: Final = (
    ("within_7_days", "近 7 天"),
    ("within_30_days", "7–30 天"),
    ("within_60_days", "30–60 天"),
    ("within_90_days", "60–90 天"),
    ("within_120_days", "90–120 天"),
)
GAPS: Final = (
    ("call_log_missing_month_list", "通话整月缺失", "整月缺失", "运营商未能提供，不计入静默"),
    ("call_log_possibly_missing_month_list", "通话可能整月缺失", "可能整月缺失",
     "没有通话，也可能是运营商未提供"),
    ("call_log_part_missing_month_list", "通话部分缺失", "部分缺失",
     "该月次数偏少，比较时请留意"),
    ("phone_bill_missing_month_list", "账单缺失", "", "不计入月均消费"),
)  # fmt: skip
"""Field, what it is called, the same beside a month of calls ("" for bills), what it means."""
MONTHS: Final = (
    "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
)  # fmt: skip

APPLICANT: Final = "申请人"
_NUMBERED: Final = {
    EMERGENCY: "紧急联系人%(n)s",
    FREQUENT: "高频联系人%(n)s",
    LONG: "长时间联系人%(n)s",
}
_LABEL: Final = re.compile(rf"({'|'.join(_NUMBERED)})([0-9]+)")


def contact_label(label: str, language: Language) -> str:
    """Return the document's label of a number (高频联系人2, 申请人) in a language."""
    found = _LABEL.fullmatch(label)
    if found is None:
        return language.text(label)
    return language.fill(_NUMBERED[found[1]], n=found[2])


def month_name(month: str, language: Language) -> str:
    """Return the name of a month that is written `202611` or `2026/11`."""
    return language.text(MONTHS[int(month[-2:]) - 1])
