"""Limits of a number across all flows: SMS codes, wrong service passwords and failed resets.

The limits protect other people: their phones from SMS codes, their service passwords from guesses.
Only a keyed hash of the number is stored. Uses are reserved before a call, so that concurrent calls
can't exceed a limit together; unused reservations are given back after it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import assert_never

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.carrier.reset_rules import ResetRules
from h5kit.clock import Clock
from h5kit.flow.limits import KEPT_SECONDS, Daily, Lockout, UseKind, UseLimit, reached
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    Granted,
    Refused,
    ResetAsked,
    ResetDone,
    ResetOutcome,
)
from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import RESETTING, State
from h5kit.messages import Message
from h5kit.settings import Settings
from h5kit.steps.number_carrier import reset_rule
from h5kit.store.plan import Reserve, Use
from h5kit.store.store import Store

FAILED_RESETS = frozenset(
    {
        Message.WRONG_IDENTITY,
        Message.RESET_FAILED,
        Message.WRONG_CODE,
        Message.WRONG_CODE_NEW_SENT,
        Message.CALLED_NUMBERS_NEEDED,
    }
)
"""Refusals that count as a failed reset: a wrong answer, or the carrier's 重置失败."""

SMS_UNKNOWN = frozenset(
    {
        Message.SUBMIT_FAILED,
        Message.CARRIER_MAINTENANCE,
        Message.CARRIER_BUSY,
        Message.SERVICE_BUSY,
    }
)
"""After one of these refusals it is unknown whether an SMS was sent, so it counts as sent."""

BURST_SECONDS = 1800
HOUR = 3600


class NumberLimits:
    """Checks the limits of numbers and computes the uses of calls."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, rules: ResetRules) -> None:
        """Set up the limits: `store` keeps the uses, `settings` and `rules` set the maximums."""
        self._store = store
        self._settings = settings
        self._clock = clock
        self._rules = rules
        most = settings.limits
        self._sms = (
            UseLimit(UseKind.SMS, Lockout(most.sms_burst, BURST_SECONDS), Message.TOO_FREQUENT),
            UseLimit(UseKind.SMS, Daily(most.sms_a_day), Message.SMS_LIMIT_REACHED),
        )
        guesses = Lockout(most.wrong_passwords, BURST_SECONDS)
        self._passwords = (UseLimit(UseKind.WRONG_PASSWORD, guesses, Message.TOO_FREQUENT),)

    def number_key(self, tel: str) -> str:
        """Return the keyed hash of a number, as hex."""
        key = self._store.lookup_key.encode()
        return hmac.new(key, f"h5kit.limits\0{tel}".encode(), hashlib.sha256).hexdigest()

    def reserve(
        self, waiting: Flow, answers: Answers | ResetAnswers, *, begins: bool
    ) -> Reserve | None:
        """Return the uses to reserve before a call and the limits to check; None for no limits.

        Only a call that `begins` a dialogue may make the carrier send an SMS. A service password
        reserves no use: it counts after the call, if it was wrong.
        """
        limits: tuple[UseLimit, ...] = ()
        if begins:
            limits = self._of_reset(waiting, waiting.tel) if _is_reset(waiting) else self._sms
        if isinstance(answers, Answers) and answers.service_password:
            limits += self._passwords
        limits = tuple(limit for limit in limits if limit.rule.most)
        kinds = {limit.kind for limit in limits} & {UseKind.SMS, UseKind.RESET_SMS}
        now = self._clock.now()
        return (
            Reserve(
                self.number_key(waiting.tel),
                tuple(sorted(kind.value for kind in kinds)),
                now,
                limits,
            )
            if limits
            else None
        )

    def settle(
        self,
        waiting: Flow,
        reserved: Reserve | None,
        opening: CarrierOutcome | ResetOutcome,
        outcome: CarrierOutcome | ResetOutcome,
    ) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
        """Return (uses to record besides the reserved ones, reserved uses to give back).

        `opening` is the outcome of the call that begins the dialogue. `outcome` is the one that the
        person sees: the same, unless the first challenge was answered at once.
        """
        uses = self.uses_of(waiting, outcome)
        if reserved is None:
            return uses, ()
        kinds = {use.kind for use in uses}
        is_unknown = (
            isinstance(opening, Refused) and opening.message in SMS_UNKNOWN and opening.is_sent
        )
        unused = () if is_unknown else tuple(u for u in reserved.uses if u.kind not in kinds)
        return tuple(use for use in uses if use.kind not in reserved.kinds), unused

    def uses_of(self, flow: Flow, outcome: CarrierOutcome | ResetOutcome) -> tuple[Use, ...]:
        """Return the uses of an outcome: a sent SMS, a failed reset, a wrong service password."""
        is_reset = _is_reset(flow)
        kinds: list[UseKind] = []
        if _has_sent_sms(outcome):
            kinds += [UseKind.SMS, UseKind.RESET_SMS] if is_reset else [UseKind.SMS]
        if isinstance(outcome, Refused):
            if is_reset and outcome.message in FAILED_RESETS:
                kinds.append(UseKind.RESET_FAILURE)
            if _is_login(flow) and outcome.message is Message.WRONG_PASSWORD:
                kinds.append(UseKind.WRONG_PASSWORD)
        if not kinds:
            return ()
        key, now = self.number_key(flow.tel), self._clock.now()
        return tuple(Use(key, kind.value, now) for kind in kinds)

    async def before_reset(self, flow: Flow, tel: str) -> Shown | None:
        """Return the message of a limit that forbids a reset of `tel` now, or None."""
        return await self._reached(tel, self._of_reset(flow, tel))

    async def after_refusal(
        self, flow: Flow, refused: Refused, new_uses: Iterable[Use]
    ) -> Shown | None:
        """Return the message of a limit that ends the dialogue after a refusal, or None.

        The dialogue ends if this was the last failed reset allowed, or if the carrier answered a
        wrong code with another SMS beyond the limit. `new_uses` are the refusal's own uses, which
        aren't stored yet.
        """
        limit = None
        if _is_reset(flow) and any(use.kind == UseKind.RESET_FAILURE for use in new_uses):
            limit = await self._reached(flow.tel, (self._failures(flow, flow.tel),), new_uses)
        if limit is None and refused.sms_seconds and not refused.session_over:
            limits = self._of_reset(flow, flow.tel) if _is_reset(flow) else self._sms
            limit = await self._reached(flow.tel, limits)
        return limit

    def _failures(self, flow: Flow, tel: str) -> UseLimit:
        rule = reset_rule(self._rules, flow, tel)
        return UseLimit(
            UseKind.RESET_FAILURE,
            Lockout(rule.failures, rule.failure_hours * HOUR),
            Message.RESET_FAILED,
        )

    def _of_reset(self, flow: Flow, tel: str) -> tuple[UseLimit, ...]:
        codes = Daily(reset_rule(self._rules, flow, tel).sms_a_day)
        return (
            self._failures(flow, tel),
            UseLimit(UseKind.RESET_SMS, codes, Message.SMS_LIMIT_REACHED),
            *self._sms,
        )

    async def _reached(
        self, tel: str, limits: tuple[UseLimit, ...], new_uses: Iterable[Use] = ()
    ) -> Shown | None:
        if not any(limit.rule.most for limit in limits):
            return None
        now = self._clock.now()
        uses = (*await self._store.uses(self.number_key(tel), now - KEPT_SECONDS), *new_uses)
        return reached(limits, ((use.kind, use.at) for use in uses), now)


def _is_reset(flow: Flow) -> bool:
    return flow.call is not None and flow.call.origin in RESETTING


def _is_login(flow: Flow) -> bool:
    return flow.call is not None and flow.call.origin is State.PHONE


def _has_sent_sms(outcome: CarrierOutcome | ResetOutcome) -> bool:
    """Return whether the carrier has sent an SMS code with this outcome.

    A challenge for an older code that is still valid doesn't count.
    """
    match outcome:
        case Challenge() | ResetAsked():
            return outcome.sms_seconds > 0 and not outcome.is_old_code
        case Refused():
            return outcome.sms_seconds > 0
        case Granted() | ResetDone():
            return False
        case _:
            assert_never(outcome)
