"""What the sandbox carrier collects after a login: the scenario's delay, fault, or records."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from h5kit.carrier.sandbox.dialogue import GONE, Dialogue
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented
from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.clock import Clock
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.messages import Message

MOST: Final = 10_000
FAILED: Final = Refused(Message.SERVICE_BUSY)


@dataclass(frozen=True, slots=True)
class _Begun:
    tel: str = field(repr=False)
    owner: Owner
    plan: Collection
    at: float


class Collections:
    """The granted sessions of one sandbox carrier, the newest 10,000 of them."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none; `clock` moves their delays and is the end of their call logs."""
        self._clock = clock
        self._begun: OrderedDict[str, _Begun] = OrderedDict()

    def begin(self, sid: str, dialogue: Dialogue) -> None:
        """Begin to collect for a session that was granted."""
        plan, now = dialogue.script.records, self._clock.now()
        self._begun[sid] = _Begun(dialogue.tel, dialogue.owner, plan, now)
        if len(self._begun) > MOST:
            self._begun.popitem(last=False)

    async def of(self, sid: str) -> CollectOutcome:
        """Return the session's records, or why there are none."""
        begun = self._begun.get(sid)
        if begun is None:
            return GONE
        left = begun.at + begun.plan.seconds - self._clock.now()
        if left > 0:
            return NotYet(left)
        if begun.plan.fails:
            return FAILED
        # Half a second for 10,000 calls: off the loop.
        made = await asyncio.to_thread(invented, begun.tel, sid, begun.plan, begun.owner, begun.at)
        return Collected(made)
