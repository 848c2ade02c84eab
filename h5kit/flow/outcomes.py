"""What a carrier can answer, in our words: the closed set that the flow's table handles."""

from dataclasses import dataclass, field
from enum import StrEnum

from h5kit.challenges import Ask, Round
from h5kit.messages import Message
from h5kit.records import Records

__all__ = [
    "Ask",
    "CarrierOutcome",
    "Challenge",
    "CollectOutcome",
    "Collected",
    "Granted",
    "NewCaptcha",
    "NotYet",
    "Refused",
    "ResetAsked",
    "ResetDone",
    "ResetOutcome",
    "ResetStep",
    "Round",
]


@dataclass(frozen=True, slots=True)
class Challenge:
    """The carrier asks: at the login (P2 and its four further forms) or again (P3).

    `sms_seconds` is how long a code just sent stays valid, 0 when none was sent; `captcha` is
    the picture's bytes (PNG, JPEG or GIF), empty when none is asked; `note` is the carrier's
    own text for the page, empty when it sends none; `carrier` and `region` (短名, as 移动 and
    广东) override what was guessed from the number, None where the gateway doesn't say. With
    `is_old_code` no SMS was sent: the code sent before still holds, for `sms_seconds`.
    """

    sid: str
    round: Round
    asks: Ask
    sms_seconds: int = 0
    captcha: bytes = field(default=b"", repr=False)
    note: str = ""
    carrier: str | None = None
    region: str | None = None
    is_old_code: bool = False


class ResetStep(StrEnum):
    """What the carrier can ask for while it resets a service password, in any order."""

    LOGIN_SMS = "login_sms"
    SMS = "sms"
    CONTACTS = "contacts"
    PASSWORD = "password"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Granted:
    """The carrier accepted; collection goes on by itself under `sid`."""

    sid: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The carrier, or the way to it, refused with a message of the catalogue.

    With `session_over` the carrier's session is gone and the next submit begins a new one;
    without it the same questions stand, with a new SMS code when `sms_seconds` is positive and
    a new picture when `captcha` is not empty. `is_sent` is off where nothing has reached the
    carrier, so that no SMS can have been sent.
    """

    message: Message
    session_over: bool = True
    sms_seconds: int = 0
    captcha: bytes = field(default=b"", repr=False)
    is_sent: bool = True

    def __post_init__(self) -> None:
        """Take a number that is no `Message` yet, as an adapter without types may give it.

        Raises ValueError for a number that the catalogue doesn't have.
        """
        object.__setattr__(self, "message", Message(self.message))


@dataclass(frozen=True, slots=True)
class NewCaptcha:
    """A fresh picture; the one shown before is void."""

    captcha: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """The carrier goes on with a reset: `step` is next (source, section 三.2.3).

    `sms_seconds` is how long a code just sent stays valid, 0 when none was sent; `note` is the
    carrier's own text; `carrier`, `region` and `is_old_code` are as in `Challenge`.
    """

    tid: str
    step: ResetStep
    sms_seconds: int = 0
    note: str = ""
    carrier: str | None = None
    region: str | None = None
    is_old_code: bool = False


@dataclass(frozen=True, slots=True)
class ResetDone:
    """The service password is reset.

    With `is_sent_by_sms` the carrier chose the new one and sends it to the phone.
    """

    is_sent_by_sms: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """Calls and bills are there (source, section 四)."""

    records: Records = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotYet:
    """The carrier still collects; ask again in `seconds`."""

    seconds: float = 5.0


CarrierOutcome = Challenge | Granted | Refused
"""What answers a login or a second verification."""

ResetOutcome = ResetAsked | ResetDone | Refused
"""What answers a step of a reset."""

CollectOutcome = Collected | NotYet | Refused
"""What answers the question for the records."""
