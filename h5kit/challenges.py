"""The table of challenges: everything a carrier can ask for in a login or second verification.

A row defines the form's fields and their checks, the attributes of `Answers`, the names in the
gateway's dialect, the place on the page, and the sandbox's right answer. Forms, the HTTP adapter,
both sandboxes, page objects and tests use this table. To add a challenge, add a row, a bit to `Ask`
and an attribute to `Answers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto
from typing import Final

from h5kit import names, one_time_codes, text
from h5kit.messages import Message


class Ask(Flag):
    """What the carrier asks for, in any combination (source, section 三.2.2: the login's forms)."""

    NOTHING = 0
    PASSWORD = auto()
    NAME_AND_ID = auto()
    SMS = auto()
    CAPTCHA = auto()


class Round(StrEnum):
    """The rounds of a carrier's dialogue: the login, then any number of second verifications."""

    LOGIN = "login"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Answers:
    """The person's answers; only fields that were asked for are set. None is in the repr."""

    service_password: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    id_card: str = field(default="", repr=False)
    sms_code: str = field(default="", repr=False)
    captcha: str = field(default="", repr=False)


class Syntax(StrEnum):
    """The format of an answer, checked before the carrier is called."""

    PERSON_NAME = "person_name"
    ID_CARD = "id_card"
    SERVICE_PASSWORD = "service_password"  # noqa: S105
    CODE = "code"


class ControlKind(StrEnum):
    """The kind of a field's control."""

    TEXT = "text"
    TEL = "tel"
    PASSWORD = "password"  # noqa: S105
    SMS = "sms"
    CAPTCHA = "captcha"
    SELECT = "select"
    CHECKBOX = "checkbox"


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A field's control: its kind, its keyboard and what a browser may fill in.

    No control has a `maxlength`: it would cut what is pasted, and say nothing. The checks of the
    form say what is too long. `is_kept_from_managers` asks password managers to leave it alone.
    """

    placeholder: str = ""
    kind: ControlKind = ControlKind.TEXT
    inputmode: str = ""
    autocomplete: str = "off"
    autocapitalize: str = "off"
    is_required: bool = True
    is_secret: bool = False
    is_kept_from_managers: bool = False


@dataclass(frozen=True, slots=True)
class ChallengeField:
    """A field of a challenge; `name` is the name of the form's field and of `Answers`' attribute.

    `parameter` is the parameter of the gateway's dialect. `empty` and `malformed` are the messages
    of the check before the carrier is called; `malformed` None means the same message. `keep_as` is
    the field's name in the draft. `right` is the answer that the sandbox always accepts, "" if the
    right answer depends on the person.
    """

    name: str
    parameter: str
    label: str
    control: Control
    syntax: Syntax
    empty: Message
    malformed: Message | None = None
    fold: Callable[[str], str] = text.half_width
    keep_as: str | None = None
    right: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A kind of challenge; `name` is its name in scenarios.

    The gateway asks for it with a key of `asked_by` that isn't `blank`, which is 0 for flags and ""
    for others. `places` are the rounds that can ask for it, with its position on the page. `wrong`
    is the sandbox's message for a wrong answer, after which the same challenges stay open.
    """

    ask: Ask
    name: str
    fields: tuple[ChallengeField, ...]
    asked_by: tuple[str, ...]
    blank: int | str
    places: Mapping[Round, int]
    wrong: Message

    @property
    def flags(self) -> tuple[str, ...]:
        """The keys of `asked_by` if they are flags (0 or 1), else ()."""
        return self.asked_by if self.blank == 0 else ()


ROWS: Final = (
    ChallengeRow(
        Ask.PASSWORD,
        "password",
        fields=(
            ChallengeField(
                "service_password",
                "pin_pwd",
                "服务密码",
                # Chromium offers to save a password whatever else `autocomplete` says; and to this
                # site the password is a code that is used once. docs/typed.md says more.
                Control(
                    "请输入服务密码",
                    ControlKind.PASSWORD,
                    "numeric",
                    autocomplete="one-time-code",
                    is_secret=True,
                    is_kept_from_managers=True,
                ),
                Syntax.SERVICE_PASSWORD,
                empty=Message.PASSWORD_NEEDED,
                malformed=Message.PASSWORD_NOT_DIGITS,
                fold=text.without_blanks,
            ),
        ),
        asked_by=("need_pin_pwd",),
        blank=0,
        places={Round.LOGIN: 2},
        wrong=Message.WRONG_PASSWORD,
    ),
    ChallengeRow(
        Ask.NAME_AND_ID,
        "identity",
        fields=(
            ChallengeField(
                "name",
                "full_name",
                "姓名",
                Control("请输入真实姓名", autocomplete="name", autocapitalize="words"),
                Syntax.PERSON_NAME,
                empty=Message.NAME_NEEDED,
                malformed=Message.NAME_TOO_LONG,
                fold=names.fold,
                keep_as="owner_name",
            ),
            ChallengeField(
                "id_card",
                "id_card",
                "身份证",
                # No `inputmode`: a keypad of digits has no X.
                Control("请输入正确的身份证号", autocapitalize="characters"),
                Syntax.ID_CARD,
                empty=Message.ID_CARD_INVALID,
                fold=text.digits,
                keep_as="owner_id_card",
            ),
        ),
        asked_by=("need_full_name", "need_id_card"),
        blank=0,
        places={Round.LOGIN: 1},
        wrong=Message.WRONG_IDENTITY,
    ),
    ChallengeRow(
        Ask.SMS,
        "sms",
        fields=(
            ChallengeField(
                "sms_code",
                "sms_code",
                "短信验证码",
                Control(
                    "请输入短信验证码",
                    ControlKind.SMS,
                    "numeric",
                    autocomplete="one-time-code",
                    is_secret=True,
                ),
                Syntax.CODE,
                empty=Message.SMS_CODE_NEEDED,
                malformed=Message.WRONG_CODE,
                fold=one_time_codes.read,
                right="123456",
            ),
        ),
        asked_by=("sms_duration",),
        blank="",
        places={Round.LOGIN: 3, Round.VERIFY: 2},
        wrong=Message.WRONG_CODE,
    ),
    ChallengeRow(
        Ask.CAPTCHA,
        "captcha",
        fields=(
            ChallengeField(
                "captcha",
                "captcha_code",
                "图形验证码",
                Control("请输入图形验证码", ControlKind.CAPTCHA, is_secret=True),
                Syntax.CODE,
                empty=Message.CAPTCHA_NEEDED,
                malformed=Message.WRONG_CODE,
                fold=text.without_blanks,
                right="h5ok",
            ),
        ),
        asked_by=("captcha_image",),
        blank="",
        places={Round.LOGIN: 4, Round.VERIFY: 1},
        wrong=Message.WRONG_CODE,
    ),
)
"""All challenges, in the order of `Answers` and of the dialect's parameters."""

FIELDS: Final = tuple(one for row in ROWS for one in row.fields)
FIELD_OF: Final = {one.name: one for one in FIELDS}
ROW_OF: Final = {one.name: row for row in ROWS for one in row.fields}
"""Fields and rows by the field's name."""

EVERYTHING: Final = ~Ask.NOTHING


def on_page(round_: Round, asks: Ask = EVERYTHING) -> list[ChallengeField]:
    """Return the fields of a round's challenges, in the order of its page."""
    rows = [row for row in ROWS if round_ in row.places and row.ask in asks]
    rows.sort(key=lambda row: row.places[round_])
    return [one for row in rows for one in row.fields]
