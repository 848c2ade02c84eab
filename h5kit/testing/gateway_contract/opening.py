"""How the tests open a gateway, and the test data of its numbers."""

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
"""The right answers to every round of the sandbox."""

RIGHT_RESET: Final = ResetAnswers(
    sms_code="123456", contacts=CONTACTS, new_password=WHO.new_password
)
"""The right answers to every step of the sandbox's resets."""


class Opening:
    """The methods that a subclass of the contract defines; only `opened` is required.

    The defaults fit a gateway in front of the sandbox.
    """

    patience: float = 10
    """Seconds to wait for the end of a call that was cancelled or whose deadline has passed."""

    def opened(self) -> AbstractAsyncContextManager[Gateway]:
        """Return a context manager that opens a gateway for one test and closes it."""
        raise NotImplementedError

    def number(self, row: str) -> str:
        """Return a number of this kind: a `Situation`, or a row of the sandbox.

        It may be the same number each time, except for `PASSWORD`, which needs two in turn. Call
        `pytest.skip` for a kind that your test system doesn't have.
        """
        return people.number(row)

    def subject(self, tel: str) -> Subject:
        """Return the owner of a number, who may reset its service password."""
        return Subject(tel, name=WHO.name, id_card=WHO.id_card)

    def answers(self, session: Session) -> Answers:
        """Return the right answers to a session's open round; unasked ones are ignored."""
        del session
        return RIGHT

    def reset_answers(self, session: ResetSession) -> ResetAnswers:
        """Return the right answers to a reset's open step; unasked ones are ignored."""
        del session
        return RIGHT_RESET

    def codes(self, tel: str) -> list[str]:
        """Return the SMS codes sent to a number, newest first."""
        del tel
        pytest.skip("this gateway's SMS can't be read")

    def word(self, session: Session) -> str:
        """Return the word of a session's current picture."""
        del session
        pytest.skip("this gateway's pictures can't be read")

    def advance(self, seconds: float) -> None:
        """Advance the time of the gateway and of the carrier behind it."""
        del seconds
        pytest.skip("this gateway's time can't be advanced")

    @pytest.fixture
    def talk(self) -> Iterator[Talk]:
        """A client that talks to the gateway."""
        with asyncio.Runner() as runner:
            opened = self.opened()

            async def enter() -> Gateway:
                return await opened.__aenter__()

            async def leave() -> None:
                await opened.__aexit__(None, None, None)

            yield Talk(runner, runner.run(enter()), self)
            runner.run(leave())
