"""Keeps service passwords in memory while the login dialogue of their flow is open.

A password belongs to one number: a person who enters another number must type its password.
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
    """Keeps one password for each flow, with its number, in memory for at most `seconds`."""

    def __init__(self, seconds: float) -> None:
        """Create an empty vault."""
        self._seconds = seconds
        self._entries: dict[str, _Entry] = {}

    def put(self, flow_id: str, tel: str, service_password: str) -> None:
        """Keep a number's password until `drop` or its expiry; it replaces the flow's last one."""
        self.drop(flow_id)
        timer = asyncio.get_running_loop().call_later(self._seconds, self.drop, flow_id)
        self._entries[flow_id] = _Entry(tel, service_password, timer)

    def get(self, flow_id: str, tel: str) -> str:
        """Return the flow's password for a number; "" if there is none or it has expired."""
        entry = self._entries.get(flow_id)
        return entry.service_password if entry and entry.tel == tel else ""

    def drop(self, flow_id: str) -> None:
        """Forget the flow's password."""
        entry = self._entries.pop(flow_id, None)
        if entry is not None:
            entry.timer.cancel()

    def clear(self) -> None:
        """Forget all passwords."""
        for flow_id in list(self._entries):
            self.drop(flow_id)


class OutdatedPasswords:
    """Remembers passwords that were right but that the carrier wants changed, as keyed digests.

    With them a new password that equals the old one is refused before the carrier is called.
    """

    def __init__(self, seconds: float) -> None:
        """Create an empty collection whose digests expire after `seconds`."""
        self._digests = PasswordVault(seconds)
        self._key = secrets.token_bytes(32)

    def put(self, flow_id: str, tel: str, service_password: str) -> None:
        """Remember the digest of a number's password for the flow."""
        self._digests.put(flow_id, tel, self._digest(service_password))

    def has(self, flow_id: str, tel: str, service_password: str) -> bool:
        """Return whether this is the password remembered for the flow and number."""
        digest = self._digest(service_password)
        return hmac.compare_digest(self._digests.get(flow_id, tel), digest)

    def drop(self, flow_id: str) -> None:
        """Forget the flow's digest."""
        self._digests.drop(flow_id)

    def clear(self) -> None:
        """Forget all digests."""
        self._digests.clear()

    def _digest(self, service_password: str) -> str:
        return hmac.new(self._key, service_password.encode(), hashlib.sha256).hexdigest()
