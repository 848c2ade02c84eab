"""The report's JSON (source, section 五.2): every field, its type, its place, in the order there.

The one source of the shape: the encoder, the JSON Schema and the test against the source's table
read these classes. Pinyin is on the wire only.
"""

from h5kit.report.document.base import Check, Degree, Part, RegionCheck, Verdict
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
from h5kit.report.document.whole import Report

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
    "Part",
    "RegionCheck",
    "RegionRow",
    "Registration",
    "Report",
    "TagDetail",
    "TagRow",
    "UsedFlags",
    "UserInfo",
    "Verdict",
]
