"""The contract suite passes for the sandbox, for HttpGateway, and for the example adapter."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest

from examples.gateway.test_carrier_lookup import TestCarrierLookup
from h5kit.carrier.gateway import Gateway, Session
from h5kit.carrier.http import HttpGateway
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.testing.gateway_contract import GatewayContract, SandboxRows, Situation
from h5kit.testing.gateway_contract.sessions import one_is_accepted
from h5kit.testing.gateway_contract.talk import Talk
from h5kit.testing.process import SandboxServer

__all__ = ["TestCarrierLookup"]


class TestInProcess(GatewayContract, SandboxRows):
    """The sandbox, called directly."""

    patience = 0.05

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open a gateway for a test."""
        self.clock = MovableClock()
        self.sandbox = SandboxGateway(self.clock)
        yield self.sandbox

    def codes(self, tel: str) -> list[str]:
        """Return the codes that were sent."""
        return [sms.code for sms in self.sandbox.inbox(tel)]

    def word(self, session: Session) -> str:
        """Return the word of the current captcha."""
        return self.sandbox.captcha_of(session.sid) or ""

    def advance(self, seconds: float) -> None:
        """Move time."""
        self.clock.advance(seconds)

    def test_of_many_answers_to_the_first_of_two_verifications_one_is_accepted(
        self, talk: Talk
    ) -> None:
        """In process an answer names its round; in the dialect `/calls/verify` does not."""
        talk.begin(Situation.SECOND_TWICE)
        talk.submit()
        one_is_accepted(talk)


class TestOverHttp(GatewayContract, SandboxRows):
    """The adapter, in front of `h5kit sandbox` in a process of its own."""

    server: ClassVar[SandboxServer]
    # A test cannot read the captchas of `h5kit sandbox`; TestInProcess tests this promise.
    test_a_picture_that_was_replaced_is_void = None  # type: ignore[assignment]

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def served(cls) -> Iterator[None]:
        """Run the sandbox for the tests of this class."""
        with SandboxServer() as cls.server:
            yield

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open a gateway for a test."""
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
