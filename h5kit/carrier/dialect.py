"""The gateway's wire dialect as data: calls, statuses, and the exact shape of each answer.

Both sides read this module: `h5kit.carrier.http` speaks the dialect, the sandbox's served form
answers in it. What it means is in `docs/gateway.md`.
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
    """The calls, by the name that logs, metrics and settings use."""

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
"""Calls that are a GET; all others are a POST of JSON."""


class Action(StrEnum):
    """How it goes on: more is asked, accepted, or failed and to be begun again."""

    PROCESSING = "processing"
    DONE = "done"
    RESET = "reset"


Id = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z_-]{1,64}\Z")]
"""A sid or tid: `SID` and 32 hex digits, `TID` and 20 digits; any plain word is taken."""

Seconds = Annotated[int, Meta(ge=0, le=86_400)] | Literal[""]
"""How long an SMS code just sent stays valid, `""` when none is asked for."""

Needed = Literal[0, 1]
Note = Annotated[str, Meta(max_length=4096)]


class DialectAnswer(msgspec.Struct, frozen=True):
    """What every answer is wrapped in."""

    status: int
    msg: str
    data: msgspec.Raw
    action: Action


class TokenData(msgspec.Struct, frozen=True):
    """A token and until when it holds (China time)."""

    token: Id
    expires: str


class FlowData(msgspec.Struct, frozen=True):
    """A session that was opened, and what its login asks."""

    sid: Id
    need_full_name: Needed
    need_id_card: Needed
    need_pin_pwd: Needed
    sms_duration: Seconds
    captcha_image: str
    verify_notes: Note


class CaptchaData(msgspec.Struct, frozen=True):
    """A fresh picture."""

    captcha_image: str


class LoginData(msgspec.Struct, frozen=True):
    """What a second verification asks after the login."""

    sms_duration: Seconds
    captcha_image: str
    verify_notes: Note


class VerifyData(msgspec.Struct, frozen=True):
    """What the next second verification asks."""

    sms_duration: Seconds
    captcha_image: str
    content: Note


class ForgetData(msgspec.Struct, frozen=True):
    """Which step of a reset comes next."""

    tid: Id
    need_new_pwd: Needed
    need_contacts: Needed
    login_sms_duration: Seconds
    sms_duration: Seconds
    content: Note


class EndData(msgspec.Struct, frozen=True):
    """What is read of the data when a reset has ended."""

    content: Note


class AgainData(msgspec.Struct, frozen=True):
    """What a refusal may bring along when the same questions stand."""

    sms_duration: Seconds = ""
    login_sms_duration: Seconds = ""
    captcha_image: str = ""


def parameters(answers: Answers, round_: Round) -> dict[str, str]:
    """Return the parameters of what a round can ask for, those that are empty left out."""
    asked = {one.name for one in on_page(round_)}
    given = {one.parameter: getattr(answers, one.name) for one in FIELDS if one.name in asked}
    return {parameter: value for parameter, value in given.items() if value}


def answers(value: Callable[[str], str]) -> Answers:
    """Return the answers of a call; `value` finds a parameter, "" where it wasn't sent."""
    return Answers(**{one.name: value(one.parameter) for one in FIELDS})


def asked_by(data: msgspec.Struct) -> Ask:
    """Return what the data of an answer asks for."""
    asks = Ask.NOTHING
    for row in ROWS:
        if any(getattr(data, key, row.blank) != row.blank for key in row.asked_by):
            asks |= row.ask
    return asks


def flagged(data: D, asks: Ask) -> D:
    """Return the data of an answer with the `need_…` keys that it has set by what is asked."""
    flags = {key: int(row.ask in asks) for row in ROWS for key in row.flags}
    has = {key: flag for key, flag in flags.items() if key in data.__struct_fields__}
    return msgspec.structs.replace(data, **has)


def sign(appid: str, secret: str, time: str) -> str:
    """Return the sign of a request for a token: the dialect wants MD5, in lower-case hex."""
    text = f"{appid}{secret}{time}".encode()
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def china_time(moment: float) -> str:
    """Return seconds since the epoch as the dialect writes a time."""
    return datetime.fromtimestamp(moment, CHINA).strftime(EXPIRES_FORMAT)
