"""A carrier's records of a number: calls, bills, the registration, and which months are missing.

Times are whole seconds since the epoch, durations are in seconds, amounts in fen (1/100 yuan),
months are text `yyyymm`. The repr of these values contains no data.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from h5kit.model import Private


class Direction(StrEnum):
    """The direction of a call (`call_method`)."""

    OUTGOING = "主叫"
    INCOMING = "被叫"


OUTGOING: Final = Direction.OUTGOING
EARLIEST: Final = 10**8
"""The earliest valid time; seconds of fewer than nine digits are an error of the carrier."""

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
"""The names in the JSON, so that valid rows are decoded directly to `Call`. Copying 100,000 rows

would take as long as decoding them."""


class Call(Private, frozen=True, kw_only=False, gc=False, rename=_WIRE_NAMES):
    """One call (source, section 四.2: `call_log`); `tel` is the other number as given.

    `place` is where the person's phone was, `tel_place` the place of the other number; `kind` and
    `cost` are the carrier's texts.
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
    """A row of the log that can't be parsed, with the carrier's original texts.

    A `time` that was understood is in seconds since the epoch, as in the rows that were.

    `position` is the number of valid calls before it in the log, so that it keeps its place.
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
    """The bill of a month, in fen (source, section 四.2: `bill`)."""

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
    """The registration of the number: often masked (`*`), "" if the carrier gave nothing."""

    opened: int | None = None
    name: str = ""
    address: str = ""
    id_card: str = ""


class Records(Private, frozen=True):
    """The records of a `sid`; calls are in the carrier's order, usually newest first.

    Months in `missing` could not be collected. Months in `possibly_missing` have no calls, and it
    is unknown whether there were any. Months in `part_missing` lack some calls.
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
