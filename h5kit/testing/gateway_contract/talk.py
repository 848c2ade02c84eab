"""Somebody who talks to a gateway, one answer after the other; the contract's tests speak so."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final, TypeVar

from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    NewCaptcha,
    Refused,
    ResetAsked,
    ResetOutcome,
    ResetStep,
)
from h5kit.messages import Message
from h5kit.testing.people import number, person

T = TypeVar("T")

WHO: Final = person()
CONTACTS: Final = tuple(number(f"00{n:02d}") for n in range(1, 6))
RIGHT: Final = Answers(WHO.service_password, WHO.name, WHO.id_card, "123456", "h5ok")
"""What answers every round of the sandbox rightly."""

RIGHT_RESET: Final = ResetAnswers("123456", CONTACTS, "407152")
"""What answers every step of the sandbox's resets rightly."""

FAULTS: Final = {
    "5004": Message.SERVICE_BUSY,
    "5005": Message.SERVICE_BUSY,
    "5006": Message.CARRIER_BUSY,
}
"""Rows whose carrier breaks, and the message of it."""

CODES: Final = tuple(message for message in Message if message)
GONE: Final = Refused(Message.TIMED_OUT)
"""To a session or reset that isn't there, or waits for something else."""

ODD_WORDS: Final = ("", "1", "１２３４５６", "123456 7", "\ud800", "x" * 2000, "\x00", '"}{')
"""What nobody was sent, and everybody can type."""


@dataclass(slots=True)
class Talk:
    """Keeps what a real caller keeps: the number and the open session or reset."""

    runner: asyncio.Runner
    gateway: Gateway
    number: Callable[[str], str]
    tel: str = field(default="", repr=False)
    session: Session = field(default_factory=lambda: Session("", ""))
    reset: ResetSession = field(default_factory=lambda: ResetSession("", "", ResetStep.SMS))

    def run(self, scene: Coroutine[object, object, T]) -> T:
        """Play something that awaits."""
        return self.runner.run(scene)

    def begin(self, row: str) -> Challenge | Refused:
        """Ask for a session with another number of this row."""
        self.tel = self.number(row)
        begun = self.run(self.gateway.begin(Subject(self.tel)))
        self._keep(begun)
        return begun

    def submit(self, answers: Answers = RIGHT) -> CarrierOutcome:
        """Answer the open round; everything right if nothing else is said."""
        outcome = self.run(self.gateway.submit(self.session, answers))
        self._keep(outcome)
        return outcome

    def submit_at_once(self, count: int) -> list[CarrierOutcome]:
        """Answer the open round rightly, `count` times at once."""

        async def scene() -> list[CarrierOutcome]:
            calls = (self.gateway.submit(self.session, RIGHT) for _ in range(count))
            return list(await asyncio.gather(*calls))

        return self.run(scene())

    def refresh(self) -> NewCaptcha | Refused:
        """Ask for another picture."""
        return self.run(self.gateway.refresh_captcha(self.session))

    def begin_reset(
        self, row: str, name: str = WHO.name, id_card: str = WHO.id_card
    ) -> ResetOutcome:
        """Begin a reset with another number of this row."""
        self.tel = self.number(row)
        return self.begin_reset_again(name, id_card)

    def begin_reset_again(self, name: str = WHO.name, id_card: str = WHO.id_card) -> ResetOutcome:
        """Begin another reset with the same number."""
        subject = Subject(self.tel, name=name, id_card=id_card)
        return self._keep_reset(self.run(self.gateway.begin_reset(subject)))

    def answer(self, answers: ResetAnswers = RIGHT_RESET) -> ResetOutcome:
        """Answer the open step; everything right if nothing else is said."""
        return self._keep_reset(self.run(self.gateway.submit_reset(self.reset, answers)))

    def _keep(self, outcome: CarrierOutcome) -> None:
        if isinstance(outcome, Challenge):
            self.session = Session(outcome.sid, self.tel, outcome.round)

    def _keep_reset(self, outcome: ResetOutcome) -> ResetOutcome:
        if isinstance(outcome, ResetAsked):
            self.reset = ResetSession(outcome.tid, self.tel, outcome.step)
        return outcome


def again(message: Message) -> Refused:
    """Return the refusal after which the same questions stand and nothing new was sent."""
    return Refused(message, session_over=False)


def asked(outcome: object) -> Challenge:
    """Return an outcome that must be a question; raises AssertionError for another."""
    if not isinstance(outcome, Challenge):
        raise AssertionError(f"a question was expected, not {outcome!r}")  # noqa: TRY004
    return outcome


def refused(outcome: object) -> Refused:
    """Return an outcome that must be a refusal; raises AssertionError for another."""
    if not isinstance(outcome, Refused):
        raise AssertionError(f"a refusal was expected, not {outcome!r}")  # noqa: TRY004
    return outcome
