"""The base class and the literal types of the report's JSON."""

from typing import Literal

import msgspec

Check = Literal[0, 1, 2, 3]
"""0 not applicable, 1 agrees, 2 differs, 3 agrees with the visible part of a masked value."""

RegionCheck = Literal[0, 1, 2]
Degree = Literal[0, 1, 2, 3]
"""0 none, 1 low, 2 middle, 3 high."""

Verdict = Literal["异常", "无异常"]


class ReportPart(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A part of the report. Its repr is only the type's name, because it holds personal data."""

    def __repr__(self) -> str:
        """Return the type's name."""
        return f"{type(self).__name__}(…)"
