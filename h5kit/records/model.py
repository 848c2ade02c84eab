"""What a carrier tells about a number: calls, bills, the registration, and what is missing.

Times are whole seconds since the epoch, durations seconds, money is in fen (1/100 yuan), months
are text `yyyymm`. None of these values prints what it holds.
"""

from h5kit.model import Private

OUTGOING, INCOMING = "主叫", "被叫"


class Call(Private, frozen=True, kw_only=False, gc=False):
    """One call (source, section 四.2, `call_log`); `tel` is the other side as the carrier wrote it.

    `place` is where the person's phone was, `tel_place` where the other one belongs; `kind` and
    `cost` are the carrier's words.
    """

    tel: str
    time: int
    seconds: int
    outgoing: bool
    place: str = ""
    tel_place: str = ""
    kind: str = ""
    cost: str = ""


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
