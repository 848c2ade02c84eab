"""The port to the service that signs in at the carrier.

`docs/gateway.md` numbers the requirements of each method; `h5kit.testing.gateway_contract` tests
them. Expected refusals and all transport faults are returned as `Refused`. An adapter that raises
has a defect: the caller logs it once with the sid. Any call may be cancelled.
"""

from dataclasses import dataclass, field
from typing import Protocol

from h5kit.challenges import Answers
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    CollectOutcome,
    NewCaptcha,
    Refused,
    ResetOutcome,
    ResetStep,
    Round,
)

__all__ = [
    "Answers",
    "Gateway",
    "ResetAnswers",
    "ResetSession",
    "Session",
    "Subject",
]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose records are requested. Only the sandbox uses `scenario`."""

    tel: str = field(repr=False)
    uid: str = ""
    name: str = field(default="", repr=False)
    id_card: str = field(default="", repr=False)
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A login under way at the gateway: its sid, the number, and its current round."""

    sid: str
    tel: str = field(repr=False)
    round: Round = Round.LOGIN


@dataclass(frozen=True, slots=True)
class ResetSession:
    """A reset under way at the gateway: its tid, the number, and the step it waits for."""

    tid: str
    tel: str = field(repr=False)
    step: ResetStep


@dataclass(frozen=True, slots=True)
class ResetAnswers:
    """The person's answers to a step of a reset; only the fields that the step asks are set."""

    sms_code: str = field(default="", repr=False)
    contacts: tuple[str, ...] = field(default=(), repr=False)
    new_password: str = field(default="", repr=False)


class Gateway(Protocol):
    """The port to all carriers; `h5kit.carrier.sandbox.SandboxGateway` is a test implementation.

    A refusal whose message isn't about the values just typed ends the session or reset. A call for
    a session or reset that is over, unknown or of another number, or for a round that isn't open,
    returns `Refused(Message.TIMED_OUT)`. In any outcome, a positive `sms_seconds` means that a new
    SMS was sent.
    """

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Open a session for a number; the carrier may send an SMS code.

        Every session has a new sid, also a second one for the same number. A refused number has no
        session.
        """
        ...

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Answer the open round of a session: the login, or a second verification.

        If a round is answered several times at once, only one answer counts. After
        `WRONG_IDENTITY`, `WRONG_PASSWORD`, `WRONG_CODE` and `WRONG_CODE_NEW_SENT` the same
        challenges stay open (`session_over` is False).
        """
        ...

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        """Request a new captcha picture; the old one is no longer valid."""
        ...

    async def collect(self, sid: str) -> CollectOutcome:
        """Request the records of a granted session (source, section 四: call records).

        Returns `NotYet` while they are being collected, and `Refused` with `session_over` if they
        will never be available. Repeated requests for a sid return the same records, also to
        another process. After `OSError` or `EOFError` the request is repeated; any other exception
        fails the collection.
        """
        ...

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Begin to reset the service password of the number, name and ID card of `subject`.

        The carrier may send an SMS code; to get another one, begin again.
        """
        ...

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Answer the step that the reset waits for; each step can be answered once.

        After a refusal of the values typed, the same step stays open (`session_over` is False).
        """
        ...
