"""Where a service password waits, in memory only, while its flow's login dialogue is open.

It is the password of one number: a person who goes on with another number has typed none yet.
"""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Entry:
    tel: str = field(repr=False)
    service_password: str = field(repr=False)
    timer: asyncio.TimerHandle


class PasswordVault:
    """Holds a password a flow, with its number, for at most `seconds`; never written or printed."""

    def __init__(self, seconds: float) -> None:
        """Make an empty vault."""
        self._seconds = seconds
        self._entries: dict[str, _Entry] = {}

    def put(self, flow_id: str, tel: str, service_password: str) -> None:
        """Hold a number's password until `drop`, or until its time is over."""
        self.drop(flow_id)
        timer = asyncio.get_running_loop().call_later(self._seconds, self.drop, flow_id)
        self._entries[flow_id] = _Entry(tel, service_password, timer)

    def get(self, flow_id: str, tel: str) -> str:
        """Return the password that a flow holds for a number, "" when there is none (any more)."""
        entry = self._entries.get(flow_id)
        return entry.service_password if entry and entry.tel == tel else ""

    def drop(self, flow_id: str) -> None:
        """Forget a flow's password."""
        entry = self._entries.pop(flow_id, None)
        if entry is not None:
            entry.timer.cancel()

    def clear(self) -> None:
        """Forget all of them."""
        for flow_id in list(self._entries):
            self.drop(flow_id)


class OutdatedPasswords:
    """Knows passwords that were right but must be changed, as digests under a key of its own.

    So that a new one that equals it can be refused before the carrier is asked.
    """

    def __init__(self, seconds: float) -> None:
        """Make an empty one that forgets after `seconds`."""
        self._digests = PasswordVault(seconds)
        self._key = secrets.token_bytes(32)

    def put(self, flow_id: str, tel: str, service_password: str) -> None:
        """Remember a number's password in a flow."""
        self._digests.put(flow_id, tel, self._digest(service_password))

    def has(self, flow_id: str, tel: str, service_password: str) -> bool:
        """Say whether this is the password that was put for a flow and number."""
        digest = self._digest(service_password)
        return hmac.compare_digest(self._digests.get(flow_id, tel), digest)

    def drop(self, flow_id: str) -> None:
        """Forget a flow's password."""
        self._digests.drop(flow_id)

    def clear(self) -> None:
        """Forget all of them."""
        self._digests.clear()

    def _digest(self, service_password: str) -> str:
        return hmac.new(self._key, service_password.encode(), hashlib.sha256).hexdigest()
