"""The report's JSON: every field with its type, in the order of the source (section 五.2).

The encoder, the JSON Schema and the test against the source's table all use these classes. Pinyin
names are only in the JSON.
"""

from h5kit.report.document.base import Check, Degree, RegionCheck, ReportPart, Verdict
from h5kit.report.document.calls import (
    BillDetail,
    FrequentContact,
    IgnoredCall,
    LongContact,
    MajorContact,
    MonthRow,
    NumberRow,
    Overview,
    RegionRow,
    TagDetail,
    TagRow,
)
from h5kit.report.document.people import EmergencyContact, Registration, UserInfo
from h5kit.report.document.risks import (
    Behavior,
    Dunning,
    DunningDegree,
    DunningRisk,
    LawDispute,
    LawFlags,
    NumberTag,
    NumberUsed,
    UsedFlags,
)

__all__ = [
    "Behavior",
    "BillDetail",
    "Check",
    "Degree",
    "Dunning",
    "DunningDegree",
    "DunningRisk",
    "EmergencyContact",
    "FrequentContact",
    "IgnoredCall",
    "LawDispute",
    "LawFlags",
    "LongContact",
    "MajorContact",
    "MonthRow",
    "NumberRow",
    "NumberTag",
    "NumberUsed",
    "Overview",
    "RegionCheck",
    "RegionRow",
    "Registration",
    "ReportPart",
    "TagDetail",
    "TagRow",
    "UsedFlags",
    "UserInfo",
    "Verdict",
]
