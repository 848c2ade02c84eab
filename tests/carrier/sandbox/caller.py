"""A caller of a sandbox gateway, one answer after the other."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TypeVar

from h5kit.carrier.gateway import Answers, Session, Subject
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import CarrierOutcome, Challenge, Granted, NewCaptcha, Refused, Round
from h5kit.testing.people import number, person

T = TypeVar("T")
PERSON = person()
RIGHT = Answers(**PERSON.answers)


@dataclass
class Caller:
    """Stores what a real caller stores: the number, the open session, the last outcome."""

    runner: asyncio.Runner
    clock: MovableClock = field(default_factory=MovableClock)
    tel: str = ""
    session: Session = field(default_factory=lambda: Session("", ""))

    def __post_init__(self) -> None:
        """Open a sandbox carrier."""
        self.gateway = SandboxGateway(self.clock)

    def run(self, scene: Coroutine[object, object, T]) -> T:
        """Run an awaitable."""
        return self.runner.run(scene)

    def begin(self, last_four: str, scenario: str = "") -> Challenge | Refused:
        """Begin a session with a number of this scenario."""
        self.tel = number(last_four)
        begun = self.run(self.gateway.begin(Subject(self.tel, scenario=scenario)))
        self._keep(begun)
        return begun

    def submit(self, answers: Answers = RIGHT) -> CarrierOutcome:
        """Answer the open round, with right answers by default."""
        outcome = self.run(self.gateway.submit(self.session, answers))
        self._keep(outcome)
        return outcome

    def refresh(self) -> NewCaptcha | Refused:
        """Request another captcha."""
        return self.run(self.gateway.refresh_captcha(self.session))

    @property
    def codes(self) -> list[str]:
        """The codes that were sent, newest first."""
        return [sms.code for sms in self.gateway.inbox(self.tel)]

    @property
    def word(self) -> str:
        """The word of the current captcha."""
        return self.gateway.captcha_of(self.session.sid) or ""

    def _keep(self, outcome: CarrierOutcome) -> None:
        if isinstance(outcome, Challenge):
            self.session = Session(outcome.sid, self.tel, outcome.round)


def asked(outcome: CarrierOutcome) -> Challenge:
    """Return the outcome, which must be a challenge."""
    assert isinstance(outcome, Challenge)
    return outcome


def refused(outcome: object) -> Refused:
    """Return the outcome, which must be a refusal."""
    assert isinstance(outcome, Refused)
    return outcome


def is_granted(outcome: CarrierOutcome, sid: str) -> bool:
    """Return whether the outcome grants this session."""
    return outcome == Granted(sid)


LOGIN, VERIFY = Round.LOGIN, Round.VERIFY
