"""Carrier calls and what a flow becomes by each: outcome, limits, passwords; writes nothing."""

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
from h5kit.flow.progress import apply_login, lose_session, open_question
from h5kit.flow.record import Flow, Shown
from h5kit.flow.reset import apply_reset, reset_limited
from h5kit.flow.states import ENDED
from h5kit.steps.carrier_dialogue import (
    BROKEN,
    SILENT,
    log_in,
    outcome_by,
    reset_password,
    session_of,
)
from h5kit.steps.limits import NumberLimits
from h5kit.steps.service_passwords import ServicePasswords
from h5kit.store.plan import Reserve, Use


@dataclass(frozen=True, slots=True)
class CallResult:
    """The flow after a call, what the carrier said, what was used up and what was not after all."""

    after: Flow
    outcome: CarrierOutcome | ResetOutcome
    uses: tuple[Use, ...]
    back: tuple[Use, ...]


class CarrierCalls:
    """Makes one call at a time for a waiting flow."""

    def __init__(
        self,
        gateway: Gateway,
        clock: Clock,
        limits: NumberLimits,
        service_passwords: ServicePasswords,
        picture_seconds: float,
    ) -> None:
        """Take who answers, what the answers are counted by, and how long a picture may take."""
        self._gateway = gateway
        self._clock = clock
        self._limits = limits
        self._service_passwords = service_passwords
        self._picture_seconds = picture_seconds

    async def make(
        self, waiting: Flow, answers: Answers | ResetAnswers, taken: Reserve | None
    ) -> CallResult:
        """Return what comes of a call for which `taken` was taken."""
        if isinstance(answers, ResetAnswers):
            return await self._reset_password(waiting, answers, taken)
        return await self._log_in(waiting, answers, taken)

    async def refresh_captcha(self, flow: Flow) -> NewCaptcha | Refused:
        """Return another picture for the open question; one that fails has closed nothing."""
        deadline = self._clock.now() + self._picture_seconds
        asking = self._gateway.refresh_captcha(session_of(flow))
        outcome = await outcome_by(deadline, self._clock, asking, flow.sid)
        if isinstance(outcome, Refused) and (outcome is SILENT or outcome is BROKEN):
            return dataclasses.replace(outcome, session_over=False)
        return outcome

    async def _log_in(self, waiting: Flow, answers: Answers, taken: Reserve | None) -> CallResult:
        was_held = self._service_passwords.has(waiting, answers.service_password)
        asking = log_in(self._gateway, waiting, answers)
        result = await outcome_by(self._deadline(waiting), self._clock, asking, waiting.sid)
        begun, outcome = result if isinstance(result, tuple) else (None, result)
        is_resend = waiting.call is not None and waiting.call.is_resend
        if begun is None and isinstance(outcome, Refused):
            outcome = _of_resend(waiting, outcome)
        now = self._clock.now()
        standing = open_question(waiting, begun, now) if begun else waiting
        lacks_nothing = bool(answers.service_password) or is_resend
        after = apply_login(standing, outcome, now, has_password=lacks_nothing)
        uses, back = self._limits.settle(waiting, taken, begun or outcome, outcome)
        if limit := await self._limit(waiting, after, outcome, uses):
            after = lose_session(standing, now, limit)
        self._service_passwords.note_outcome(
            after, outcome, answers.service_password, was_held=was_held
        )
        return CallResult(after, outcome, uses, back)

    async def _reset_password(
        self, waiting: Flow, answers: ResetAnswers, taken: Reserve | None
    ) -> CallResult:
        asking = reset_password(self._gateway, waiting, answers)
        outcome = await outcome_by(self._deadline(waiting), self._clock, asking, waiting.sid)
        if isinstance(outcome, Refused):
            outcome = _of_resend(waiting, outcome)
        now = self._clock.now()
        after = apply_reset(waiting, outcome, now)
        uses, back = self._limits.settle(waiting, taken, outcome, outcome)
        if limit := await self._limit(waiting, after, outcome, uses):
            after = reset_limited(waiting, now, limit)
        if isinstance(outcome, ResetDone):
            self._service_passwords.drop_all(waiting)
        return CallResult(after, outcome, uses, back)

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
        return await self._limits.after_refusal(waiting, outcome, uses)

    def _deadline(self, waiting: Flow) -> float:
        return waiting.call.deadline if waiting.call else self._clock.now()


def _of_resend(waiting: Flow, refused: Refused) -> Refused:
    """Return a refusal; one of another code leaves what was open, since its code may hold."""
    is_resend = waiting.call is not None and waiting.call.is_resend
    return dataclasses.replace(refused, session_over=False) if is_resend else refused
