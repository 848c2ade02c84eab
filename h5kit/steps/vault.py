"""Where a service password waits, in memory only, while its flow's login dialogue is open."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Held:
    password: str = field(repr=False)
    timer: asyncio.TimerHandle


class Vault:
    """Holds passwords by flow for at most `seconds`; never written, never printed."""

    def __init__(self, seconds: float) -> None:
        """Make an empty vault."""
        self._seconds = seconds
        self._held: dict[str, _Held] = {}

    def put(self, flow_id: str, password: str) -> None:
        """Hold a password until `drop`, or until its time is over."""
        self.drop(flow_id)
        timer = asyncio.get_running_loop().call_later(self._seconds, self.drop, flow_id)
        self._held[flow_id] = _Held(password, timer)

    def get(self, flow_id: str) -> str:
        """Return the password held for a flow, "" when there is none (any more)."""
        held = self._held.get(flow_id)
        return held.password if held else ""

    def drop(self, flow_id: str) -> None:
        """Forget a flow's password."""
        held = self._held.pop(flow_id, None)
        if held is not None:
            held.timer.cancel()

    def clear(self) -> None:
        """Forget all of them."""
        for flow_id in list(self._held):
            self.drop(flow_id)
