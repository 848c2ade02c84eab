"""Every gateway keeps the same contract: in process, over HTTP, and an integrator's own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import ClassVar

import pytest

from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.carrier.http import HttpGateway
from h5kit.carrier.numbering import PhoneData, guess
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    NewCaptcha,
    Refused,
    ResetOutcome,
)
from h5kit.testing.gateway_contract import GatewayContract
from h5kit.testing.process import SandboxServer


class TestInProcess(GatewayContract):
    """The sandbox, called directly."""

    patience = 0.05

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open one for a test."""
        self.clock = MovableClock()
        self.sandbox = SandboxGateway(self.clock)
        yield self.sandbox

    def codes(self, tel: str) -> list[str]:
        """Return the codes that were sent."""
        return [sms.code for sms in self.sandbox.inbox(tel)]

    def advance(self, seconds: float) -> None:
        """Move time."""
        self.clock.advance(seconds)


class TestOverHttp(GatewayContract):
    """The adapter, in front of `h5kit sandbox` in a process of its own."""

    server: ClassVar[SandboxServer]

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def served(cls) -> Iterator[None]:
        """Run the sandbox for the tests of this class."""
        with SandboxServer() as cls.server:
            yield

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open one for a test."""
        self.clock = MovableClock()
        partner = self.server.partner
        gateway = HttpGateway(
            base_url=self.server.base_url,
            appid=partner["appid"],
            secret=partner["secret"],
            clock=self.clock,
        )
        yield gateway
        await gateway.close()

    def codes(self, tel: str) -> list[str]:
        """Return the codes that were sent."""
        return self.server.codes(tel)

    def advance(self, seconds: float) -> None:
        """Move time."""
        self.clock.advance(seconds)
        self.server.advance(seconds)


class Telling:
    """An integrator's own adapter: around another one, and says whose the number is."""

    def __init__(self, inner: Gateway) -> None:
        """Take the one around which it is."""
        self._inner = inner

    async def begin(self, subject: Subject) -> Challenge | Refused:
        """Add the carrier and the region to the question."""
        begun = await self._inner.begin(subject)
        if isinstance(begun, Refused):
            return begun
        region = PhoneData.region(subject.tel)
        return replace(begun, carrier=guess(subject.tel).carrier, region=region)

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        """Pass on."""
        return await self._inner.submit(session, answers)

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        """Pass on."""
        return await self._inner.refresh_captcha(session)

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        """Pass on."""
        return await self._inner.begin_reset(subject)

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        """Pass on."""
        return await self._inner.submit_reset(session, answers)


class TestAnIntegratorsOwn(TestInProcess):
    """The example of docs/gateway.md."""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open one for a test."""
        async with super().opened() as sandbox:
            yield Telling(sandbox)
