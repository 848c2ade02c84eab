"""The sections of the report page, and which rules of the rule file each of them follows."""

from dataclasses import dataclass
from typing import Final

import msgspec

from h5kit.report import Rules
from h5kit.report.rules import Rule

SECTIONS: Final = (
    ("identity", "身份核验", ("tel_info", "user_info")),
    ("overview", "使用总览", ("calls_overview",)),
    ("dunning", "催收风险", ("cuishou_risk_detection",)),
    ("behaviour", "行为检测", ("call_behavior",)),
    ("emergency", "紧急联系人", ("mergency_contact",)),
    ("contacts", "主要联系人",
     ("calls_sa_by_major_contact", "calls_sa_by_times", "calls_sa_by_length")),
    ("regions", "联系地区", ("calls_sa_by_region",)),
    ("months", "每月使用", ("calls_sa_monthly_usage",)),
    ("finance", "金融敏感", ("calls_sa_by_tags_financial",)),
    ("numbers", "号码列表", ("call_log_group_by_tel",)),
    ("ignored", "未计入", ("invalid_call_log",)),
    ("missing", "完整性",
     ("call_log_missing_month_list", "call_log_possibly_missing_month_list",
      "call_log_part_missing_month_list", "phone_bill_missing_month_list", "date_range_start",
      "date_range_end", "created_at")),
)  # fmt: skip
"""In the page's order: id (template and anchor too), label in the contents, document parts."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A section and the rules by which its values are computed."""

    id: str
    label: str
    rules: tuple[Rule, ...]


def explained(rules: Rules) -> tuple[Explained, ...]:
    """Return the rules by section; a rule about several sections is in each of them."""
    return tuple(
        Explained(section, label, tuple(_about(rules, parts))) for section, label, parts in SECTIONS
    )


def _about(rules: Rules, parts: tuple[str, ...]) -> list[Rule]:
    found = []
    for rule in rules.rule:
        fields = tuple(f for f in rule.fields if f.partition(".")[0].removesuffix("[]") in parts)
        if fields:
            found.append(msgspec.structs.replace(rule, fields=fields))
    return found
