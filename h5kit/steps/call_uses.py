"""What a carrier call counts as towards the limits of its number."""

from typing import assert_never

from h5kit.flow.limits import UseKind
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    Granted,
    Refused,
    ResetAsked,
    ResetDone,
    ResetOutcome,
)
from h5kit.flow.record import Flow
from h5kit.flow.states import RESETTING, State
from h5kit.messages import Message

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
"""If a dialogue begins with one of these refusals, it is unknown whether an SMS was sent.

It counts as a gateway fault whoever said it: adapters may not say that it was one.
"""


def kinds_of(flow: Flow, outcome: CarrierOutcome | ResetOutcome) -> list[UseKind]:
    """Return what an outcome counts as: a sent SMS, a failed reset, a wrong service password."""
    kinds: list[UseKind] = []
    if _has_sent_sms(outcome):
        kinds += [UseKind.SMS, UseKind.RESET_SMS] if is_reset(flow) else [UseKind.SMS]
    if isinstance(outcome, Refused):
        if is_reset(flow) and outcome.message in FAILED_RESETS:
            kinds.append(UseKind.RESET_FAILURE)
        if _is_login(flow) and outcome.message is Message.WRONG_PASSWORD:
            kinds.append(UseKind.WRONG_PASSWORD)
    return kinds


def is_gateway_fault(
    waiting: Flow,
    opening: CarrierOutcome | ResetOutcome,
    outcome: CarrierOutcome | ResetOutcome,
) -> bool:
    """Return whether the call failed after it was sent, so that nobody knows what it did."""
    if not isinstance(outcome, Refused) or not outcome.is_sent:
        return False
    is_opening = opening is outcome and begins_dialogue(waiting)
    is_unknown = is_opening and outcome.message in SMS_UNKNOWN and not outcome.sms_seconds
    return outcome.is_fault or is_unknown


def begins_dialogue(waiting: Flow) -> bool:
    """Return whether the call begins a dialogue with the carrier, which may send an SMS."""
    call = waiting.call
    if call is not None and (call.is_resend or call.origin is State.RESET_IDENTITY):
        return True
    return waiting.question is None and (call is None or call.origin not in RESETTING)


def is_reset(flow: Flow) -> bool:
    """Return whether the call is one of a reset."""
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
