"""Transitions of a password reset: pure functions from a flow and an outcome to the next flow."""

from typing import assert_never

from h5kit.flow.limits import MOST_WRONG_CODES
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Refused, ResetAsked, ResetDone, ResetOutcome, ResetStep
from h5kit.flow.progress import apply_event, barred, gateway_claim, replace
from h5kit.flow.record import Flow, OpenReset, ResetEnd, Shown
from h5kit.flow.states import State
from h5kit.messages import Message, Recovery, Severity

EVENTS = {
    ResetStep.LOGIN_SMS: Event.RESET_LOGIN_SMS_ASKED,
    ResetStep.SMS: Event.RESET_SMS_ASKED,
    ResetStep.CONTACTS: Event.RESET_CONTACTS_ASKED,
    ResetStep.PASSWORD: Event.RESET_PASSWORD_ASKED,
}
STEPS = {
    State.RESET_LOGIN_SMS: ResetStep.LOGIN_SMS,
    State.RESET_SMS: ResetStep.SMS,
    State.RESET_CONTACTS: ResetStep.CONTACTS,
    State.RESET_PASSWORD: ResetStep.PASSWORD,
}
"""The step of the carrier's reset that a state submits; RESET_IDENTITY begins the reset."""

_CODES = (Message.WRONG_CODE, Message.WRONG_CODE_NEW_SENT, Message.SMS_CODE_NEEDED)
_CALLED = (Message.CALLED_NUMBERS_NEEDED, Message.PHONE_INVALID, Message.CONTACT_REPEATED)
_PASSWORDS = (
    Message.PASSWORD_NEEDED,
    Message.PASSWORD_NOT_DIGITS,
    Message.PASSWORD_NOT_SIX_DIGITS,
    Message.PASSWORD_NOT_EIGHT_DIGITS,
    Message.PASSWORD_TOO_SIMPLE,
    Message.PASSWORD_UNCHANGED,
)
FIELDS: dict[State, dict[Message, str]] = {
    State.RESET_IDENTITY: {
        Message.WRONG_IDENTITY: "id_card",
        Message.NAME_NEEDED: "name",
        Message.NAME_TOO_LONG: "name",
        Message.ID_CARD_INVALID: "id_card",
    },
    State.RESET_LOGIN_SMS: dict.fromkeys(_CODES, "sms_code"),
    State.RESET_SMS: dict.fromkeys(_CODES, "sms_code"),
    State.RESET_CONTACTS: dict.fromkeys(_CALLED, "phone1"),
    State.RESET_PASSWORD: dict.fromkeys(_PASSWORDS, "new_password"),
}
"""The field at which each step shows a message of the carrier; others are shown at the top."""
NO_RETRY = frozenset({Recovery.HOTLINE, Recovery.TOMORROW})
"""Recoveries after which a retry is pointless: the flow returns to P4, which shows the hotlines."""
CALLED_NUMBERS = frozenset({"phone1", "phone2", "phone3", "phone4", "phone5"})
"""Fields with other people's numbers; they are deleted from the draft after the reset."""


def apply_reset(flow: Flow, outcome: ResetOutcome, now: float) -> Flow:
    """Return the waiting flow after the outcome of a step of the reset."""
    match outcome:
        case ResetAsked():
            until = now + outcome.sms_seconds if outcome.sms_seconds else 0.0
            reset = OpenReset(
                tid=outcome.tid,
                sms_until=until,
                note=outcome.note,
                is_old_code=outcome.is_old_code,
            )
            claim = gateway_claim(flow, outcome.carrier, outcome.region)
            event = EVENTS[outcome.step]
            return apply_event(flow, event, now, call=None, reset=reset, gateway_claim=claim)
        case ResetDone():
            end = ResetEnd.SENT if outcome.is_sent_by_sms else ResetEnd.CHOSEN
            draft = {k: v for k, v in flow.draft.items() if k not in CALLED_NUMBERS}
            return apply_event(
                flow,
                Event.RESET_DONE,
                now,
                call=None,
                reset=None,
                question=None,
                draft=draft,
                reset_end=end,
            )
        case Refused():
            return _refused(flow, outcome, now)
        case _:
            assert_never(outcome)


def _refused(flow: Flow, refused: Refused, now: float) -> Flow:
    origin = flow.call.origin if flow.call else State.RESET_IDENTITY
    row = refused.message.row
    if row.severity is Severity.END:
        return barred(flow, now, refused.message)
    reset = flow.reset
    if reset is not None:
        until = now + refused.sms_seconds if refused.sms_seconds else reset.sms_until
        wrong = reset.wrong + (refused.message is Message.WRONG_CODE)
        is_old = reset.is_old_code and not refused.sms_seconds
        reset = replace(reset, sms_until=until, wrong=wrong, is_old_code=is_old)
    if refused.session_over or (reset is not None and reset.wrong >= MOST_WRONG_CODES):
        is_final = not NO_RETRY.isdisjoint(row.recoveries)
        event = Event.RESET_REFUSED if is_final else Event.RESET_LOST
        field = "" if is_final else FIELDS[State.RESET_IDENTITY].get(refused.message, "")
        shown = (Shown(code=refused.message, field=field),)
        return apply_event(flow, event, now, call=None, reset=None, shown=shown)
    shown = (Shown(code=refused.message, field=FIELDS[origin].get(refused.message, "")),)
    return apply_event(flow, Event.REFUSED, now, call=None, reset=reset, shown=shown)


def reset_limited(flow: Flow, now: float, shown: Shown) -> Flow:
    """Return the waiting flow back on P4, because the outcome has reached a limit."""
    return apply_event(flow, Event.RESET_REFUSED, now, call=None, reset=None, shown=(shown,))
