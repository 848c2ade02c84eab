"""The port to the service that signs in at the carrier, in our words.

What each method promises has a number in `docs/gateway.md`, and `h5kit.testing.gateway_contract`
checks it. Expected refusals come back as `Refused`; an adapter turns every fault of the wire into
one too. An adapter that raises is broken: the caller logs it once with the sid. Any call may be
cancelled.
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
    """Whose records are asked for. `scenario` only means something to the sandbox."""

    tel: str = field(repr=False)
    uid: str = ""
    name: str = field(default="", repr=False)
    id_card: str = field(default="", repr=False)
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A dialogue that the gateway has open: its sid, the number, and which round it is in."""

    sid: str
    tel: str = field(repr=False)
    round: Round = Round.LOGIN


@dataclass(frozen=True, slots=True)
class ResetSession:
    """A reset that the gateway has open: its tid, the number, and the step it waits for."""

    tid: str
    tel: str = field(repr=False)
    step: ResetStep


@dataclass(frozen=True, slots=True)
class ResetAnswers:
    """What the person answered to a step of a reset; only what it asks is filled."""

    sms_code: str = field(default="", repr=False)
    contacts: tuple[str, ...] = field(default=(), repr=False)
    new_password: str = field(default="", repr=False)


class Gateway(Protocol):
    """The way to every carrier; `h5kit.carrier.sandbox.SandboxGateway` is the shipped double.

    A message that isn't about what was just typed ends the session or reset. A call about one that
    is over, unknown or another number's, or about a round that isn't open, gets
    `Refused(Message.TIMED_OUT)`. A positive `sms_seconds` means a new SMS, wherever it stands.
    """

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Open a session for a number; may make the carrier send an SMS code.

        Each has a sid of its own, that of a number which begins again too. A refused number has
        no session.
        """
        ...

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Answer the open round of a session: the login, or a second verification.

        Of several answers to a round one counts. After `WRONG_IDENTITY`, `WRONG_PASSWORD`,
        `WRONG_CODE` and `WRONG_CODE_NEW_SENT` the same questions stand (`session_over` is off).
        """
        ...

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        """Ask for another picture; the old one is void."""
        ...

    async def collect(self, sid: str) -> CollectOutcome:
        """Ask for the records of a granted session (source, section 四: call records).

        `NotYet` while they are collected; `Refused` with `session_over` when they can't be had any
        more. What comes for one sid stays the same however often it is asked for, also by another
        process. `OSError` and `EOFError` are asked again; any other exception fails the collection.
        """
        ...

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Begin to reset a number's service password, for the name and ID card of `subject`.

        May make the carrier send an SMS code; to have another one, begin again.
        """
        ...

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Answer the step that the reset waits for; each step is answered once.

        After a refusal of what was typed the same step stands (`session_over` is off).
        """
        ...
