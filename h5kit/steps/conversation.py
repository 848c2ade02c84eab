"""What a flow becomes by one carrier call: asked, answered, counted; nothing is written here."""

import dataclasses
from dataclasses import dataclass

from h5kit.carrier.gateway import Answers, Gateway, ResetAnswers
from h5kit.clock import Clock
from h5kit.flow.outcomes import (
    CarrierOutcome,
    NewCaptcha,
    Refused,
    ResetDone,
    ResetOutcome,
)
from h5kit.flow.progress import answered, closed, opened
from h5kit.flow.record import Flow, Shown
from h5kit.flow.reset import limited, reset_answered
from h5kit.flow.states import ENDED
from h5kit.steps.calls import BROKEN, SILENT, by, dialogue, reset_dialogue, session_of
from h5kit.steps.held import HeldPasswords
from h5kit.steps.limits import Limits
from h5kit.store.plan import Reserve, Use


@dataclass(frozen=True, slots=True)
class Concluded:
    """The flow after a call, what the carrier said, what was used up and what was not after all."""

    after: Flow
    outcome: CarrierOutcome | ResetOutcome
    uses: tuple[Use, ...]
    back: tuple[Use, ...]


class Conversation:
    """Makes one call at a time for a waiting flow."""

    def __init__(
        self,
        gateway: Gateway,
        clock: Clock,
        limits: Limits,
        passwords: HeldPasswords,
        picture_seconds: float,
    ) -> None:
        """Take who answers, what the answers are counted by, and how long a picture may take."""
        self._gateway = gateway
        self._clock = clock
        self._limits = limits
        self._passwords = passwords
        self._picture_seconds = picture_seconds

    async def about(
        self, waiting: Flow, answers: Answers | ResetAnswers, taken: Reserve | None
    ) -> Concluded:
        """Return what comes of a call for which `taken` was taken."""
        if isinstance(answers, ResetAnswers):
            return await self._reset(waiting, answers, taken)
        return await self._login(waiting, answers, taken)

    async def picture(self, flow: Flow) -> NewCaptcha | Refused:
        """Return another picture for the open question; one that fails has closed nothing."""
        deadline = self._clock.now() + self._picture_seconds
        asking = self._gateway.refresh_captcha(session_of(flow))
        answer = await by(deadline, self._clock, asking, flow.sid)
        if isinstance(answer, Refused) and (answer is SILENT or answer is BROKEN):
            return dataclasses.replace(answer, session_over=False)
        return answer

    async def _login(self, waiting: Flow, answers: Answers, taken: Reserve | None) -> Concluded:
        was_held = self._passwords.holds(waiting, answers.service_password)
        asking = dialogue(self._gateway, waiting, answers)
        answer = await by(self._deadline(waiting), self._clock, asking, waiting.sid)
        begun, outcome = answer if isinstance(answer, tuple) else (None, answer)
        is_resend = waiting.call is not None and waiting.call.is_resend
        if begun is None and isinstance(outcome, Refused):
            outcome = _of_resend(waiting, outcome)
        now = self._clock.now()
        standing = opened(waiting, begun, now) if begun else waiting
        lacks_nothing = bool(answers.service_password) or is_resend
        after = answered(standing, outcome, now, has_password=lacks_nothing)
        uses, back = self._limits.settled(waiting, taken, begun or outcome, outcome)
        if limit := await self._limit(waiting, after, outcome, uses):
            after = closed(standing, now, limit)
        self._passwords.answered(after, outcome, answers.service_password, was_held=was_held)
        return Concluded(after, outcome, uses, back)

    async def _reset(
        self, waiting: Flow, answers: ResetAnswers, taken: Reserve | None
    ) -> Concluded:
        asking = reset_dialogue(self._gateway, waiting, answers)
        outcome = await by(self._deadline(waiting), self._clock, asking, waiting.sid)
        if isinstance(outcome, Refused):
            outcome = _of_resend(waiting, outcome)
        now = self._clock.now()
        after = reset_answered(waiting, outcome, now)
        uses, back = self._limits.settled(waiting, taken, outcome, outcome)
        if limit := await self._limit(waiting, after, outcome, uses):
            after = limited(waiting, now, limit)
        if isinstance(outcome, ResetDone):
            self._passwords.reset(waiting)
        return Concluded(after, outcome, uses, back)

    async def _limit(
        self,
        waiting: Flow,
        after: Flow,
        outcome: CarrierOutcome | ResetOutcome,
        uses: tuple[Use, ...],
    ) -> Shown | None:
        """Return what tells that the dialogue must end here, None where it may go on or is over."""
        if not isinstance(outcome, Refused) or after.state in ENDED:
            return None
        return await self._limits.on_refusal(waiting, outcome, uses)

    def _deadline(self, waiting: Flow) -> float:
        return waiting.call.deadline if waiting.call else self._clock.now()


def _of_resend(waiting: Flow, refused: Refused) -> Refused:
    """Return a refusal; one of another code leaves what was open, since its code may hold."""
    is_resend = waiting.call is not None and waiting.call.is_resend
    return dataclasses.replace(refused, session_over=False) if is_resend else refused
