"""How often a number may be sent SMS codes, be guessed at or fail a reset, across all flows.

Limits protect a stranger's phone from SMS codes and a stranger's service password from guesses;
only a keyed hash of the number is kept. What a call may use up is reserved before the call is made,
so that calls at the same moment can't pass a limit together, and given back where it wasn't used.
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

COUNTED = frozenset(
    {
        Message.WRONG_IDENTITY,
        Message.RESET_FAILED,
        Message.WRONG_CODE,
        Message.WRONG_CODE_NEW_SENT,
        Message.CALLED_NUMBERS_NEEDED,
    }
)
"""What counts as a failed reset: what was entered was wrong, or the carrier says 重置失败."""

LOST = frozenset(
    {
        Message.SUBMIT_FAILED,
        Message.CARRIER_MAINTENANCE,
        Message.CARRIER_BUSY,
        Message.SERVICE_BUSY,
    }
)
"""After one of these nobody knows whether an SMS was sent: it counts as one."""

BURST_SECONDS = 1800
HOUR = 3600


class NumberLimits:
    """Says when a limit is reached, and what has been used."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, rules: ResetRules) -> None:
        """Take where uses are kept, and the numbers that limit them."""
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

    def key(self, tel: str) -> str:
        """Return the keyed hash that stands for a number."""
        key = self._store.lookup_key.encode()
        return hmac.new(key, f"h5kit.limits\0{tel}".encode(), hashlib.sha256).hexdigest()

    def reserve(
        self, waiting: Flow, answers: Answers | ResetAnswers, *, begins: bool
    ) -> Reserve | None:
        """Return what is taken for a call before it is made, None where nothing limits it.

        A call that `begins` a dialogue may bring an SMS. Of passwords only wrong ones count, once
        they are known to be wrong.
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
            Reserve(self.key(waiting.tel), tuple(sorted(kind.value for kind in kinds)), now, limits)
            if limits
            else None
        )

    def settle(
        self,
        waiting: Flow,
        taken: Reserve | None,
        opening: CarrierOutcome | ResetOutcome,
        outcome: CarrierOutcome | ResetOutcome,
    ) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
        """Return (what was used besides what was taken, what was taken but not used).

        `opening` is what answered the call that begins a dialogue, `outcome` what the person is
        told: the same, unless a login followed at once.
        """
        used = self.used(waiting, outcome)
        if taken is None:
            return used, ()
        kinds = {use.kind for use in used}
        is_lost = isinstance(opening, Refused) and opening.message in LOST and opening.is_sent
        back = () if is_lost else tuple(use for use in taken.uses if use.kind not in kinds)
        return tuple(use for use in used if use.kind not in taken.kinds), back

    def used(self, flow: Flow, outcome: CarrierOutcome | ResetOutcome) -> tuple[Use, ...]:
        """Return what an answer has used up: an SMS that was sent, a failed reset, a guess."""
        is_reset = _is_reset(flow)
        kinds: list[UseKind] = []
        if _has_sent_sms(outcome):
            kinds += [UseKind.SMS, UseKind.RESET_SMS] if is_reset else [UseKind.SMS]
        if isinstance(outcome, Refused):
            if is_reset and outcome.message in COUNTED:
                kinds.append(UseKind.RESET_FAILURE)
            if _is_login(flow) and outcome.message is Message.WRONG_PASSWORD:
                kinds.append(UseKind.WRONG_PASSWORD)
        if not kinds:
            return ()
        key, now = self.key(flow.tel), self._clock.now()
        return tuple(Use(key, kind.value, now) for kind in kinds)

    async def before_reset(self, flow: Flow, tel: str) -> Shown | None:
        """Return what tells that a number's reset can't begin now, None when it can."""
        return await self._reached(tel, self._of_reset(flow, tel))

    async def after_refusal(
        self, flow: Flow, refused: Refused, used: Iterable[Use]
    ) -> Shown | None:
        """Return what tells that this dialogue must end here, None when it may go on.

        It must after the last failed reset that is allowed, and where the carrier has answered a
        wrong code with another SMS although there was none left.
        """
        limit = None
        if _is_reset(flow) and any(use.kind == UseKind.RESET_FAILURE for use in used):
            limit = await self._reached(flow.tel, (self._failures(flow, flow.tel),), used)
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
        self, tel: str, limits: tuple[UseLimit, ...], just_used: Iterable[Use] = ()
    ) -> Shown | None:
        if not any(limit.rule.most for limit in limits):
            return None
        now = self._clock.now()
        uses = (*await self._store.uses(self.key(tel), now - KEPT_SECONDS), *just_used)
        return reached(limits, ((use.kind, use.at) for use in uses), now)


def _is_reset(flow: Flow) -> bool:
    return flow.call is not None and flow.call.origin in RESETTING


def _is_login(flow: Flow) -> bool:
    return flow.call is not None and flow.call.origin is State.PHONE


def _has_sent_sms(outcome: CarrierOutcome | ResetOutcome) -> bool:
    """Say whether the carrier has sent an SMS code; one that still holds was sent before."""
    match outcome:
        case Challenge() | ResetAsked():
            return outcome.sms_seconds > 0 and not outcome.is_old_code
        case Refused():
            return outcome.sms_seconds > 0
        case Granted() | ResetDone():
            return False
        case _:
            assert_never(outcome)
