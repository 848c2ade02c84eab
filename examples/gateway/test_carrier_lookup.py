"""Tests `carrier_lookup.py` against the gateway contract: `pytest examples/gateway`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from examples.gateway.carrier_lookup import CarrierLookupGateway
from h5kit.carrier.gateway import Gateway, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.testing.gateway_contract import GatewayContract


class TestCarrierLookup(GatewayContract):
    """Runs the whole contract, with the sandbox as the wrapped gateway."""

    patience = 0.05  # enough within one process

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        self.clock = MovableClock()
        self.sandbox = SandboxGateway(self.clock)
        yield CarrierLookupGateway(self.sandbox, carriers={})

    def codes(self, tel: str) -> list[str]:
        return [sms.code for sms in self.sandbox.inbox(tel)]

    def word(self, session: Session) -> str:
        return self.sandbox.captcha_of(session.sid) or ""

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
