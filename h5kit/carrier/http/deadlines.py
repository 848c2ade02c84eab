"""The deadline of each call of the gateway."""

from dataclasses import dataclass, fields

from h5kit.carrier.dialect import GatewayCall
from h5kit.settings import GatewaySettings

_USUAL = GatewaySettings()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadline of each call in seconds, connecting included; `connect` bounds only that.

    Keep the server's `call_seconds` above the sum of `flow` and `login`, because it bounds both
    calls together; otherwise the flow gives up before the call's own deadline.
    """

    connect: float = _USUAL.connect_seconds
    token: float = _USUAL.token_seconds
    flow: float = _USUAL.flow_seconds
    captcha: float = _USUAL.captcha_seconds
    login: float = _USUAL.login_seconds
    verify: float = _USUAL.verify_seconds
    forget: float = _USUAL.forget_seconds
    record: float = _USUAL.record_seconds

    def __post_init__(self) -> None:
        """Raise ValueError for a deadline that isn't positive."""
        for one in fields(self):
            if not getattr(self, one.name) > 0:
                raise ValueError(f"deadlines: {one.name} must be more than 0 seconds")

    def of(self, call: GatewayCall) -> float:
        """Return the deadline of a call in seconds."""
        seconds: float = getattr(self, call.value)
        return seconds
