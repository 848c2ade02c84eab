"""How a gateway is opened for a test, and what its owner can do behind it."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from h5kit.carrier.gateway import Gateway
from h5kit.testing import people
from h5kit.testing.gateway_contract.talk import Talk


class Opening:
    """What a subclass of the contract says about its gateway."""

    patience: float = 10
    """Seconds to wait for a refusal once time has moved past every deadline."""

    def opened(self) -> AbstractAsyncContextManager[Gateway]:
        """Return a gateway for one test, which is closed when the test is over."""
        raise NotImplementedError

    def number(self, row: str) -> str:
        """Return a number that plays this row of the sandbox's table, another one each time."""
        return people.number(row)

    def codes(self, tel: str) -> list[str]:
        """Return the SMS codes sent to a number, newest first."""
        del tel
        pytest.skip("this gateway's SMS can't be read")

    def advance(self, seconds: float) -> None:
        """Move time forward, both the gateway's and that of what stands behind it."""
        del seconds
        pytest.skip("this gateway's time can't be moved")

    @pytest.fixture
    def talk(self) -> Iterator[Talk]:
        """Somebody who talks to the gateway."""
        with asyncio.Runner() as runner:
            opened = self.opened()

            async def enter() -> Gateway:
                return await opened.__aenter__()

            async def leave() -> None:
                await opened.__aexit__(None, None, None)

            yield Talk(runner, runner.run(enter()), self.number)
            runner.run(leave())
