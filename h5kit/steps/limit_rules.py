"""The limits of a number as rules, made from the settings and the number's reset rule."""

from typing import Final

from h5kit.carrier.reset_rules import ResetRule
from h5kit.flow.limits import Daily, Lockout, UseKind, UseLimit
from h5kit.limit_settings import LimitSettings
from h5kit.messages import Message

BURST_SECONDS: Final = 1800
HOUR: Final = 3600


class LimitRules:
    """The limits that apply to each kind of call; each limit says which message it shows."""

    def __init__(self, most: LimitSettings) -> None:
        """Make the limits that don't depend on the number; `most` sets the maximums."""
        self.sms = (
            UseLimit(UseKind.SMS, Lockout(most.sms_burst, BURST_SECONDS), Message.TOO_FREQUENT),
            UseLimit(UseKind.SMS, Daily(most.sms_a_day), Message.SMS_LIMIT_REACHED),
        )
        guesses = Lockout(most.wrong_passwords, BURST_SECONDS)
        self.passwords = (UseLimit(UseKind.WRONG_PASSWORD, guesses, Message.TOO_FREQUENT),)
        # 47, because the person did nothing wrong: nothing may say that they asked too often.
        fault, busy = UseKind.GATEWAY_FAULT, Message.CARRIER_BUSY
        self.faults = (
            UseLimit(fault, Lockout(most.gateway_faults, BURST_SECONDS), busy),
            UseLimit(fault, Daily(most.gateway_faults_a_day), busy),
        )

    def failures(self, rule: ResetRule) -> UseLimit:
        """Return the limit of failed resets of a number with this reset rule."""
        lockout = Lockout(rule.failures, rule.failure_hours * HOUR)
        return UseLimit(UseKind.RESET_FAILURE, lockout, Message.RESET_FAILED)

    def resets(self, rule: ResetRule) -> tuple[UseLimit, ...]:
        """Return the limits of beginning a reset, except those of gateway faults."""
        codes = UseLimit(UseKind.RESET_SMS, Daily(rule.sms_a_day), Message.SMS_LIMIT_REACHED)
        return (self.failures(rule), codes, *self.sms)

    def every(self, rule: ResetRule) -> tuple[UseLimit, ...]:
        """Return every limit of a number with this reset rule."""
        return (*self.faults, *self.passwords, *self.resets(rule))
