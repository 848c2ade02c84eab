"""Limits of a number across all flows: SMS codes, wrong passwords, failed resets, gateway faults.

The limits protect other people: their phones from SMS codes, their service passwords from guesses.
Only a keyed hash of the number is stored. Uses are reserved before a call, so that concurrent calls
can't exceed a limit together; unused reservations are given back after it.

After a gateway fault nobody knows whether an SMS was sent or a password was tried. That counts as a
gateway fault and as nothing else, so that no page says that the person did what they did not do.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable

import structlog

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.carrier.reset_rules import ResetRules
from h5kit.clock import Clock
from h5kit.flow.limits import KEPT_SECONDS, LimitReached, UseKind, UseLimit, reached
from h5kit.flow.outcomes import CarrierOutcome, Refused, ResetOutcome
from h5kit.flow.record import Flow, Shown
from h5kit.settings import Settings
from h5kit.steps.call_uses import begins_dialogue, is_gateway_fault, is_reset, kinds_of
from h5kit.steps.limit_rules import LimitRules
from h5kit.steps.number_carrier import reset_rule
from h5kit.store.plan import Reserve, Use
from h5kit.store.store import Store

RESERVED = frozenset({UseKind.SMS, UseKind.RESET_SMS, UseKind.GATEWAY_FAULT})
"""The kinds of use that a call may cause without anybody knowing; they are reserved before it."""

OnReached = Callable[[str], None]
"""Gets the kind of each limit that refuses something."""

log = structlog.get_logger("h5kit.steps")


def number_key(lookup_key: str, tel: str) -> str:
    """Return the keyed hash of a number of 11 digits by which the store keeps its uses, as hex."""
    return hmac.new(
        lookup_key.encode(), f"h5kit.limits\0{tel}".encode(), hashlib.sha256
    ).hexdigest()


class NumberLimits:
    """Checks the limits of numbers and computes the uses of calls."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        rules: ResetRules,
        on_reached: OnReached | None = None,
    ) -> None:
        """Set up the limits: `store` keeps the uses, `settings` and `rules` set the maximums."""
        self._store = store
        self._clock = clock
        self._rules = rules
        self._limits = LimitRules(settings.limits)
        self._on_reached = on_reached

    def reserve(self, waiting: Flow, answers: Answers | ResetAnswers) -> Reserve | None:
        """Return the uses to reserve before a call and the limits to check; None for no limits.

        Only a call that begins a dialogue may make the carrier send an SMS. A service password
        reserves no use: it counts after the call, if it was wrong.
        """
        limits = self._of_call(waiting)
        if isinstance(answers, Answers) and answers.service_password:
            limits += self._limits.passwords
        limits = tuple(limit for limit in limits if limit.rule.most)
        if not limits:
            return None
        return Reserve(self._key(waiting), _reserved_kinds(limits), self._begun_at(waiting), limits)

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
        if is_gateway_fault(waiting, opening, outcome):
            uses += (self._use(waiting, UseKind.GATEWAY_FAULT),)
        if reserved is None:
            return uses, ()
        kinds = {use.kind for use in uses}
        unused = tuple(use for use in reserved.uses if use.kind not in kinds)
        return tuple(use for use in uses if use.kind not in reserved.kinds), unused

    def unsettled(self, waiting: Flow) -> tuple[Use, ...]:
        """Return the reserved uses to give back if a call was given up because its server died.

        The call still counts as a gateway fault: nobody knows what the gateway did.
        """
        limits = (limit for limit in self._of_call(waiting) if limit.rule.most)
        kinds = set(_reserved_kinds(limits)) - {UseKind.GATEWAY_FAULT}
        at = self._begun_at(waiting)
        return tuple(Use(self._key(waiting), kind, at) for kind in sorted(kinds))

    def uses_of(self, flow: Flow, outcome: CarrierOutcome | ResetOutcome) -> tuple[Use, ...]:
        """Return the uses of an outcome: a sent SMS, a failed reset, a wrong service password."""
        return tuple(self._use(flow, kind) for kind in kinds_of(flow, outcome))

    async def before_reset(self, flow: Flow, tel: str) -> Shown | None:
        """Return the message of a limit that forbids a reset of `tel` now, or None."""
        rule = reset_rule(self._rules, flow, tel)
        return await self._reached(flow, tel, (*self._limits.faults, *self._limits.resets(rule)))

    async def after_refusal(
        self, flow: Flow, refused: Refused, new_uses: Iterable[Use]
    ) -> Shown | None:
        """Return the message of a limit that ends the dialogue after a refusal, or None.

        The dialogue ends if this was the last failed reset allowed, or if the carrier answered a
        wrong code with another SMS beyond the limit. `new_uses` are the refusal's own uses, which
        aren't stored yet.
        """
        rule, limit = reset_rule(self._rules, flow, flow.tel), None
        if is_reset(flow) and any(use.kind == UseKind.RESET_FAILURE for use in new_uses):
            failures = (self._limits.failures(rule),)
            limit = await self._reached(flow, flow.tel, failures, new_uses)
        if limit is None and refused.sms_seconds and not refused.session_over:
            limits = self._limits.resets(rule) if is_reset(flow) else self._limits.sms
            limit = await self._reached(flow, flow.tel, limits)
        return limit

    def note(self, flow: Flow, limit: LimitReached) -> Shown:
        """Log and count a limit that refuses something; return its message."""
        log.info("limit_reached", sid=flow.sid, partner=flow.partner, kind=limit.kind.value)
        if self._on_reached is not None:
            self._on_reached(limit.kind.value)
        return limit.shown

    def _of_call(self, waiting: Flow) -> tuple[UseLimit, ...]:
        """Return the limits of a call, except those of wrong service passwords."""
        if not begins_dialogue(waiting):
            return self._limits.faults
        rule = reset_rule(self._rules, waiting, waiting.tel)
        sms = self._limits.resets(rule) if is_reset(waiting) else self._limits.sms
        return (*self._limits.faults, *sms)

    async def _reached(
        self, flow: Flow, tel: str, limits: tuple[UseLimit, ...], new_uses: Iterable[Use] = ()
    ) -> Shown | None:
        if not any(limit.rule.most for limit in limits):
            return None
        now = self._clock.now()
        key = number_key(self._store.lookup_key, tel)
        uses = (*await self._store.uses(key, now - KEPT_SECONDS), *new_uses)
        limit = reached(limits, ((use.kind, use.at) for use in uses), now)
        return self.note(flow, limit) if limit else None

    def _key(self, flow: Flow) -> str:
        return number_key(self._store.lookup_key, flow.tel)

    def _use(self, flow: Flow, kind: UseKind) -> Use:
        return Use(self._key(flow), kind.value, self._clock.now())

    def _begun_at(self, waiting: Flow) -> float:
        return waiting.call.started_at if waiting.call else self._clock.now()


def _reserved_kinds(limits: Iterable[UseLimit]) -> tuple[str, ...]:
    return tuple(sorted({limit.kind.value for limit in limits} & RESERVED))
