"""Where a service password waits, in memory only, while its flow's login dialogue is open.

It is the password of one number: whoever goes on with another number has typed none yet.
"""

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Held:
    tel: str = field(repr=False)
    password: str = field(repr=False)
    timer: asyncio.TimerHandle


class Vault:
    """Holds a password a flow, with its number, for at most `seconds`; never written or printed."""

    def __init__(self, seconds: float) -> None:
        """Make an empty vault."""
        self._seconds = seconds
        self._held: dict[str, _Held] = {}

    def put(self, flow_id: str, tel: str, password: str) -> None:
        """Hold a number's password until `drop`, or until its time is over."""
        self.drop(flow_id)
        timer = asyncio.get_running_loop().call_later(self._seconds, self.drop, flow_id)
        self._held[flow_id] = _Held(tel, password, timer)

    def get(self, flow_id: str, tel: str) -> str:
        """Return the password that a flow holds for a number, "" when there is none (any more)."""
        held = self._held.get(flow_id)
        return held.password if held and held.tel == tel else ""

    def drop(self, flow_id: str) -> None:
        """Forget a flow's password."""
        held = self._held.pop(flow_id, None)
        if held is not None:
            held.timer.cancel()

    def clear(self) -> None:
        """Forget all of them."""
        for flow_id in list(self._held):
            self.drop(flow_id)


class Outworn:
    """Knows passwords that were right but must be changed, as digests under a key of its own.

    So that a new one that equals it can be refused (message 32) before the carrier is asked.
    """

    def __init__(self, seconds: float) -> None:
        """Make an empty one that forgets after `seconds`."""
        self._digests = Vault(seconds)
        self._key = secrets.token_bytes(32)

    def put(self, flow_id: str, tel: str, password: str) -> None:
        """Remember a number's password in a flow."""
        self._digests.put(flow_id, tel, self._digest(password))

    def has(self, flow_id: str, tel: str, password: str) -> bool:
        """Say whether this is the password that was put for a flow and number."""
        return hmac.compare_digest(self._digests.get(flow_id, tel), self._digest(password))

    def drop(self, flow_id: str) -> None:
        """Forget a flow's password."""
        self._digests.drop(flow_id)

    def clear(self) -> None:
        """Forget all of them."""
        self._digests.clear()

    def _digest(self, password: str) -> str:
        return hmac.new(self._key, password.encode(), hashlib.sha256).hexdigest()
