"""How often a number may be sent SMS codes or fail a reset, across flows and partners.

Only a keyed hash of the number is kept. Against whoever asks for codes on a stranger's phone.
"""

import hashlib
import hmac
from collections.abc import Iterable

from h5kit.carrier.regions import Rules
from h5kit.clock import Clock
from h5kit.flow.limits import KEPT_SECONDS, Daily, Limit, Lockout
from h5kit.flow.outcomes import CarrierOutcome, Refused, ResetOutcome
from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import RESETTING
from h5kit.settings import Settings
from h5kit.steps.lines import rule_of
from h5kit.storage.port import Flows, Use

SMS, RESET_SMS, RESET_FAILURE = "sms", "reset_sms", "reset_failure"
RESET_FAILED, NO_MORE_SMS, TOO_OFTEN = 33, 39, 48
COUNTED = frozenset({26, 33, 37, 41, 44})
"""What counts as a failed reset: what was entered was wrong, or the carrier says 重置失败."""

BURST_SECONDS = 1800
HOUR = 3600

Bar = tuple[str, Limit, int]
"""A kind of use, its limit, and the message that tells that it's reached."""


class Limits:
    """Says when a limit is reached, and what has been used."""

    def __init__(self, store: Flows, settings: Settings, clock: Clock, rules: Rules) -> None:
        """Take where uses are kept, and the numbers that limit them."""
        self._store = store
        self._settings = settings
        self._clock = clock
        self._rules = rules
        self._sms: tuple[Bar, ...] = (
            (SMS, Lockout(settings.sms_burst, BURST_SECONDS), TOO_OFTEN),
            (SMS, Daily(settings.sms_a_day), NO_MORE_SMS),
        )

    def key(self, tel: str) -> str:
        """Return the keyed hash that stands for a number."""
        key = self._store.lookup_key.encode()
        return hmac.new(key, f"h5kit.limits\0{tel}".encode(), hashlib.sha256).hexdigest()

    async def on_codes(self, tel: str) -> Shown | None:
        """Return what tells that a number can't be sent more codes now, None when it can."""
        return await self._reached(tel, self._sms) if self._sms_is_limited else None

    async def on_reset(self, flow: Flow, tel: str) -> Shown | None:
        """Return what tells that a number's reset can't begin now, None when it can."""
        rule = rule_of(self._rules, flow, tel)
        failures = Lockout(rule.failures, rule.failure_hours * HOUR)
        own: tuple[Bar, ...] = (
            (RESET_FAILURE, failures, RESET_FAILED),
            (RESET_SMS, Daily(rule.sms_a_day), NO_MORE_SMS),
        )
        return await self._reached(tel, (*own, *self._sms))

    async def on_failure(self, flow: Flow, used: Iterable[Use]) -> Shown | None:
        """Return what tells that this failure was the last one allowed, None when it wasn't."""
        rule = rule_of(self._rules, flow, flow.tel)
        bar = (RESET_FAILURE, Lockout(rule.failures, rule.failure_hours * HOUR), RESET_FAILED)
        return await self._reached(flow.tel, (bar,), used)

    def used(self, flow: Flow, outcome: CarrierOutcome | ResetOutcome) -> tuple[Use, ...]:
        """Return what a carrier's answer has used up: an SMS that was sent, a failed reset."""
        is_reset = flow.call is not None and flow.call.origin in RESETTING
        kinds: list[str] = []
        if getattr(outcome, "sms_seconds", 0):
            kinds += [SMS, RESET_SMS] if is_reset else [SMS]
        if is_reset and isinstance(outcome, Refused) and outcome.message in COUNTED:
            kinds.append(RESET_FAILURE)
        if not kinds:
            return ()
        key, now = self.key(flow.tel), self._clock.now()
        return tuple(Use(key, kind, now) for kind in kinds)

    @property
    def _sms_is_limited(self) -> bool:
        return bool(self._settings.sms_burst or self._settings.sms_a_day)

    async def _reached(
        self, tel: str, bars: Iterable[Bar], just_used: Iterable[Use] = ()
    ) -> Shown | None:
        now = self._clock.now()
        uses = (*await self._store.uses(self.key(tel), now - KEPT_SECONDS), *just_used)
        for kind, limit, message in bars:
            until = limit.until([use.at for use in uses if use.kind == kind], now)
            if until:
                return Shown(code=message, until=until)
        return None
