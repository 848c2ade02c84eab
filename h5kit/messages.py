"""The catalogue of the 55 messages: text, where it shows, and what the user can do next.

The rows are in `data/messages.tsv`; texts are those of the source's section 九, to the letter.
`field` is where a message shows (`contactN_…` for 10-15), empty for the top of the page.
Statuses are the carrier's (carrier API, section 3); 2900 + message where it has none is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType


class Severity(StrEnum):
    """How far a message reaches."""

    OK = "ok"
    FIELD = "field"
    """Shows at a field; the step stays."""
    NOTICE = "notice"
    """Shows at the top; the step stays and can be tried again."""
    END = "end"
    """The flow can't go on."""


class Recovery(StrEnum):
    """What the user can do next; the page offers exactly that."""

    CORRECT = "correct"
    NEW_CODE = "new_code"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    WAIT = "wait"
    TOMORROW = "tomorrow"
    HOTLINE = "hotline"
    RESTART = "restart"
    OPERATOR = "operator"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the catalogue; `wait_seconds` is 0 where no time is known."""

    code: int
    text: str
    english: str
    field: str | None
    severity: Severity
    statuses: tuple[int, ...]
    recoveries: tuple[Recovery, ...]
    wait_seconds: int = 0


STATUS_TEXTS: Mapping[int, str] = MappingProxyType(
    {
        3100: "查询失败",
        3101: "数据生成中",
        3102: "数据生成失败",
        3998: "appid 错误",
        3999: "缺少 token",
        4000: "token 无效",
        4001: "参数错误",
        4005: "签名错误",
        4016: "会话无效",
        4029: "请求过于频繁，请稍后重试",
        4030: "今日请求次数已用完",
        4990: "上一条短信验证码仍然有效",
    }
)
"""Statuses without a message of the 55; 4029 and 4030, about pulls, are ours."""

SERVICE_BUSY = 55


def _read() -> dict[int, Message]:
    text = files("h5kit.data").joinpath("messages.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {int(row[0]): _message(*row) for row in rows}


def _message(
    code: str,
    text: str,
    english: str,
    field: str,
    severity: str,
    statuses: str,
    recoveries: str,
    wait_seconds: str,
) -> Message:
    return Message(
        code=int(code),
        text=text,
        english=english,
        field=field or None,
        severity=Severity(severity),
        statuses=tuple(int(s) for s in statuses.split(",")),
        recoveries=tuple(Recovery(r) for r in recoveries.split(",")),
        wait_seconds=int(wait_seconds),
    )


CATALOGUE: Mapping[int, Message] = MappingProxyType(_read())
_BY_STATUS = {status: m.code for m in CATALOGUE.values() for status in m.statuses}
_BY_TEXT = {m.text: m.code for m in CATALOGUE.values() if m.code}


def message(code: int) -> Message:
    """Return the message of a code; raises KeyError for one that isn't 0 to 55."""
    return CATALOGUE[code]


def text(code: int, contact: int | None = None) -> str:
    """Return a message's exact text; in 10-15 `N` becomes the contact's number."""
    words = CATALOGUE[code].text
    return words if contact is None else words.replace("N", str(contact), 1)


def english(code: int, contact: int | None = None) -> str:
    """Return what a message says in English; in 10-15 `N` becomes the contact's number."""
    words = CATALOGUE[code].english
    return words if contact is None else words.replace("contact N", f"contact {contact}", 1)


def for_status(status: int) -> int | None:
    """Return the message that a carrier status maps to, None when it maps to none."""
    return _BY_STATUS.get(status)


def for_text(words: str) -> int | None:
    """Return the message that has exactly this text, None when none has; 0 (OK) is no message."""
    return _BY_TEXT.get(words)


def message_or_55(status: int) -> int:
    """Return the message of a carrier status; 55 (busy) for one that nobody documented."""
    return _BY_STATUS.get(status, SERVICE_BUSY)
