"""Every gateway keeps the same contract: in process, over HTTP, and an integrator's own."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from h5kit.carrier.gateway import Gateway, Subject
from h5kit.carrier.http import HttpGateway
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.testing.gateway_contract import GatewayContract
from h5kit.testing.gateway_contract.talk import Talk, asked
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


def _of_the_docs(name: str) -> Any:
    """Return what the example of docs/gateway.md defines under a name."""
    page = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text("utf-8")
    (code,) = (block for block in re.findall(r"```python\n(.+?)```", page, re.DOTALL)
               if f"class {name}" in block)  # fmt: skip
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102 - our own documentation
    return found[name]


class TestAnIntegratorsOwn(TestInProcess):
    """The adapter that docs/gateway.md shows, around the sandbox."""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Gateway]:
        """Open one for a test."""
        self.carriers: dict[str, str] = {}
        async with super().opened() as sandbox:
            yield _of_the_docs("Telling")(sandbox, self.carriers)

    def test_it_says_whose_the_number_is(self, talk: Talk) -> None:
        """What this adapter adds."""
        talk.tel = self.number("0000")
        self.carriers[talk.tel] = "广电"
        begun = talk.run(talk.gateway.begin(Subject(talk.tel)))
        assert asked(begun).carrier == "广电"
