"""The states of a flow; a value is the step's name in pages, attributes and tests."""

from enum import StrEnum


class State(StrEnum):
    """The state of a flow. The values are part of the page contract (`data-h5-step`)."""

    BASIC_INFO = "basic_info"
    PHONE = "phone"
    VERIFY = "verify"
    WAITING = "waiting"
    FORGOT = "forgot"
    RESET_IDENTITY = "reset_identity"
    RESET_LOGIN_SMS = "reset_login_sms"
    RESET_SMS = "reset_sms"
    RESET_CONTACTS = "reset_contacts"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    SUCCESS = "success"
    FAILED = "failed"


ENDED = frozenset({State.SUCCESS, State.FAILED})
RESETTING = (
    State.RESET_IDENTITY,
    State.RESET_LOGIN_SMS,
    State.RESET_SMS,
    State.RESET_CONTACTS,
    State.RESET_PASSWORD,
)
"""The steps of P5, resetting the service password; each of them calls the carrier."""
