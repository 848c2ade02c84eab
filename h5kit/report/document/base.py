"""What the parts of the report's JSON are made of."""

from typing import Literal

import msgspec

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
