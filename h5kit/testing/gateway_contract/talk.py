"""A client of a gateway for the contract's tests: it makes calls and tracks the open session."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    Collected,
    CollectOutcome,
    Granted,
    NewCaptcha,
    NotYet,
    Refused,
    ResetAsked,
    ResetOutcome,
    ResetStep,
)
from h5kit.messages import Message
from h5kit.records import Records

T = TypeVar("T")

GONE: Final = Refused(Message.TIMED_OUT)
"""The answer for an unknown session or reset, or one that waits for another step."""

ODD_WORDS: Final = ("", "1", "１２３４５６", "123456 7", "\ud800", "x" * 2000, "\x00", '"}{')
"""Answers that are always wrong."""

TURNS: Final = 5
"""The number of event loop iterations before a started call is cancelled."""

MOST_ROUNDS, MOST_ASKED = 10, 100
"""The maximum number of rounds, or of requests for records, before a test fails."""


class Behind(Protocol):
    """The test data of a gateway's numbers."""

    def number(self, row: str) -> str:
        """Return a number of this kind."""
        ...

    def subject(self, tel: str) -> Subject:
        """Return the owner of a number."""
        ...

    def answers(self, session: Session) -> Answers:
        """Return the right answers to the open round."""
        ...

    def reset_answers(self, session: ResetSession) -> ResetAnswers:
        """Return the right answers to the open step."""
        ...

    def advance(self, seconds: float) -> None:
        """Advance the time."""
        ...


@dataclass(slots=True)
class Talk:
    """Makes calls and tracks the number and the open session or reset, as a real caller does."""

    runner: asyncio.Runner
    gateway: Gateway
    behind: Behind
    tel: str = field(default="", repr=False)
    session: Session = field(default_factory=lambda: Session("", ""))
    reset: ResetSession = field(default_factory=lambda: ResetSession("", "", ResetStep.SMS))

    def run(self, scene: Coroutine[object, object, T]) -> T:
        """Run a coroutine and return its result."""
        return self.runner.run(scene)

    def begin(self, row: str) -> Challenge | Refused:
        """Begin a session with another number of this row."""
        self.tel = self.behind.number(row)
        return self.begin_again()

    def begin_again(self) -> Challenge | Refused:
        """Begin another session with the same number."""
        begun = self.run(self.gateway.begin(Subject(self.tel)))
        self._keep(begun)
        return begun

    def right(self) -> Answers:
        """Return what answers the open round rightly."""
        return self.behind.answers(self.session)

    def submit(self, answers: Answers | None = None) -> CarrierOutcome:
        """Answer the open round, by default with the right answers."""
        given = self.right() if answers is None else answers
        outcome = self.run(self.gateway.submit(self.session, given))
        self._keep(outcome)
        return outcome

    def submit_at_once(self, count: int) -> list[CarrierOutcome]:
        """Submit the right answers to the open round `count` times at once."""
        right = self.right()
        return self.at_once(self.gateway.submit(self.session, right) for _ in range(count))

    def refresh(self) -> NewCaptcha | Refused:
        """Ask for another picture."""
        return self.run(self.gateway.refresh_captcha(self.session))

    def granted(self, row: str) -> str:
        """Begin a session, give all right answers, and return its sid."""
        outcome: CarrierOutcome = self.begin(row)
        for _ in range(MOST_ROUNDS):
            if not isinstance(outcome, Challenge):
                break
            outcome = self.submit()
        if not isinstance(outcome, Granted):
            raise AssertionError(f"a grant was expected, not {outcome!r}")  # noqa: TRY004
        return outcome.sid

    def begin_reset(self, row: str) -> ResetOutcome:
        """Begin a reset with another number of this row."""
        self.tel = self.behind.number(row)
        return self.begin_reset_again()

    def begin_reset_again(self, **changes: str) -> ResetOutcome:
        """Begin another reset with the same number; `changes` override fields of its owner."""
        owner = self.behind.subject(self.tel)
        told = {"name": owner.name, "id_card": owner.id_card, **changes}
        return self._keep_reset(self.run(self.gateway.begin_reset(Subject(self.tel, **told))))

    def right_reset(self) -> ResetAnswers:
        """Return what answers the open step rightly."""
        return self.behind.reset_answers(self.reset)

    def answer(self, answers: ResetAnswers | None = None) -> ResetOutcome:
        """Answer the open step, by default with the right answers."""
        given = self.right_reset() if answers is None else answers
        return self._keep_reset(self.run(self.gateway.submit_reset(self.reset, given)))

    def reach(self, row: str, step: ResetStep) -> None:
        """Begin a reset and give right answers until it asks for a step."""
        outcome = self.begin_reset(row)
        for _ in range(MOST_ROUNDS):
            if not isinstance(outcome, ResetAsked) or outcome.step is step:
                break
            outcome = self.answer()
        asked_for(outcome, step)

    def collect(self, sid: str) -> CollectOutcome:
        """Request the records."""
        return self.run(self.gateway.collect(sid))

    def records(self, sid: str) -> Records:
        """Return the records; while they aren't complete, advance the time and request again."""
        outcome = self.collect(sid)
        for _ in range(MOST_ASKED):
            if not isinstance(outcome, NotYet):
                break
            self.behind.advance(outcome.seconds)
            outcome = self.collect(sid)
        if not isinstance(outcome, Collected):
            raise AssertionError(f"records were expected, not {outcome!r}")  # noqa: TRY004
        return outcome.records

    def at_once(self, calls: Iterable[Coroutine[object, object, T]]) -> list[T]:
        """Make calls at once and return their results."""

        async def scene() -> list[T]:
            return list(await asyncio.gather(*calls))

        return self.run(scene())

    def cancelled(self, call: Coroutine[object, object, object], patience: float) -> None:
        """Start a call and cancel it; it must end, and without another exception."""

        async def scene() -> None:
            task = asyncio.ensure_future(call)
            for _ in range(TURNS):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait({task}, timeout=patience)
            if not task.done():
                raise AssertionError("a call doesn't end when it is cancelled")
            if not task.cancelled() and (fault := task.exception()):
                raise AssertionError("a call that is cancelled raises something else") from fault

        self.run(scene())

    def _keep(self, outcome: CarrierOutcome) -> None:
        if isinstance(outcome, Challenge):
            self.session = Session(outcome.sid, self.tel, outcome.round)

    def _keep_reset(self, outcome: ResetOutcome) -> ResetOutcome:
        if isinstance(outcome, ResetAsked):
            self.reset = ResetSession(outcome.tid, self.tel, outcome.step)
        return outcome


def again(message: Message) -> Refused:
    """Return a refusal that keeps the same challenges open, without a new code or picture."""
    return Refused(message, session_over=False)


def asked(outcome: object) -> Challenge:
    """Return an outcome that must be a `Challenge`; raises AssertionError otherwise."""
    if not isinstance(outcome, Challenge):
        raise AssertionError(f"a challenge was expected, not {outcome!r}")  # noqa: TRY004
    return outcome


def asked_for(outcome: object, step: ResetStep) -> ResetAsked:
    """Return an outcome that must ask for a step; raises AssertionError otherwise."""
    if not isinstance(outcome, ResetAsked) or outcome.step is not step:
        raise AssertionError(f"step {step} was expected, not {outcome!r}")
    return outcome


def refused(outcome: object) -> Refused:
    """Return an outcome that must be a refusal; raises AssertionError otherwise."""
    if not isinstance(outcome, Refused):
        raise AssertionError(f"a refusal was expected, not {outcome!r}")  # noqa: TRY004
    return outcome
