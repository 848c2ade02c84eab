"""The faults of a gateway call, and the message that the page shows for each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from h5kit.messages import Message


class WireFault(StrEnum):
    """A kind of fault; the values appear in logs and metrics."""

    SILENT = "silent"
    """No complete answer before the call's deadline."""
    UNREACHABLE = "unreachable"
    """No connection: it was refused, the name is unknown, or the TLS handshake failed."""
    DROPPED = "dropped"
    """The connection was closed before the answer was complete."""
    MAINTENANCE = "maintenance"
    """HTTP 502, 503 or 504."""
    HTTP_ERROR = "http_error"
    """Any other HTTP status than 200."""
    GARBAGE = "garbage"
    """Not HTTP, not JSON, a part that can't be understood, an unknown action, or too large."""
    UNKNOWN_STATUS = "unknown_status"
    """An undocumented status, or one that means our call is wrong."""
    UNAUTHORIZED = "unauthorized"
    """The gateway rejects our appid, sign or token."""
    BREAKER_OPEN = "breaker_open"
    """Not sent, because the circuit breaker of the number's carrier is open."""


MESSAGES: Final = {
    WireFault.SILENT: Message.SUBMIT_FAILED,
    WireFault.UNREACHABLE: Message.CARRIER_BUSY,
    WireFault.DROPPED: Message.CARRIER_BUSY,
    WireFault.MAINTENANCE: Message.CARRIER_MAINTENANCE,
    WireFault.HTTP_ERROR: Message.SERVICE_BUSY,
    WireFault.GARBAGE: Message.SERVICE_BUSY,
    WireFault.UNKNOWN_STATUS: Message.SERVICE_BUSY,
    WireFault.UNAUTHORIZED: Message.SERVICE_BUSY,
    WireFault.BREAKER_OPEN: Message.CARRIER_BUSY,
}

TRANSPORT: Final = frozenset({WireFault.SILENT, WireFault.UNREACHABLE, WireFault.DROPPED})
"""Faults after which the gateway may be down; only these open the circuit breaker."""


UNSENT: Final = frozenset({WireFault.BREAKER_OPEN, WireFault.UNREACHABLE})
"""Faults after which the call has certainly not reached the gateway."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A part of an answer that is not spelled as the dialect says; for logs and metrics.

    `path` is `body`, a key of the envelope, or `data.` and a key of the dialect, so the number of
    paths is bounded. `expected` and `found` are kinds ("seconds", "text"), never a value.
    """

    path: str
    expected: str
    found: str


class WireFaultError(Exception):
    """A call has failed. `detail` is our own word or a status, never data that was sent.

    `place` is the part of the answer that can't be understood, None if the fault has no such part.
    `is_sent` is False if the call has certainly not reached the gateway.
    """

    def __init__(
        self,
        fault: WireFault,
        detail: str = "",
        place: Deviation | None = None,
        *,
        is_sent: bool = True,
    ) -> None:
        """Create the error; `detail` narrows the fault down, for the log."""
        super().__init__(f"{fault} ({detail})" if detail else fault.value)
        self.fault = fault
        self.detail = detail
        self.place = place
        self.is_sent = is_sent and fault not in UNSENT
