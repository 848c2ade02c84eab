"""The flow's transition table: (state, event) → state. Only this table changes a flow's state."""

from enum import StrEnum

from h5kit.flow.states import RESETTING, State


class Event(StrEnum):
    """The events of a flow."""

    FILLED = "filled"
    SUBMITTED = "submitted"
    MORE_ASKED = "more_asked"
    VERIFY_ASKED = "verify_asked"
    GRANTED = "granted"
    REFUSED = "refused"
    SESSION_LOST = "session_lost"
    BARRED = "barred"
    FORGOT = "forgot"
    CLOSED = "closed"
    RESET_CHOSEN = "reset_chosen"
    RESET_LOGIN_SMS_ASKED = "reset_login_sms_asked"
    RESET_SMS_ASKED = "reset_sms_asked"
    RESET_CONTACTS_ASKED = "reset_contacts_asked"
    RESET_PASSWORD_ASKED = "reset_password_asked"  # noqa: S105
    RESET_LOST = "reset_lost"
    RESET_REFUSED = "reset_refused"
    RESET_DONE = "reset_done"
    EDITED = "edited"
    EXPIRED = "expired"
    RESTARTED = "restarted"
    SUPERSEDED = "superseded"


ORIGIN = None
"""The target of a refusal: the step from which the carrier was called (`CarrierCall.origin`)."""

S, E = State, Event

ORIGINS = [S.PHONE, S.VERIFY, *RESETTING]

TRANSITIONS: dict[tuple[State, Event], State | None] = {
    (S.BASIC_INFO, E.FILLED): S.PHONE,
    (S.BASIC_INFO, E.EXPIRED): S.FAILED,
    (S.BASIC_INFO, E.SUPERSEDED): S.FAILED,
    (S.PHONE, E.SUBMITTED): S.WAITING,
    (S.PHONE, E.EDITED): S.BASIC_INFO,
    (S.PHONE, E.FORGOT): S.FORGOT,
    # Refreshing the captcha may be refused because the carrier's session, or the flow, has ended.
    (S.PHONE, E.SESSION_LOST): S.PHONE,
    (S.PHONE, E.BARRED): S.FAILED,
    (S.PHONE, E.EXPIRED): S.FAILED,
    (S.PHONE, E.SUPERSEDED): S.FAILED,
    (S.VERIFY, E.SUBMITTED): S.WAITING,
    (S.VERIFY, E.FORGOT): S.FORGOT,
    (S.VERIFY, E.SESSION_LOST): S.PHONE,
    (S.VERIFY, E.BARRED): S.FAILED,
    (S.VERIFY, E.EXPIRED): S.FAILED,
    (S.VERIFY, E.SUPERSEDED): S.FAILED,
    (S.WAITING, E.MORE_ASKED): S.PHONE,
    (S.WAITING, E.VERIFY_ASKED): S.VERIFY,
    (S.WAITING, E.GRANTED): S.SUCCESS,
    (S.WAITING, E.REFUSED): ORIGIN,
    (S.WAITING, E.SESSION_LOST): S.PHONE,
    (S.WAITING, E.BARRED): S.FAILED,
    (S.WAITING, E.EXPIRED): S.FAILED,
    (S.FORGOT, E.CLOSED): S.PHONE,
    (S.FORGOT, E.RESET_CHOSEN): S.RESET_IDENTITY,
    (S.FORGOT, E.EXPIRED): S.FAILED,
    (S.FORGOT, E.SUPERSEDED): S.FAILED,
    # After each step of a reset the carrier names the next one, in any order, or ends the reset.
    (S.WAITING, E.RESET_LOGIN_SMS_ASKED): S.RESET_LOGIN_SMS,
    (S.WAITING, E.RESET_SMS_ASKED): S.RESET_SMS,
    (S.WAITING, E.RESET_CONTACTS_ASKED): S.RESET_CONTACTS,
    (S.WAITING, E.RESET_PASSWORD_ASKED): S.RESET_PASSWORD,
    (S.WAITING, E.RESET_LOST): S.RESET_IDENTITY,
    (S.WAITING, E.RESET_REFUSED): S.FORGOT,
    (S.WAITING, E.RESET_DONE): S.PHONE,
    # A restart creates a new flow; the ended one stays failed and stores its successor.
    (S.FAILED, E.RESTARTED): S.FAILED,
}

# Each step of a reset can be submitted, or left by the buttons < 返回认证 and 重置密码.
for _step in RESETTING:
    TRANSITIONS |= {
        (_step, E.SUBMITTED): S.WAITING,
        (_step, E.FORGOT): S.FORGOT,
        (_step, E.CLOSED): S.PHONE,
        (_step, E.EXPIRED): S.FAILED,
        (_step, E.SUPERSEDED): S.FAILED,
    }


class NoTransitionError(Exception):
    """The table has no such transition. The caller has a defect; users can't cause this."""


def after(state: State, event: Event, origin: State = State.PHONE) -> State:
    """Return the state after `event`; `origin` is the step from which the carrier was called.

    Raises NoTransitionError.
    """
    try:
        to = TRANSITIONS[state, event]
    except KeyError:
        msg = f"{state} has no transition for {event}"
        raise NoTransitionError(msg) from None
    return origin if to is ORIGIN else to


def is_allowed(state: State, event: Event) -> bool:
    """Return whether the table has a transition for `event` in `state`."""
    return (state, event) in TRANSITIONS


def mermaid() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> basic_info", "    [*] --> phone"]
    for (state, event), to in TRANSITIONS.items():
        targets = ORIGINS if to is ORIGIN else [to]
        lines += [f"    {state} --> {target}: {event}" for target in targets]
    lines += ["    failed --> [*]", "    success --> [*]"]
    return "\n".join(lines)


def to_json() -> list[dict[str, str]]:
    """Return the table's rows as dictionaries; `to` is "origin" for a refusal."""
    return [
        {"state": s, "event": e, "to": "origin" if to is ORIGIN else to}
        for (s, e), to in TRANSITIONS.items()
    ]
