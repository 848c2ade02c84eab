"""Parse the documented JSON of call records: strictly, except for malformed rows of the log."""

import re
from collections.abc import Iterable

import msgspec

from h5kit.model import Private
from h5kit.records import times
from h5kit.records.model import EARLIEST, BadCall, Bill, Call, Direction, Records, TelInfo
from h5kit.records.wire import WireBill, WireCall, WireTelInfo

_MONTH = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
_MONEY = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,2}))?")
BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What parsing foreign JSON may raise: not JSON, another structure, or nested too deeply."""

_DIRECTIONS = {direction.value: direction for direction in Direction}


class RecordsError(ValueError):
    """The JSON doesn't follow the source's section 四; the text names the place, never a value."""


class _Answer(Private, frozen=True):
    status: int
    msg: str = ""
    data: msgspec.Raw = msgspec.Raw(b"{}")


class _ResultSet(Private, frozen=True):
    """The result set if all rows of the log are valid."""

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


class _RawResultSet(_ResultSet, frozen=True):
    """The result set with a log that is parsed row by row."""

    call_log: list[msgspec.Raw]  # type: ignore[assignment]  # the only field that differs


def _row_decoder(cell: object, default: object) -> msgspec.json.Decoder[msgspec.Struct]:
    """Return a decoder for rows whose cells have this type; additional cells are ignored."""
    cells = [(name, cell, default) for name in WireCall.__struct_fields__]
    row = msgspec.defstruct("_AnyRow", cells, bases=(Private,), frozen=True, kw_only=False)
    return msgspec.json.Decoder(row)


_Scalar = str | int | float | None

# Not strict, because carriers write numbers as text.
_RECORDS = msgspec.json.Decoder(_ResultSet, strict=False)
_ROWS = msgspec.json.Decoder(_RawResultSet)
_CLEAN_ROW = msgspec.json.Decoder(Call, strict=False)
_ROW_OF_SCALARS = _row_decoder(_Scalar, None)
_ROW_OF_ANY = _row_decoder(msgspec.Raw, msgspec.Raw(b"null"))
_SCALAR = msgspec.json.Decoder(_Scalar)
_ANSWERS = msgspec.json.Decoder(_Answer)


def decode(raw: bytes | str | msgspec.Raw, *, now: float) -> Records:
    """Parse a result set in either style; raises RecordsError for anything else.

    A row of the log whose time, duration, direction or number can't be parsed becomes a `BadCall`.
    A bill that can't be parsed is dropped and its month added to `bills_missing`. `now` determines
    the year of times without one.
    """
    try:
        read = _RECORDS.decode(raw)
    except msgspec.ValidationError:
        return _row_by_row(raw, now)
    except BROKEN as fault:
        raise RecordsError(f"records: {fault}") from None
    return _records(read, tuple(read.call_log), (), now)


def _row_by_row(raw: bytes | str | msgspec.Raw, now: float) -> Records:
    """Parse a result set with malformed rows in its log; valid rows give the same calls."""
    try:
        read = _ROWS.decode(raw)
    except BROKEN as fault:
        raise RecordsError(f"records: {fault}") from None
    calls: list[Call] = []
    bad: list[BadCall] = []
    for n, row in enumerate(read.call_log):
        match _row(n, row, len(calls), now):
            case Call() as call:
                calls.append(call)
            case BadCall() as bad_call:
                bad.append(bad_call)
    return _records(read, tuple(calls), tuple(bad), now)


def _row(n: int, raw: msgspec.Raw, position: int, now: float) -> Call | BadCall:
    try:
        return _CLEAN_ROW.decode(raw)
    except msgspec.ValidationError:
        pass
    try:
        row = WireCall(*_cells(raw))
    except BROKEN as fault:
        raise RecordsError(f"records: call_log[{n}]: {fault}") from None
    when, seconds = times.read_time(row.call_time, now), times.read_seconds(row.call_duration)
    direction = _DIRECTIONS.get(row.call_method)
    others = (row.call_from, row.call_to, row.call_type, row.call_cost)
    if when is None or when < EARLIEST or seconds is None or direction is None or not row.call_tel:
        time = row.call_time if when is None or when < EARLIEST else str(when)
        read = (row.call_tel, time, row.call_duration, row.call_method)
        return BadCall(position, *read, *others)
    return Call(row.call_tel, when, seconds, direction, *others)


def _cells(raw: msgspec.Raw) -> Iterable[str]:
    """Return a row's cells as text."""
    try:
        return map(_text, msgspec.structs.astuple(_ROW_OF_SCALARS.decode(raw)))
    except msgspec.ValidationError:
        return map(_text_of_any, msgspec.structs.astuple(_ROW_OF_ANY.decode(raw)))


def _text(cell: _Scalar) -> str:
    return "" if cell is None else str(cell)


def _text_of_any(cell: msgspec.Raw) -> str:
    """Return a cell's text, "" for a list, an object or a boolean."""
    try:
        return _text(_SCALAR.decode(cell))
    except msgspec.ValidationError:
        return ""


def _records(
    read: _ResultSet, calls: tuple[Call, ...], bad_calls: tuple[BadCall, ...], now: float
) -> Records:
    bills = {n: _bill(n, row) for n, row in enumerate(read.bill)}
    unread = [read.bill[n].bill_month for n, bill in bills.items() if bill is None]
    return Records(
        tel=read.tel,
        sid=read.sid,
        uid=read.uid,
        tel_info=_tel_info(read.tel_info, now),
        calls=calls,
        bad_calls=bad_calls,
        bills=tuple(bill for bill in bills.values() if bill is not None),
        missing=_months(read.call_log_missing_month_list),
        possibly_missing=_months(read.call_log_possibly_missing_month_list),
        part_missing=_months(read.call_log_part_missing_month_list),
        bills_missing=_months([*read.phone_bill_missing_month_list, *unread]),
    )


def read_answer(raw: bytes | str, *, now: float) -> tuple[int, Records | None]:
    """Parse a gateway's answer to `/calls/record`; return (status, the records if it is 0).

    Raises RecordsError for anything else.
    """
    try:
        answer = _ANSWERS.decode(raw)
    except BROKEN as fault:
        raise RecordsError(f"answer: {fault}") from None
    return answer.status, None if answer.status else decode(answer.data, now=now)


def _tel_info(info: WireTelInfo, now: float) -> TelInfo:
    opened = times.read_time(info.open_date, now) if info.open_date[:4].isdecimal() else None
    if opened is not None and opened < EARLIEST:  # carriers write 0001-01-01 for an unknown date
        opened = None
    return TelInfo(opened=opened, name=info.full_name, address=info.address, id_card=info.id_card)


def _bill(n: int, row: WireBill) -> Bill | None:
    """Return a bill, None if an amount can't be parsed; an empty part is 0."""
    month, total, *parts = msgspec.structs.astuple(row)
    if not _MONTH.fullmatch(month):
        raise RecordsError(f"records: bill[{n}].bill_month is not yyyymm")
    amounts = [_fen(text) for text in (total, *(part or "0" for part in parts))]
    valid = [amount for amount in amounts if amount is not None]
    return Bill(month, *valid) if len(valid) == len(amounts) else None


def _fen(text: str) -> int | None:
    """Return an amount in yuan as fen, None if it can't be parsed; thousands may have commas."""
    found = _MONEY.fullmatch(text.replace(",", ""))
    if found is None:
        return None
    sign, yuan, part = found.groups()
    return int(f"{sign}{yuan}{(part or '').ljust(2, '0')}")


def _months(listed: list[str]) -> tuple[str, ...]:
    if not all(map(_MONTH.fullmatch, listed)):
        raise RecordsError("records: a list of months has an entry that is not yyyymm")
    return tuple(sorted(set(listed)))
