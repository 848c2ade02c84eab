"""The contract suite works without the sandbox's numbers and fixed answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import cycle

from examples.gateway.carrier_lookup import CarrierLookupGateway
from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import CarrierOutcome, Challenge, Refused, ResetOutcome
from h5kit.testing import people
from h5kit.testing.gateway_contract import GatewayContract, Situation

POOLS = {
    situation: [f"1330000{7000 + 10 * place + turn}" for turn in range(2)]
    for place, situation in enumerate(Situation)
}
SITUATIONS = {tel: situation for situation, tels in POOLS.items() for tel in tels}
OWNER = people.person()
PASSWORD, NEW_PASSWORD = "975318", "864203"
CONTACTS = tuple(f"1390000123{n}" for n in range(5))
SHARED = {"123456", "h5ok"}
"""The fixed answers that the sandbox accepts from everybody."""


class OwnSystem(CarrierLookupGateway):
    """An integrator's test system with its own numbers, passwords and codes."""

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Accept only its own numbers."""
        return await super().begin(_played(subject))

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Accept only its own people."""
        known = (subject.name, subject.id_card) == (OWNER.name, OWNER.id_card)
        return await super().begin_reset(_played(subject if known else replace(subject, name="")))

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Accept only its own answers."""
        known = answers.service_password == PASSWORD
        return await super().submit(
            session,
            replace(
                answers,
                service_password=PASSWORD if known else "",
                sms_code="" if answers.sms_code in SHARED else answers.sms_code,
                captcha="" if answers.captcha in SHARED else answers.captcha,
            ),
        )

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Accept only its own codes."""
        code = "" if answers.sms_code in SHARED else answers.sms_code
        return await super().submit_reset(session, replace(answers, sms_code=code))


def _played(subject: Subject) -> Subject:
    return replace(subject, scenario=SITUATIONS[subject.tel].value)


class TestOwnNumbers(GatewayContract):
    """Every promise, with the numbers of the integrator."""

    patience = 0.05

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open a gateway for a test."""
        self.clock = MovableClock()
        self.sandbox = SandboxGateway(self.clock)
        self.pools = {situation: cycle(tels) for situation, tels in POOLS.items()}
        yield OwnSystem(self.sandbox, {})

    def number(self, row: str) -> str:
        """Return a number of the test system."""
        return next(self.pools[Situation(row)])

    def subject(self, tel: str) -> Subject:
        """Return the owner of every number."""
        return Subject(tel, name=OWNER.name, id_card=OWNER.id_card)

    def answers(self, session: Session) -> Answers:
        """Return the code that was sent and the word of the captcha."""
        return Answers(
            service_password=PASSWORD,
            name=OWNER.name,
            id_card=OWNER.id_card,
            sms_code=next(iter(self.codes(session.tel)), ""),
            captcha=self.word(session),
        )

    def reset_answers(self, session: ResetSession) -> ResetAnswers:
        """Return the code that was sent."""
        code = next(iter(self.codes(session.tel)), "")
        return ResetAnswers(sms_code=code, contacts=CONTACTS, new_password=NEW_PASSWORD)

    def codes(self, tel: str) -> list[str]:
        """Return the codes that were sent."""
        return [sms.code for sms in self.sandbox.inbox(tel)]

    def word(self, session: Session) -> str:
        """Return the word of the current captcha."""
        return self.sandbox.captcha_of(session.sid) or ""

    def advance(self, seconds: float) -> None:
        """Move time."""
        self.clock.advance(seconds)
