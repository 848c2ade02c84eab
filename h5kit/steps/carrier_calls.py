"""Calls the carrier and computes what each call leads to; writes nothing to the store."""

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
    GATEWAY_FAILED,
    GATEWAY_TIMED_OUT,
    await_outcome,
    log_in,
    reset_password,
    session_of,
)
from h5kit.steps.limits import NumberLimits
from h5kit.steps.service_passwords import ServicePasswords
from h5kit.store.plan import Reserve, Use


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call led to.

    `after` is the flow after the call and `outcome` the carrier's answer. `uses` are uses to
    record besides the reserved ones; `unused` are reserved uses to give back.
    """

    after: Flow
    outcome: CarrierOutcome | ResetOutcome
    uses: tuple[Use, ...]
    unused: tuple[Use, ...]


class CarrierCalls:
    """Calls the carrier for flows in the state `waiting`."""

    def __init__(
        self,
        gateway: Gateway,
        clock: Clock,
        limits: NumberLimits,
        service_passwords: ServicePasswords,
        captcha_seconds: float,
    ) -> None:
        """Set up the calls; a captcha request times out after `captcha_seconds`."""
        self._gateway = gateway
        self._clock = clock
        self._limits = limits
        self._service_passwords = service_passwords
        self._captcha_seconds = captcha_seconds

    async def call(
        self, waiting: Flow, answers: Answers | ResetAnswers, reserved: Reserve | None
    ) -> CallResult:
        """Send the answers to the carrier and return the result.

        `reserved` are the uses reserved before the call; None if no limit applies to it.
        """
        if isinstance(answers, ResetAnswers):
            return await self._reset_password(waiting, answers, reserved)
        return await self._log_in(waiting, answers, reserved)

    async def refresh_captcha(self, flow: Flow) -> NewCaptcha | Refused:
        """Request another captcha for the open question.

        A timeout or an error of the gateway leaves the session open.
        """
        deadline = self._clock.now() + self._captcha_seconds
        call = self._gateway.refresh_captcha(session_of(flow))
        outcome = await await_outcome(deadline, self._clock, self._gateway, call, flow.sid)
        if isinstance(outcome, Refused) and (
            outcome is GATEWAY_TIMED_OUT or outcome is GATEWAY_FAILED
        ):
            return dataclasses.replace(outcome, session_over=False)
        return outcome

    async def _log_in(
        self, waiting: Flow, answers: Answers, reserved: Reserve | None
    ) -> CallResult:
        was_held = self._service_passwords.is_held(waiting, answers.service_password)
        call = log_in(self._gateway, waiting, answers)
        result = await await_outcome(
            self._deadline(waiting), self._clock, self._gateway, call, waiting.sid
        )
        opened, outcome = result if isinstance(result, tuple) else (None, result)
        is_resend = waiting.call is not None and waiting.call.is_resend
        if opened is None and isinstance(outcome, Refused):
            outcome = _keep_session_of_resend(waiting, outcome)
        now = self._clock.now()
        before = open_question(waiting, opened, now) if opened else waiting
        has_password = bool(answers.service_password) or is_resend
        after = apply_login(before, outcome, now, has_password=has_password)
        uses, unused = self._limits.settle(waiting, reserved, opened or outcome, outcome)
        if limit := await self._limit_reached(waiting, after, outcome, uses):
            after = lose_session(before, now, limit)
        self._service_passwords.apply_outcome(
            after, outcome, answers.service_password, was_held=was_held
        )
        return CallResult(after, outcome, uses, unused)

    async def _reset_password(
        self, waiting: Flow, answers: ResetAnswers, reserved: Reserve | None
    ) -> CallResult:
        call = reset_password(self._gateway, waiting, answers)
        outcome = await await_outcome(
            self._deadline(waiting), self._clock, self._gateway, call, waiting.sid
        )
        if isinstance(outcome, Refused):
            outcome = _keep_session_of_resend(waiting, outcome)
        now = self._clock.now()
        after = apply_reset(waiting, outcome, now)
        uses, unused = self._limits.settle(waiting, reserved, outcome, outcome)
        if limit := await self._limit_reached(waiting, after, outcome, uses):
            after = reset_limited(waiting, now, limit)
        if isinstance(outcome, ResetDone):
            self._service_passwords.drop_all(waiting)
        return CallResult(after, outcome, uses, unused)

    async def _limit_reached(
        self,
        waiting: Flow,
        after: Flow,
        outcome: CarrierOutcome | ResetOutcome,
        uses: tuple[Use, ...],
    ) -> Shown | None:
        """Return the message of a limit that ends the dialogue, or None.

        A limit ends it only after a refusal, and only if the flow itself hasn't ended.
        """
        if not isinstance(outcome, Refused) or after.state in ENDED:
            return None
        return await self._limits.after_refusal(waiting, outcome, uses)

    def _deadline(self, waiting: Flow) -> float:
        return waiting.call.deadline if waiting.call else self._clock.now()


def _keep_session_of_resend(waiting: Flow, refused: Refused) -> Refused:
    """Return the refusal, which after a resend leaves the session open: its code may be valid."""
    is_resend = waiting.call is not None and waiting.call.is_resend
    return dataclasses.replace(refused, session_over=False) if is_resend else refused
