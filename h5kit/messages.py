"""The catalogue of messages: name, text, field, severity, and what the person can do next.

The rows are in `data/messages.tsv`; `make generated` generates `Message` from them. The texts of
the document's messages are exactly those of the source's section 九 (the table of prompts). Rows
with the origin `ours` are messages that we added. `field` is the field at which a message is shown
(`contactN_…` for contacts), empty for the top of the page. Statuses are those of the gateway's
dialect; for messages without one we use 2900 + message.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from importlib.resources import files
from types import MappingProxyType


class Severity(StrEnum):
    """What a message means for the flow."""

    OK = "ok"
    FIELD = "field"
    """Shown at a field; the step stays the same."""
    NOTICE = "notice"
    """Shown at the top; the step stays the same and can be retried."""
    END = "end"
    """The flow has failed."""


class Recovery(StrEnum):
    """What the person can do next; the page offers exactly this."""

    CORRECT = "correct"
    NEW_CODE = "new_code"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    WAIT = "wait"
    TOMORROW = "tomorrow"
    HOTLINE = "hotline"
    RESTART = "restart"
    OPERATOR = "operator"
    NONE = "none"


class Origin(StrEnum):
    """Where a message comes from: the source document, or h5kit."""

    DOCUMENT = "document"
    OURS = "ours"


class Message(IntEnum):
    """Every message that a page can show, by its number; 0 is the document's OK."""

    # Members: made from data/messages.tsv by `make generated`; change that file instead.
    OK = 0
    NAME_NEEDED = 1
    NAME_TOO_LONG = 2
    ID_CARD_INVALID = 3
    PROVINCE_NEEDED = 4
    CITY_NEEDED = 5
    ADDRESS_NEEDED = 6
    ADDRESS_TOO_LONG = 7
    PHONE_NEEDED = 8
    PHONE_INVALID = 9
    CONTACT_NAME_NEEDED = 10
    CONTACT_NAME_TOO_LONG = 11
    CONTACT_PHONE_INVALID = 12
    CONTACT_RELATION_NEEDED = 13
    CONTACT_IS_APPLICANT = 14
    CONTACT_REPEATED = 15
    NUMBER_UNSUPPORTED = 16
    AGREEMENT_NEEDED = 17
    PASSWORD_NEEDED = 18
    SMS_CODE_NEEDED = 19
    CAPTCHA_NEEDED = 20
    SUBMIT_FAILED = 21
    NOT_AUTHORIZED = 22
    ALREADY_AUTHORIZED = 23
    QUERY_RUNNING = 24
    TIMED_OUT = 25
    WRONG_IDENTITY = 26
    WRONG_PASSWORD = 27
    PASSWORD_NOT_DIGITS = 28
    PASSWORD_NOT_SIX_DIGITS = 29
    PASSWORD_NOT_EIGHT_DIGITS = 30
    PASSWORD_TOO_SIMPLE = 31
    PASSWORD_UNCHANGED = 32
    RESET_FAILED = 33
    RESET_UNAVAILABLE = 34
    INITIAL_PASSWORD = 35
    TOO_MANY_WRONG_PASSWORDS = 36
    WRONG_CODE = 37
    SMS_FAILED = 38
    SMS_LIMIT_REACHED = 39
    SMS_FAILED_DIAL_HOTLINE = 40
    WRONG_CODE_NEW_SENT = 41
    CURRENT_PASSWORD_TOO_SIMPLE = 42
    ACCOUNT_ABNORMAL = 43
    CALLED_NUMBERS_NEEDED = 44
    NUMBER_BUSY = 45
    CARRIER_MAINTENANCE = 46
    CARRIER_BUSY = 47
    TOO_FREQUENT = 48
    LOCKED_UNTIL_TOMORROW = 49
    TOO_FREQUENT_TODAY = 50
    SIGNED_IN_ELSEWHERE = 51
    NUMBER_NOT_VERIFIED = 52
    NUMBER_FORBIDDEN = 53
    MONTH_FORBIDDEN = 54
    SERVICE_BUSY = 55

    @property
    def row(self) -> "CatalogueRow":
        """The message's row in the catalogue."""
        return CATALOGUE[self]

    def text(self, contact: int | None = None) -> str:
        """Return the exact text; in a message about a contact, `N` becomes the contact's number."""
        text = CATALOGUE[self].text
        return text if contact is None else text.replace("N", str(contact), 1)

    def translation(self, tag: str, contact: int | None = None) -> str:
        """Return what a language says beside the exact text; "" for one that says nothing."""
        words = CATALOGUE[self].translations.get(tag, "")
        return words if contact is None else _CONTACT.sub(str(contact), words, count=1)


class Status(IntEnum):
    """The statuses of a call itself; every other status belongs to a message."""

    OK = 0
    QUERY_FAILED = 3100
    BEING_MADE = 3101
    MAKING_FAILED = 3102
    BAD_APPID = 3998
    NO_TOKEN = 3999
    BAD_TOKEN = 4000
    BAD_PARAMETER = 4001
    BAD_SIGN = 4005
    BAD_SESSION = 4016
    TOO_MANY_REQUESTS = 4029
    NO_MORE_TODAY = 4030
    CODE_STILL_VALID = 4990

    @property
    def text(self) -> str:
        """The text of `msg` in an answer with this status."""
        return _STATUS_TEXTS[self]


_STATUS_TEXTS = {
    Status.OK: "OK",
    Status.QUERY_FAILED: "查询失败",
    Status.BEING_MADE: "数据生成中",
    Status.MAKING_FAILED: "数据生成失败",
    Status.BAD_APPID: "appid 错误",
    Status.NO_TOKEN: "缺少 token",
    Status.BAD_TOKEN: "token 无效",
    Status.BAD_PARAMETER: "参数错误",
    Status.BAD_SIGN: "签名错误",
    Status.BAD_SESSION: "会话无效",
    # For pulls; not in the source.
    Status.TOO_MANY_REQUESTS: "请求过于频繁，请稍后重试",
    Status.NO_MORE_TODAY: "今日请求次数已用完",
    Status.CODE_STILL_VALID: "上一条短信验证码仍然有效",
}


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A row of the catalogue; `wait_seconds` is 0 if the waiting time is unknown."""

    message: Message
    text: str
    translations: Mapping[str, str]
    field: str | None
    severity: Severity
    statuses: tuple[int, ...]
    recoveries: tuple[Recovery, ...]
    wait_seconds: int
    origin: Origin

    @property
    def code(self) -> int:
        """The message's number, as in the source and in `data-h5-message`."""
        return int(self.message)

    @property
    def english(self) -> str:
        """The English text; `N` stands for a contact's number."""
        return self.translations["en"]


def _read() -> dict[Message, CatalogueRow]:
    text = files("h5kit.data").joinpath("messages.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row.message: row for row in map(_row, rows)}


def _row(cells: dict[str, str]) -> CatalogueRow:
    message = Message[cells["name"]]
    if message != int(cells["code"]):
        raise ValueError(f"message {message} {message.name}: run `make generated`")
    return CatalogueRow(
        message=message,
        text=cells["text"],
        translations={tag: cells[tag] for tag in cells.keys() - _COLUMNS},
        field=cells["field"] or None,
        severity=Severity(cells["severity"]),
        statuses=tuple(int(s) for s in cells["statuses"].split(",")),
        recoveries=tuple(Recovery(r) for r in cells["recoveries"].split(",")),
        wait_seconds=int(cells["wait_seconds"]),
        origin=Origin(cells["origin"]),
    )


_COLUMNS = frozenset(
    {
        *("code", "name", "text", "field", "severity"),
        *("statuses", "recoveries", "wait_seconds", "origin"),
    }
)
"""Every further column is a language's, by its tag."""
_CONTACT = re.compile("(?<![A-Za-z])N(?![A-Za-z])")

CATALOGUE: Mapping[Message, CatalogueRow] = MappingProxyType(_read())
_BY_STATUS = {status: row.message for row in CATALOGUE.values() for status in row.statuses}
_BY_TEXT = {row.text: row.message for row in CATALOGUE.values() if row.message}


def for_status(status: int) -> Message | None:
    """Return the message of a carrier's status, None if it has none."""
    return _BY_STATUS.get(status)


def for_text(text: str) -> Message | None:
    """Return the message with exactly this text, None if there is none; never OK."""
    return _BY_TEXT.get(text)


def message_or_busy(status: int) -> Message:
    """Return the message of a carrier's status, `SERVICE_BUSY` for an undocumented one."""
    return _BY_STATUS.get(status, Message.SERVICE_BUSY)
