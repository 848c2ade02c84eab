"""How a reset moves a flow on: pure functions from a waiting flow and the carrier's outcome."""

from typing import assert_never

from h5kit.flow.limits import MOST_WRONG_CODES
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Refused, ResetAsked, ResetDone, ResetOutcome, ResetStep
from h5kit.flow.progress import barred, moved, replace, with_claim
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
"""What a state answers; at the identity nothing is open yet."""

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
"""Where each step shows a message of the carrier; one that isn't here stands at the top."""

ELSEWHERE = frozenset({Recovery.HOTLINE, Recovery.TOMORROW})
"""After a message with one of these the hotlines of P4 are what helps, not another try."""

CONTACTS = frozenset({"phone1", "phone2", "phone3", "phone4", "phone5"})
"""Other people's numbers in the draft, which nobody needs once the reset is done."""


def apply_reset(flow: Flow, outcome: ResetOutcome, now: float) -> Flow:
    """Return the waiting flow after the carrier's outcome of a step of the reset."""
    match outcome:
        case ResetAsked():
            until = now + outcome.sms_seconds if outcome.sms_seconds else 0.0
            reset = OpenReset(
                tid=outcome.tid,
                sms_until=until,
                note=outcome.note,
                is_old_code=outcome.is_old_code,
            )
            told = with_claim(flow, outcome.carrier, outcome.region)
            event = EVENTS[outcome.step]
            return moved(flow, event, now, call=None, reset=reset, told=told)
        case ResetDone():
            end = ResetEnd.SENT if outcome.is_sent_by_sms else ResetEnd.CHOSEN
            draft = {k: v for k, v in flow.draft.items() if k not in CONTACTS}
            return moved(
                flow,
                Event.RESET_DONE,
                now,
                call=None,
                reset=None,
                question=None,
                draft=draft,
                told_reset=end,
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
        is_hopeless = not ELSEWHERE.isdisjoint(row.recoveries)
        event = Event.RESET_REFUSED if is_hopeless else Event.RESET_LOST
        field = "" if is_hopeless else FIELDS[State.RESET_IDENTITY].get(refused.message, "")
        shown = (Shown(code=refused.message, field=field),)
        return moved(flow, event, now, call=None, reset=None, shown=shown)
    shown = (Shown(code=refused.message, field=FIELDS[origin].get(refused.message, "")),)
    return moved(flow, Event.REFUSED, now, call=None, reset=reset, shown=shown)


def reset_limited(flow: Flow, now: float, shown: Shown) -> Flow:
    """Return the waiting flow led back to P4 by a limit that the carrier's outcome has reached."""
    return moved(flow, Event.RESET_REFUSED, now, call=None, reset=None, shown=(shown,))
