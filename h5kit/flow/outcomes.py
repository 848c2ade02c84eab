"""The outcomes of carrier calls, as types. The flow handles exactly these."""

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
    """The carrier asks for something, at the login (P2) or in a second verification (P3).

    `sms_seconds` is how long the SMS code just sent stays valid, 0 if none was sent. `captcha` is
    the picture (PNG, JPEG or GIF), empty if none is asked. `note` is the carrier's own text for the
    page, or empty. `carrier` and `region` (short names such as 移动 and 广东) override the values
    guessed from the number; None if the gateway doesn't know them. `is_old_code` means that no
    new SMS was sent: the earlier code is still valid for `sms_seconds`.
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
    """The steps of resetting a service password; the carrier asks for them in any order."""

    LOGIN_SMS = "login_sms"
    SMS = "sms"
    CONTACTS = "contacts"
    PASSWORD = "password"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Granted:
    """The carrier has accepted the login; its records can be collected under `sid`."""

    sid: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The call was refused or failed; `message` is the message of the catalogue for the page.

    If `session_over`, the carrier's session has ended and the next submit opens a new one.
    Otherwise the same challenges stay open: with a new SMS code if `sms_seconds` is positive, with
    a new picture if `captcha` is not empty.

    `is_fault` means that the call failed: these are not the carrier's words, and nobody knows what
    the gateway did. `is_sent` is False if the call certainly didn't reach the gateway, so that it
    did nothing. `is_fault` doesn't count in comparisons: the person sees the same.
    """

    message: Message
    session_over: bool = True
    sms_seconds: int = 0
    captcha: bytes = field(default=b"", repr=False)
    is_sent: bool = True
    is_fault: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        """Convert a plain number to `Message`, for adapters without type checks.

        Raises ValueError for a number that is not in the catalogue.
        """
        object.__setattr__(self, "message", Message(self.message))


@dataclass(frozen=True, slots=True)
class NewCaptcha:
    """A new picture; the previous one is no longer valid."""

    captcha: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """The carrier asks for the next step of a reset (source, section 三.2.3: resetting a password).

    `sms_seconds` is how long the SMS code just sent stays valid, 0 if none was sent. `note` is the
    carrier's own text. `carrier`, `region` and `is_old_code` are as in `Challenge`.
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
    """The service password has been reset.

    `is_sent_by_sms` means that the carrier chose the new password and sends it to the phone.
    """

    is_sent_by_sms: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """The call records are complete (source, section 四: call records)."""

    records: Records = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotYet:
    """The records are still being collected; ask again in `seconds`."""

    seconds: float = 5.0


CarrierOutcome = Challenge | Granted | Refused
"""The outcome of a login or a second verification."""

ResetOutcome = ResetAsked | ResetDone | Refused
"""The outcome of a step of a reset."""

CollectOutcome = Collected | NotYet | Refused
"""The outcome of asking for the records."""
