"""The faults of a call to a gateway, and the message that each becomes."""

from enum import StrEnum
from typing import Final

from h5kit.messages import Message


class WireFault(StrEnum):
    """A kind of fault, by the word that logs and metrics use."""

    SILENT = "silent"
    """No answer, or not the whole of it, within the call's deadline."""
    UNREACHABLE = "unreachable"
    """No connection: refused, no such name, or a TLS handshake that failed."""
    DROPPED = "dropped"
    """The connection ended before the answer did."""
    MAINTENANCE = "maintenance"
    """HTTP 502, 503 or 504."""
    HTTP_ERROR = "http_error"
    """Any other HTTP status but 200."""
    GARBAGE = "garbage"
    """No HTTP, no JSON, a missing key, a wrong type, an unknown action, or too much of it."""
    UNKNOWN_STATUS = "unknown_status"
    """A status that nobody documented, or one that says that our call is wrong."""
    UNAUTHORIZED = "unauthorized"
    """The gateway rejects our appid, sign or token."""
    BREAKER_OPEN = "breaker_open"
    """Not sent: the circuit breaker of the number's carrier is open."""


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
"""Faults that leave open whether the gateway is alive; these open the circuit breaker."""


class WireFaultError(Exception):
    """A call has failed. `detail` is a word or number of ours, never something that was sent."""

    def __init__(self, fault: WireFault, detail: str = "") -> None:
        """Say what failed, and where if that isn't clear."""
        super().__init__(f"{fault} ({detail})" if detail else fault.value)
        self.fault = fault
        self.detail = detail
