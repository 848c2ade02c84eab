"""The gateway's wire dialect as data: calls, statuses, and the exact shape of each answer.

Both sides read this module: `h5kit.carrier.http` speaks the dialect, the sandbox's served form
answers in it. What it means is in `docs/gateway.md`.
"""

import hashlib
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

CHINA: Final = timezone(timedelta(hours=8))
EXPIRES_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
TOKEN_SECONDS: Final = 7200


class Call(StrEnum):
    """The calls, by the name that logs, metrics and settings use."""

    TOKEN = "token"  # noqa: S105
    FLOW = "flow"
    CAPTCHA = "captcha"
    LOGIN = "login"
    VERIFY = "verify"
    FORGET = "forget"
    RECORD = "record"


PATHS: Final = {
    Call.TOKEN: "/token",
    Call.FLOW: "/calls/flow",
    Call.CAPTCHA: "/calls/verify/captcha",
    Call.LOGIN: "/calls/login",
    Call.VERIFY: "/calls/verify",
    Call.FORGET: "/forget/pwd",
    Call.RECORD: "/calls/record",
}
READING: Final = frozenset({Call.TOKEN, Call.CAPTCHA, Call.RECORD})
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


class Envelope(msgspec.Struct, frozen=True):
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


def sign(appid: str, secret: str, time: str) -> str:
    """Return the sign of a request for a token: the dialect wants MD5, in lower-case hex."""
    text = f"{appid}{secret}{time}".encode()
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def china_time(moment: float) -> str:
    """Return seconds since the epoch as the dialect writes a time."""
    return datetime.fromtimestamp(moment, CHINA).strftime(EXPIRES_FORMAT)
