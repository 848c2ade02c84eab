"""The documented JSON of call records (source, sections 四.2 and 四.4); its spellings live here.

The same records always give the same bytes, so what is pushed and what is pulled are equal.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from h5kit.records import times
from h5kit.records.model import EARLIEST, BadCall, Bill, Call, Direction, Records, TelInfo

_MONTH = re.compile(r"[0-9]{4}(?:0[1-9]|1[0-2])")
_MONEY = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_DIRECTIONS = {direction.value: direction for direction in Direction}


class RecordsError(ValueError):
    """The JSON isn't what section 四 says; the text names the place, never a value."""


class Style(StrEnum):
    """How times and durations are written."""

    EPOCH = "epoch"
    """Seconds as text: `1512611973`, `122`."""

    SAMPLE = "sample"
    """As in the source's sample: `12-07 09:59:33`, `00 小时 02 分 02 秒`."""


class WireTelInfo(msgspec.Struct, frozen=True):
    """`tel_info`."""

    open_date: str
    full_name: str
    address: str
    id_card: str


class WireCall(msgspec.Struct, frozen=True, gc=False):
    """A row of `call_log`."""

    call_from: str
    call_time: str
    call_to: str
    call_tel: str
    call_method: str
    call_type: str
    call_cost: str
    call_duration: str


class WireBill(msgspec.Struct, frozen=True):
    """A row of `bill`; amounts are yuan with two decimals."""

    bill_month: str
    bill_amount: str
    bill_package: str
    bill_ext_calls: str
    bill_ext_data: str
    bill_ext_sms: str
    bill_zengzhifei: str
    bill_daishoufei: str
    bill_qita: str


class WireRecords(msgspec.Struct, frozen=True):
    """The result set of section 四.2."""

    tel: str
    uid: str
    sid: str
    call_log_missing_month_list: list[str]
    call_log_possibly_missing_month_list: list[str]
    phone_bill_missing_month_list: list[str]
    tel_info: WireTelInfo
    call_log: list[WireCall]
    bill: list[WireBill]


class WholeRecords(WireRecords, frozen=True):
    """Section 四.2 and a list that the report has (五.2): what is collected and kept."""

    call_log_part_missing_month_list: list[str] = msgspec.field(default_factory=list)


class RecordsEnvelope(msgspec.Struct, frozen=True):
    """What is pushed and what a pull answers (source, section 四.4)."""

    status: int
    msg: str
    data: WireRecords


class _Answer(msgspec.Struct, frozen=True):
    status: int
    msg: str = ""
    data: msgspec.Raw = msgspec.Raw(b"{}")


class _Read(msgspec.Struct, frozen=True):
    """The result set with a log of clean rows only."""

    tel: str
    uid: str
    sid: str
    call_log_missing_month_list: list[str]
    call_log_possibly_missing_month_list: list[str]
    phone_bill_missing_month_list: list[str]
    tel_info: WireTelInfo
    call_log: list[Call]
    bill: list[WireBill]
    call_log_part_missing_month_list: list[str] = msgspec.field(default_factory=list)


class _ReadRows(_Read, frozen=True):
    """The result set with a log that is read row by row."""

    call_log: list[msgspec.Raw]  # type: ignore[assignment]  # the one field that differs


# Not strict: a number may be a text.
_RECORDS = msgspec.json.Decoder(_Read, strict=False)
_ROWS = msgspec.json.Decoder(_ReadRows)
_CLEAN_ROW = msgspec.json.Decoder(Call, strict=False)
_ANY_ROW = msgspec.json.Decoder(WireCall)
_ANSWERS = msgspec.json.Decoder(_Answer)


def decode(raw: bytes | str | msgspec.Raw, *, now: float) -> Records:
    """Read a result set in either style; raises RecordsError for what isn't one.

    A row of the log whose time, duration, kind of call or number can't be read becomes a
    `BadCall`. `now` tells the year of a time without one.
    """
    try:
        read = _RECORDS.decode(raw)
    except msgspec.ValidationError:
        return _row_by_row(raw, now)
    except msgspec.MsgspecError as fault:
        raise RecordsError(f"records: {fault}") from None
    return _records(read, tuple(read.call_log), (), now)


def _row_by_row(raw: bytes | str | msgspec.Raw, now: float) -> Records:
    """Read a result set whose log has rows that aren't clean; the clean ones mean the same."""
    try:
        read = _ROWS.decode(raw)
    except msgspec.MsgspecError as fault:
        raise RecordsError(f"records: {fault}") from None
    calls: list[Call] = []
    bad: list[BadCall] = []
    for n, row in enumerate(read.call_log):
        match _row(n, row, len(calls), now):
            case Call() as call:
                calls.append(call)
            case BadCall() as spoilt:
                bad.append(spoilt)
    return _records(read, tuple(calls), tuple(bad), now)


def _row(n: int, raw: msgspec.Raw, position: int, now: float) -> Call | BadCall:
    try:
        return _CLEAN_ROW.decode(raw)
    except msgspec.ValidationError:
        pass
    try:
        row = _ANY_ROW.decode(raw)
    except msgspec.MsgspecError as fault:
        raise RecordsError(f"records: call_log[{n}]: {fault}") from None
    when, seconds = times.read_time(row.call_time, now), times.read_seconds(row.call_duration)
    direction = _DIRECTIONS.get(row.call_method)
    others = (row.call_from, row.call_to, row.call_type, row.call_cost)
    if when is None or when < EARLIEST or seconds is None or direction is None or not row.call_tel:
        told = (row.call_tel, row.call_time, row.call_duration, row.call_method)
        return BadCall(position, *told, *others)
    return Call(row.call_tel, when, seconds, direction, *others)


def _records(
    read: _Read, calls: tuple[Call, ...], bad_calls: tuple[BadCall, ...], now: float
) -> Records:
    return Records(
        tel=read.tel,
        sid=read.sid,
        uid=read.uid,
        tel_info=_tel_info(read.tel_info, now),
        calls=calls,
        bad_calls=bad_calls,
        bills=tuple(_bill(n, row) for n, row in enumerate(read.bill)),
        missing=_months(read.call_log_missing_month_list),
        possibly_missing=_months(read.call_log_possibly_missing_month_list),
        part_missing=_months(read.call_log_part_missing_month_list),
        bills_missing=_months(read.phone_bill_missing_month_list),
    )


def read_answer(raw: bytes | str, *, now: float) -> tuple[int, Records | None]:
    """Read a gateway's whole answer to `/calls/record`: its status, and the records of a 0.

    Raises RecordsError for what isn't such an answer.
    """
    try:
        answer = _ANSWERS.decode(raw)
    except msgspec.MsgspecError as fault:
        raise RecordsError(f"answer: {fault}") from None
    return answer.status, None if answer.status else decode(answer.data, now=now)


def encode(records: Records, style: Style = Style.EPOCH, *, whole: bool = False) -> bytes:
    """Write the result set; always the same bytes for the same records and style.

    `whole` adds the list of months that are missing in part, for keeping records: section 四.2
    doesn't have it, the report does.
    """
    return msgspec.json.encode(_document(records, style, whole=whole))


def envelope(records: Records, style: Style = Style.EPOCH) -> bytes:
    """Write what is pushed, and what a pull answers: the envelope of section 四.4."""
    return msgspec.json.encode(RecordsEnvelope(0, "success", _document(records, style)))


def _document(records: Records, style: Style, *, whole: bool = False) -> WireRecords:
    info = records.tel_info
    document = WireRecords(
        tel=records.tel,
        uid=records.uid,
        sid=records.sid,
        call_log_missing_month_list=list(records.missing),
        call_log_possibly_missing_month_list=list(records.possibly_missing),
        phone_bill_missing_month_list=list(records.bills_missing),
        tel_info=WireTelInfo(
            open_date="" if info.opened is None else times.date_text(info.opened),
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
    """Yield the log's rows, bad ones where they stood."""
    start = 0
    for bad in records.bad_calls:
        yield from (_wire_call(call, style) for call in records.calls[start : bad.position])
        start = max(start, bad.position)
        yield WireCall(
            call_from=bad.place,
            call_time=bad.time,
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


def _tel_info(info: WireTelInfo, now: float) -> TelInfo:
    opened = times.read_time(info.open_date, now) if info.open_date[:4].isdecimal() else None
    return TelInfo(opened=opened, name=info.full_name, address=info.address, id_card=info.id_card)


def _bill(n: int, row: WireBill) -> Bill:
    month, *amounts = msgspec.structs.astuple(row)
    if not _MONTH.fullmatch(month):
        raise RecordsError(f"records: bill[{n}].bill_month is not yyyymm")
    return Bill(month, *(_fen(n, text) for text in amounts))


def _fen(n: int, text: str) -> int:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise RecordsError(f"records: bill[{n}] has an amount that is not a number")
    sign, yuan, part = found.groups()
    return int(f"{sign}{yuan}{(part or '').ljust(2, '0')}")


def _wire_bill(bill: Bill) -> WireBill:
    month, *amounts = msgspec.structs.astuple(bill)
    return WireBill(month, *(yuan(amount) for amount in amounts))


def yuan(fen: int) -> str:
    """Return an amount as the wire has it: yuan with two decimals."""
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _months(listed: list[str]) -> tuple[str, ...]:
    if not all(map(_MONTH.fullmatch, listed)):
        raise RecordsError("records: a list of months holds something that is not yyyymm")
    return tuple(sorted(set(listed)))
