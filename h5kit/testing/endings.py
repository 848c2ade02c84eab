"""Where each scenario ends, in 授权成功 or in a message, and what is answered on the way."""

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
"""What broken carriers end in."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a scenario: `message` is `OK` for 授权成功.

    With `resets` the flow goes through 忘记密码 before it logs in.
    """

    last_four: str
    message: Message = Message.OK
    resets: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """The steps that are answered on the way."""
        return (*LOGIN, *RESET)

    def after(self, answered: str) -> "Ending":
        """Return what is left of the way once a step is answered: a reset is begun once."""
        return replace(self, resets=False) if answered == "phone" else self


def ending(last_four: str) -> Ending:
    """Return where a row of the scenario table ends; ValueError for digits that are none."""
    check_row(last_four)
    kind = last_four[:2]
    if kind in {"90", "91", "92", "93"}:
        return Ending(last_four, message=Message(int(last_four[2:])), resets=kind == "92")
    return Ending(last_four, FAULTS.get(last_four, Message.OK), resets=kind == "30")
