"""Read answers: exactly as the dialect defines them, else as `spellings` understands them.

An exact answer is decoded once, into the dialect's structures. Only another one is read member by
member, and each deviation is noted. Unknown keys are ignored.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import msgspec

from h5kit.carrier.dialect import Action, DialectAnswer, GatewayCall
from h5kit.carrier.faults import WireFault, WireFaultError
from h5kit.carrier.http.answers import AN_OBJECT, GatewayAnswer
from h5kit.carrier.http.deviations import (
    ACTION,
    BODY,
    DATA,
    MISSING_KEY,
    MSG,
    STATUS,
    Deviations,
    misread,
)
from h5kit.carrier.http.documents import BROKEN, Parts, member, members, parse
from h5kit.carrier.http.spellings import (
    A_STATUS,
    A_TEXT,
    AN_ACTION,
    MISSING,
    SPELLINGS,
    Spelling,
    kind_of,
)
from h5kit.messages import Status

T = TypeVar("T", bound=msgspec.Struct)


class TokenRefusedError(WireFaultError):
    """The gateway refuses the token, for example because it has expired."""

    def __init__(self) -> None:
        """Create the error with the dialect's status."""
        super().__init__(WireFault.UNAUTHORIZED, str(Status.BAD_TOKEN.value))


class _Document(msgspec.Struct, frozen=True):
    """The envelope of the record call (source, section 四.4), in which `action` is optional."""

    status: int
    msg: str
    data: msgspec.Raw
    action: Action = Action.DONE


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the data, its path, and how its values are spelled."""

    name: str
    path: str
    spelling: Spelling
    is_required: bool


def envelope_of(call: GatewayCall, body: bytes, deviations: Deviations) -> GatewayAnswer:
    """Return the answer's envelope.

    Raises TokenRefusedError, and WireFaultError for an answer that can't be understood.
    """
    is_record = call is GatewayCall.RECORD
    kind: type[_Document | DialectAnswer] = _Document if is_record else DialectAnswer
    try:
        exact = msgspec.json.decode(body, type=kind)
    except BROKEN:
        return _envelope(call, body, deviations)
    if exact.status == Status.BAD_TOKEN:
        raise TokenRefusedError
    if is_record and exact.status != Status.OK:
        return _envelope(call, body, deviations)  # its action may have another spelling
    data = bytes(exact.data)
    return GatewayAnswer(call, exact.status, exact.msg, exact.action, data, deviations)


def data_of(answer: GatewayAnswer, kind: type[T]) -> T:
    """Return the answer's data as `kind`; a key that is missing asks for nothing.

    Raises WireFaultError for data that can't be understood.
    """
    keys = _keys(kind)
    if any(key.is_required for key in keys):  # else another spelling of a key would be overlooked
        try:
            exact = msgspec.json.decode(answer.data, type=kind)
        except BROKEN:
            pass
        else:
            if all(key.spelling.is_plain(getattr(exact, key.name)) for key in keys):
                return exact
    return _data(answer, kind)


def object_of(answer: GatewayAnswer) -> Parts:
    """Return the members of the data; raises WireFaultError if it isn't an object."""
    if not answer.data.strip():
        raise misread(DATA, AN_OBJECT, MISSING_KEY)
    return members(answer.data, DATA, answer.deviations)


def records_of(answer: GatewayAnswer) -> bytes:
    """Return the JSON of the records, also of records that stand in a text.

    Raises WireFaultError for a text that is no text.
    """
    if not answer.is_in_text:
        return answer.data
    answer.deviations.note(DATA, AN_OBJECT, "an object as text")
    return str(parse(answer.data, DATA, AN_OBJECT)).encode("utf-8", "replace")


def _envelope(call: GatewayCall, body: bytes, deviations: Deviations) -> GatewayAnswer:
    parts = members(body, BODY, deviations)
    status = _value(parts, STATUS, A_STATUS, deviations)
    if status == Status.BAD_TOKEN:
        raise TokenRefusedError
    msg = _value(parts, MSG, A_TEXT, deviations)
    action = _action(call, parts, deviations)
    data = member(parts, DATA, deviations)
    if data is None:
        deviations.note(DATA, AN_OBJECT, MISSING_KEY)
    return GatewayAnswer(call, status, msg, action, bytes(data or b""), deviations)


def _action(call: GatewayCall, parts: Parts, deviations: Deviations) -> Action | None:
    """Return the action, None if it is missing; the record call needs none."""
    value = _parsed(parts, ACTION, AN_ACTION, deviations)
    if value is MISSING and call is GatewayCall.RECORD:
        return Action.DONE
    if value is MISSING or value is None or (isinstance(value, str) and not value.strip()):
        return None
    action: Action = _value(parts, ACTION, AN_ACTION, deviations)
    return action


def _data(answer: GatewayAnswer, kind: type[T]) -> T:
    parts, deviations, values = object_of(answer), answer.deviations, {}
    for key in _keys(kind):
        if key.is_required or member(parts, key.path, deviations) is not None:
            values[key.name] = _value(parts, key.path, key.spelling, deviations)
    return kind(**values)


def _parsed(parts: Parts, path: str, spelling: Spelling, deviations: Deviations) -> object:
    raw = member(parts, path, deviations)
    return MISSING if raw is None else parse(raw, path, spelling.expected)


def _value(parts: Parts, path: str, spelling: Spelling, deviations: Deviations) -> Any:
    """Return a member as the dialect spells it; raises WireFaultError."""
    value = _parsed(parts, path, spelling, deviations)
    read = spelling.read(value)
    if read is None:
        raise misread(path, spelling.expected, kind_of(value))
    if not spelling.is_same(value, read):
        deviations.note(path, spelling.expected, kind_of(value))
    return read


@cache
def _keys(kind: type[msgspec.Struct]) -> tuple[_Key, ...]:
    """Return the keys of a structure."""
    return tuple(
        _Key(one.name, f"{DATA}.{one.name}", SPELLINGS[one.type], one.required)
        for one in msgspec.structs.fields(kind)
    )
