"""Write the documented JSON of call records (source, sections 四.2 and 四.4), with its spellings.

The same records always give the same bytes, so pushed and pulled records are equal. `reading`
parses the JSON.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from h5kit.model import Private
from h5kit.records import times
from h5kit.records.dates import CallTime, MonthText, OpenDate
from h5kit.records.model import Bill, Call, Records


class Style(StrEnum):
    """The format of times and durations."""

    EPOCH = "epoch"
    """Seconds as text: `1512611973`, `122`."""

    SAMPLE = "sample"
    """As in the source's sample: `12-07 09:59:33`, `00 小时 02 分 02 秒`."""


class WireTelInfo(Private, frozen=True, kw_only=False, omit_defaults=False):
    """`tel_info`."""

    open_date: OpenDate
    full_name: str
    address: str
    id_card: str


class WireCall(Private, frozen=True, kw_only=False, omit_defaults=False, gc=False):
    """A row of `call_log`."""

    call_from: str
    call_time: CallTime
    call_to: str
    call_tel: str
    call_method: str
    call_type: str
    call_cost: str
    call_duration: str


class WireBill(Private, frozen=True, kw_only=False, omit_defaults=False):
    """A row of `bill`; amounts are yuan with two decimals."""

    bill_month: MonthText
    bill_amount: str
    bill_package: str
    bill_ext_calls: str
    bill_ext_data: str
    bill_ext_sms: str
    bill_zengzhifei: str
    bill_daishoufei: str
    bill_qita: str


class WireRecords(Private, frozen=True, kw_only=False, omit_defaults=False):
    """The result set (source, section 四.2)."""

    tel: str
    uid: str
    sid: str
    call_log_missing_month_list: list[MonthText]
    call_log_possibly_missing_month_list: list[MonthText]
    phone_bill_missing_month_list: list[MonthText]
    tel_info: WireTelInfo
    call_log: list[WireCall]
    bill: list[WireBill]


class WholeRecords(WireRecords, frozen=True, kw_only=False):
    """The result set with the list of partly missing months, which only the report has (五.2)."""

    call_log_part_missing_month_list: list[MonthText] = msgspec.field(default_factory=list)


class RecordsEnvelope(Private, frozen=True, kw_only=False, omit_defaults=False):
    """The body of a push and of a pull's answer (source, section 四.4)."""

    status: int
    msg: str
    data: WireRecords


def encode(records: Records, style: Style = Style.EPOCH, *, whole: bool = False) -> bytes:
    """Return the result set as JSON, always the same bytes for the same records and style.

    `whole` adds the list of partly missing months, for storing records: the result set of section
    四.2 doesn't have this list, but the report does.
    """
    return msgspec.json.encode(_document(records, style, whole=whole))


def envelope(records: Records, style: Style = Style.EPOCH) -> bytes:
    """Return the body of a push and of a pull's answer: the envelope of section 四.4."""
    return msgspec.json.encode(RecordsEnvelope(0, "success", _document(records, style)))


def _document(records: Records, style: Style, *, whole: bool = False) -> WireRecords:
    info = records.tel_info
    # Partners get a date, as in the source's sample; what is stored keeps the time of day.
    opened = times.date_text if whole else times.day_text
    document = WireRecords(
        tel=records.tel,
        uid=records.uid,
        sid=records.sid,
        call_log_missing_month_list=list(records.missing),
        call_log_possibly_missing_month_list=list(records.possibly_missing),
        phone_bill_missing_month_list=list(records.bills_missing),
        tel_info=WireTelInfo(
            open_date="" if info.opened is None else opened(info.opened),
            full_name=info.name,
            address=info.address,
            id_card=info.id_card,
        ),
        call_log=list(_rows(records, style)),
        bill=[_wire_bill(bill) for bill in records.bills],
    )
    if not whole:
        return document
    fields = msgspec.structs.asdict(document)
    return WholeRecords(**fields, call_log_part_missing_month_list=list(records.part_missing))


def _rows(records: Records, style: Style) -> Iterable[WireCall]:
    """Yield the rows of the log, with bad calls at their original places."""
    start = 0
    for bad in records.bad_calls:
        yield from (_wire_call(call, style) for call in records.calls[start : bad.position])
        start = max(start, bad.position)
        yield WireCall(
            call_from=bad.place,
            call_time=_wire_bad_time(bad.time, style),
            call_to=bad.tel_place,
            call_tel=bad.tel,
            call_method=bad.method,
            call_type=bad.kind,
            call_cost=bad.cost,
            call_duration=bad.duration,
        )
    yield from (_wire_call(call, style) for call in records.calls[start:])


def _wire_call(call: Call, style: Style) -> WireCall:
    is_sample = style is Style.SAMPLE
    return WireCall(
        call.place,
        times.sample_time(call.time) if is_sample else str(call.time),
        call.tel_place,
        call.tel,
        call.direction.value,
        call.kind,
        call.cost,
        times.sample_seconds(call.seconds) if is_sample else str(call.seconds),
    )


def _wire_bad_time(text: str, style: Style) -> str:
    """Return the time of a bad call: in the style if it was understood, else as it came."""
    is_sample = style is Style.SAMPLE and times.is_epoch(text)
    return times.sample_time(int(text)) if is_sample else text


def _wire_bill(bill: Bill) -> WireBill:
    month, *amounts = msgspec.structs.astuple(bill)
    return WireBill(month, *(yuan(amount) for amount in amounts))


def yuan(fen: int) -> str:
    """Return an amount in yuan with two decimals."""
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02d}"
