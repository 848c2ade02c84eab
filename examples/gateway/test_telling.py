"""The contract of `telling.py`, with the sandbox behind it; `pytest examples/gateway` runs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from examples.gateway.telling import TellingGateway
from h5kit.carrier.gateway import Gateway, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.testing.gateway_contract import GatewayContract


class TestTelling(GatewayContract):
    """Keeps every promise of a gateway."""

    patience = 0.05  # in one process nothing takes longer

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        self.clock = MovableClock()
        self.sandbox = SandboxGateway(self.clock)
        yield TellingGateway(self.sandbox, carriers={})

    def codes(self, tel: str) -> list[str]:
        return [sms.code for sms in self.sandbox.inbox(tel)]

    def word(self, session: Session) -> str:
        return self.sandbox.captcha_of(session.sid) or ""

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
