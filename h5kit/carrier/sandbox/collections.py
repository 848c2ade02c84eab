"""The sandbox's collection of records after a login: the scenario's delay, fault or records."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from h5kit.carrier.sandbox.dialogue import GONE, Dialogue
from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.clock import Clock
from h5kit.flow.outcomes import Collected, CollectOutcome, NotYet, Refused
from h5kit.messages import Message

MOST: Final = 10_000
FAILED: Final = Refused(Message.SERVICE_BUSY)


@dataclass(frozen=True, slots=True)
class _Session:
    tel: str = field(repr=False)
    owner: Owner
    plan: Collection
    at: float


class Collections:
    """The granted sessions of one sandbox carrier, at most the newest 10,000."""

    def __init__(self, clock: Clock) -> None:
        """Start without sessions; delays and call logs follow `clock`."""
        self._clock = clock
        self._sessions: OrderedDict[str, _Session] = OrderedDict()

    def begin(self, sid: str, dialogue: Dialogue) -> None:
        """Start to collect the records of a granted session."""
        plan, now = dialogue.script.records, self._clock.now()
        self._sessions[sid] = _Session(dialogue.tel, dialogue.owner, plan, now)
        if len(self._sessions) > MOST:
            self._sessions.popitem(last=False)

    async def of(self, sid: str) -> CollectOutcome:
        """Return the session's records, `NotYet`, or a refusal."""
        session = self._sessions.get(sid)
        if session is None:
            return GONE
        left = session.at + session.plan.seconds - self._clock.now()
        if left > 0:
            return NotYet(left)
        if session.plan.fails:
            return FAILED
        # On a thread: 10,000 calls take half a second.
        records = await asyncio.to_thread(
            invented_records, session.tel, sid, session.plan, session.owner, session.at
        )
        return Collected(records)
