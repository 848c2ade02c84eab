"""How each scenario ends (授权成功 or a message), and which steps must be answered before."""

from dataclasses import dataclass, replace

from h5kit.messages import Message
from h5kit.testing.numbers import check_row

LOGIN = ("basic_info", "phone", "verify")
RESET = (
    "forgot",
    "reset_identity",
    "reset_login_sms",
    "reset_sms",
    "reset_contacts",
    "reset_password",
)
FAULTS = {
    "5003": Message.SUBMIT_FAILED,
    "5004": Message.SERVICE_BUSY,
    "5005": Message.SERVICE_BUSY,
    "5006": Message.CARRIER_BUSY,
}
"""The messages of scenarios with a broken carrier."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a scenario; `message` is `OK` for 授权成功.

    With `resets` the flow resets the password (忘记密码) before the login.
    """

    last_four: str
    message: Message = Message.OK
    resets: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """The steps that must be answered."""
        return (*LOGIN, *RESET)

    def after(self, answered: str) -> "Ending":
        """Return the rest of the way after a step was answered: a reset is begun only once."""
        return replace(self, resets=False) if answered == "phone" else self


def ending(last_four: str) -> Ending:
    """Return the end of a row of the scenario table; raises ValueError for unknown digits."""
    check_row(last_four)
    kind = last_four[:2]
    if kind in {"90", "91", "92", "93"}:
        return Ending(last_four, message=Message(int(last_four[2:])), resets=kind == "92")
    return Ending(last_four, FAULTS.get(last_four, Message.OK), resets=kind == "30")
