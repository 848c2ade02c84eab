"""The gateway's HTTP dialect as data: calls, paths, and the exact shape of each answer.

The client (`h5kit.carrier.http`) and the served sandbox both use this module. `docs/gateway.md`
describes the dialect.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from h5kit.challenges import FIELDS, ROWS, Answers, Ask, Round, on_page

D = TypeVar("D", bound=msgspec.Struct)

CHINA: Final = timezone(timedelta(hours=8))
EXPIRES_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
TOKEN_SECONDS: Final = 7200


class GatewayCall(StrEnum):
    """The calls of the dialect; the values appear in logs, metrics and settings."""

    TOKEN = "token"  # noqa: S105
    FLOW = "flow"
    CAPTCHA = "captcha"
    LOGIN = "login"
    VERIFY = "verify"
    FORGET = "forget"
    RECORD = "record"


PATHS: Final = {
    GatewayCall.TOKEN: "/token",
    GatewayCall.FLOW: "/calls/flow",
    GatewayCall.CAPTCHA: "/calls/verify/captcha",
    GatewayCall.LOGIN: "/calls/login",
    GatewayCall.VERIFY: "/calls/verify",
    GatewayCall.FORGET: "/forget/pwd",
    GatewayCall.RECORD: "/calls/record",
}
READING: Final = frozenset({GatewayCall.TOKEN, GatewayCall.CAPTCHA, GatewayCall.RECORD})
"""Calls that use GET; all others POST JSON."""


class Action(StrEnum):
    """What follows an answer: another question, the end, or a restart after a failure."""

    PROCESSING = "processing"
    DONE = "done"
    RESET = "reset"


Id = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z_-]{1,64}\Z")]
"""A sid (`SID` and 32 hex digits), tid (`TID` and 20 digits) or token; any such word is valid."""

Seconds = Annotated[int, Meta(ge=0, le=86_400)] | Literal[""]
"""How long the SMS code just sent stays valid, `""` if no code is asked for."""

Needed = Literal[0, 1]
LONGEST_NOTE: Final = 4096
Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]
Picture = Annotated[str, Meta(title="picture")]
"""A PNG, JPEG or GIF in base64, bare or as a data URI; `""` if no captcha is asked for."""
Moment = Annotated[str, Meta(title="moment")]
"""A time as `EXPIRES_FORMAT`, in China."""


class DialectAnswer(msgspec.Struct, frozen=True):
    """The envelope of every answer."""

    status: int
    msg: str
    data: msgspec.Raw
    action: Action


class TokenData(msgspec.Struct, frozen=True):
    """A token and when it expires (China time)."""

    token: Id
    expires: Moment


class FlowData(msgspec.Struct, frozen=True):
    """The session opened by `/calls/flow`, and what its login asks for."""

    sid: Id
    need_full_name: Needed
    need_id_card: Needed
    need_pin_pwd: Needed
    sms_duration: Seconds
    captcha_image: Picture
    verify_notes: Note


class CaptchaData(msgspec.Struct, frozen=True):
    """A new captcha picture."""

    captcha_image: Picture


class LoginData(msgspec.Struct, frozen=True):
    """What the second verification after a login asks for."""

    sms_duration: Seconds
    captcha_image: Picture
    verify_notes: Note


class VerifyData(msgspec.Struct, frozen=True):
    """What a further second verification asks for."""

    sms_duration: Seconds
    captcha_image: Picture
    content: Note


class ForgetData(msgspec.Struct, frozen=True):
    """The next step of a reset."""

    tid: Id
    need_new_pwd: Needed
    need_contacts: Needed
    login_sms_duration: Seconds
    sms_duration: Seconds
    content: Note


class ResetEndData(msgspec.Struct, frozen=True):
    """The part of the data that is read when a reset has ended."""

    content: Note


class RefusalData(msgspec.Struct, frozen=True):
    """The part of the data that is read from a refusal after which the challenges stay open."""

    sms_duration: Seconds = ""
    login_sms_duration: Seconds = ""
    captcha_image: Picture = ""


def parameters(answers: Answers, round_: Round) -> dict[str, str]:
    """Return the parameters for the answers that a round can ask for, without empty ones."""
    asked = {one.name for one in on_page(round_)}
    values = {one.parameter: getattr(answers, one.name) for one in FIELDS if one.name in asked}
    return {parameter: value for parameter, value in values.items() if value}


def answers(value: Callable[[str], str]) -> Answers:
    """Return the answers of a call; `value` returns a parameter's value, "" if it is missing."""
    return Answers(**{one.name: value(one.parameter) for one in FIELDS})


def asked_by(data: msgspec.Struct) -> Ask:
    """Return the challenges that an answer's data asks for."""
    asks = Ask.NOTHING
    for row in ROWS:
        if any(getattr(data, key, row.blank) != row.blank for key in row.asked_by):
            asks |= row.ask
    return asks


def flagged(data: D, asks: Ask) -> D:
    """Return an answer's data with its `need_…` keys set for the challenges asked."""
    flags = {key: int(row.ask in asks) for row in ROWS for key in row.flags}
    has = {key: flag for key, flag in flags.items() if key in data.__struct_fields__}
    return msgspec.structs.replace(data, **has)


def sign(appid: str, secret: str, time: str) -> str:
    """Return the signature of a token request: MD5 in lower-case hex, as the dialect requires."""
    text = f"{appid}{secret}{time}".encode()
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def china_time(moment: float) -> str:
    """Return a time (seconds since the epoch) in the dialect's format, in China time."""
    return datetime.fromtimestamp(moment, CHINA).strftime(EXPIRES_FORMAT)
