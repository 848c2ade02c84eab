"""How a gateway is opened for a test, and what its owner knows about the numbers behind it."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Final

import pytest

from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.testing import people
from h5kit.testing.gateway_contract.talk import Talk

WHO: Final = people.person()
CONTACTS: Final = tuple(people.number(f"00{n:02d}") for n in range(1, 6))
RIGHT: Final = Answers(**WHO.answers)
"""What answers every round of the sandbox rightly."""

RIGHT_RESET: Final = ResetAnswers(
    sms_code="123456", contacts=CONTACTS, new_password=WHO.new_password
)
"""What answers every step of the sandbox's resets rightly."""


class Opening:
    """What a subclass of the contract says about its gateway; only `opened` is needed.

    All that isn't overridden fits a gateway in front of the sandbox.
    """

    patience: float = 10
    """Seconds to wait for a call to end that was cancelled, or whose deadline has passed."""

    def opened(self) -> AbstractAsyncContextManager[Gateway]:
        """Return a gateway for one test, which is closed when the test is over."""
        raise NotImplementedError

    def number(self, row: str) -> str:
        """Return a number of this kind: a `Situation`, or a row of the sandbox.

        It may be the same one each time, but for `PASSWORD`, of which two are needed in turn. Call
        `pytest.skip` for a kind that your test system doesn't have.
        """
        return people.number(row)

    def subject(self, tel: str) -> Subject:
        """Return the owner of a number: who may reset its service password."""
        return Subject(tel, name=WHO.name, id_card=WHO.id_card)

    def answers(self, session: Session) -> Answers:
        """Return what answers the open round of a session rightly; what isn't asked is ignored."""
        del session
        return RIGHT

    def reset_answers(self, session: ResetSession) -> ResetAnswers:
        """Return what answers the open step of a reset rightly; what isn't asked is ignored."""
        del session
        return RIGHT_RESET

    def codes(self, tel: str) -> list[str]:
        """Return the SMS codes sent to a number, newest first."""
        del tel
        pytest.skip("this gateway's SMS can't be read")

    def word(self, session: Session) -> str:
        """Return the word of the picture that a session shows now."""
        del session
        pytest.skip("this gateway's pictures can't be read")

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

            yield Talk(runner, runner.run(enter()), self)
            runner.run(leave())
