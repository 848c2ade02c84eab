"""What a carrier tells about a number: calls, bills, the registration, and what is missing.

Times are whole seconds since the epoch, durations seconds, money is in fen (1/100 yuan), months
are text `yyyymm`. None of these values prints what it holds.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from h5kit.model import Private


class Direction(StrEnum):
    """Who called whom (`call_method`)."""

    OUTGOING = "主叫"
    INCOMING = "被叫"


OUTGOING: Final = Direction.OUTGOING
EARLIEST: Final = 10**8
"""Epoch seconds of fewer than nine digits are a carrier's mistake."""

LONGEST_CALL: Final = 10**7

_WIRE_NAMES: Final = {
    "tel": "call_tel",
    "time": "call_time",
    "seconds": "call_duration",
    "direction": "call_method",
    "place": "call_from",
    "tel_place": "call_to",
    "kind": "call_type",
    "cost": "call_cost",
}
"""So that clean rows are read in one go: copying 100,000 of them takes as long as reading them."""


class Call(Private, frozen=True, kw_only=False, gc=False, rename=_WIRE_NAMES):
    """One call (source, section 四.2, `call_log`); `tel` is the other side as the carrier wrote it.

    `place` is where the person's phone was, `tel_place` where the other one belongs; `kind` and
    `cost` are the carrier's words.
    """

    tel: Annotated[str, Meta(min_length=1)]
    time: Annotated[int, Meta(ge=EARLIEST, lt=10**10)]
    seconds: Annotated[int, Meta(ge=0, lt=LONGEST_CALL)]
    direction: Direction
    place: str = ""
    tel_place: str = ""
    kind: str = ""
    cost: str = ""

    @property
    def is_outgoing(self) -> bool:
        """Whether the person made the call."""
        return self.direction is OUTGOING


class BadCall(Private, frozen=True, kw_only=False, gc=False):
    """A row of the log that can't be counted, in the carrier's own words.

    `position` is how many good calls stand before it in the log, so that it keeps its place.
    """

    position: int
    tel: str
    time: str
    duration: str
    method: str
    place: str = ""
    tel_place: str = ""
    kind: str = ""
    cost: str = ""


class Bill(Private, frozen=True):
    """A month's bill in fen (source, section 四.2, `bill`)."""

    month: str
    amount: int = 0
    package: int = 0
    calls: int = 0
    data: int = 0
    sms: int = 0
    services: int = 0
    collected: int = 0
    other: int = 0


class TelInfo(Private, frozen=True):
    """To whom the number is registered, often masked (`*`), "" where the carrier gave nothing."""

    opened: int | None = None
    name: str = ""
    address: str = ""
    id_card: str = ""


class Records(Private, frozen=True):
    """All that was collected under `sid`; calls in the carrier's order, usually newest first.

    A month in `missing` failed for sure; one in `possibly_missing` has no calls, and nobody knows
    whether there were none; one in `part_missing` lacks some calls.
    """

    tel: str
    sid: str
    uid: str = ""
    tel_info: TelInfo = TelInfo()
    calls: tuple[Call, ...] = ()
    bad_calls: tuple[BadCall, ...] = ()
    bills: tuple[Bill, ...] = ()
    missing: tuple[str, ...] = ()
    possibly_missing: tuple[str, ...] = ()
    part_missing: tuple[str, ...] = ()
    bills_missing: tuple[str, ...] = ()
