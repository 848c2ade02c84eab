"""The table of the flow: (state, event) → state, and nothing else decides where a flow goes."""

from enum import StrEnum

from h5kit.flow.states import RESETTING, State


class Event(StrEnum):
    """What can happen to a flow."""

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
"""Where a refusal leads: back to the step on whose behalf the carrier was called."""

S, E = State, Event

ORIGINS = [S.PHONE, S.VERIFY, *RESETTING]

MOVES: dict[tuple[State, Event], State | None] = {
    (S.BASIC_INFO, E.FILLED): S.PHONE,
    (S.BASIC_INFO, E.EXPIRED): S.FAILED,
    (S.BASIC_INFO, E.SUPERSEDED): S.FAILED,
    (S.PHONE, E.SUBMITTED): S.WAITING,
    (S.PHONE, E.EDITED): S.BASIC_INFO,
    (S.PHONE, E.FORGOT): S.FORGOT,
    # A picture that the carrier refuses may tell that its session, or the flow, is over.
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
    # The carrier says after each step which comes next, in any order, or that this was the last.
    (S.WAITING, E.RESET_LOGIN_SMS_ASKED): S.RESET_LOGIN_SMS,
    (S.WAITING, E.RESET_SMS_ASKED): S.RESET_SMS,
    (S.WAITING, E.RESET_CONTACTS_ASKED): S.RESET_CONTACTS,
    (S.WAITING, E.RESET_PASSWORD_ASKED): S.RESET_PASSWORD,
    (S.WAITING, E.RESET_LOST): S.RESET_IDENTITY,
    (S.WAITING, E.RESET_REFUSED): S.FORGOT,
    (S.WAITING, E.RESET_DONE): S.PHONE,
    # A new flow begins at its first step; the ended one keeps the way to it.
    (S.FAILED, E.RESTARTED): S.FAILED,
}

# Every step of a reset is submitted to the carrier, and left by < 返回认证 or 重置密码.
for _step in RESETTING:
    MOVES |= {
        (_step, E.SUBMITTED): S.WAITING,
        (_step, E.FORGOT): S.FORGOT,
        (_step, E.CLOSED): S.PHONE,
        (_step, E.EXPIRED): S.FAILED,
        (_step, E.SUPERSEDED): S.FAILED,
    }


class MoveNotAllowedError(Exception):
    """The table has no such move; a defect of the caller, never something a user can cause."""


def after(state: State, event: Event, origin: State = State.PHONE) -> State:
    """Return where `event` leads from `state`; `origin` is what a refused call came from."""
    try:
        to = MOVES[state, event]
    except KeyError:
        msg = f"{state} has no move for {event}"
        raise MoveNotAllowedError(msg) from None
    return origin if to is ORIGIN else to


def is_allowed(state: State, event: Event) -> bool:
    """Say whether the table has a move for `event` in `state`."""
    return (state, event) in MOVES


def mermaid() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> basic_info", "    [*] --> phone"]
    for (state, event), to in MOVES.items():
        targets = ORIGINS if to is ORIGIN else [to]
        lines += [f"    {state} --> {target}: {event}" for target in targets]
    lines += ["    failed --> [*]", "    success --> [*]"]
    return "\n".join(lines)


def to_json() -> list[dict[str, str]]:
    """Return the table's rows as plain dictionaries; `to` is `origin` for a refusal."""
    return [
        {"state": s, "event": e, "to": "origin" if to is ORIGIN else to}
        for (s, e), to in MOVES.items()
    ]
