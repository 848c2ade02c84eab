"""What is written of a flow besides its steps: the number it holds, and what a call has led to."""

from collections.abc import Callable
from typing import assert_never

import structlog

from h5kit.clock import Clock
from h5kit.flow.machine import Event, is_allowed
from h5kit.flow.outcomes import Granted
from h5kit.flow.progress import apply_event, apply_login, authorization, barred
from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import ENDED
from h5kit.identity import last_four, person
from h5kit.messages import Message
from h5kit.model import Authorization
from h5kit.settings import Settings
from h5kit.steps.carrier_calls import CallResult
from h5kit.steps.carrier_dialogue import BROKEN
from h5kit.steps.service_passwords import ServicePasswords
from h5kit.store.jobs import NewJob
from h5kit.store.plan import (
    AlreadyGranted,
    Applied,
    Hold,
    LimitReached,
    NumberHeld,
    Plan,
    SidReused,
    Stale,
    TransitionResult,
)
from h5kit.store.retry import until_written
from h5kit.store.store import Store

FollowUp = Callable[[Authorization], tuple[NewJob, ...]]

log = structlog.get_logger()


class FlowWriter:
    """Writes flows with the numbers they hold and the authorizations they end in."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        service_passwords: ServicePasswords,
        follow_up: FollowUp,
        granted: Callable[[], None],
    ) -> None:
        """Take the store; `follow_up` names an authorization's jobs, `granted` is told of them."""
        self._store = store
        self._clock = clock
        self._settings = settings
        self._service_passwords = service_passwords
        self._follow_up = follow_up
        self._granted = granted

    async def reread(self, flow: Flow) -> Flow:
        """Return the flow as the store has it."""
        return await self._store.find(flow.id) or flow

    def person(self, flow: Flow, tel: str) -> str:
        """Return the keyed hash of the flow's partner and a number."""
        return person(self._store.lookup_key, flow.partner, tel)

    def hold(self, flow: Flow, until: float) -> Hold:
        """Return the claim on the flow's number."""
        return Hold(self.person(flow, flow.tel), until)

    async def supersede(self, flow: Flow, holder: str) -> bool:
        """End the same person's older flow (same partner, same uid) so that this one may go on.

        An app that was killed and opens the partner's page again gets a new flow; its own
        older one must not lock it out.
        """
        other = await self._store.find(holder)
        if other is None or not flow.uid or (other.partner, other.uid) != (flow.partner, flow.uid):
            return False
        if not is_allowed(other.state, Event.SUPERSEDED):
            return False
        shown = (Shown(code=Message.SIGNED_IN_ELSEWHERE),)
        now = self._clock.now()
        ended = apply_event(other, Event.SUPERSEDED, now, question=None, reset=None, shown=shown)
        self._service_passwords.drop(other)
        return await self.release(other, ended)

    async def release(self, before: Flow, after: Flow) -> bool:
        """Write a transition that lets the number go; say whether it took place."""
        return isinstance(await self._store.transition(before, after, Plan(release=True)), Applied)

    async def write(self, waiting: Flow, result: CallResult) -> Flow:
        """Write what a call has led to, with the authorization and its jobs; return the flow."""
        after = result.after
        release = after.state in ENDED or (after.question is None and after.reset is None)
        until = after.touched_at + self._settings.flow.idle_seconds
        hold = None if release else self.hold(after, until)
        grant = self._authorization(after) if isinstance(result.outcome, Granted) else None
        jobs = self._follow_up(grant) if grant else ()
        plan = Plan(
            hold=hold,
            release=release,
            grant=grant,
            jobs=jobs,
            uses=result.uses,
            refunds=result.back,
        )
        done = await until_written(
            lambda: self._store.transition(waiting, after, plan), waiting.sid
        )
        if jobs:
            self._granted()
        if isinstance(done, Applied):
            return after
        if instead := self._ungranted(waiting, done):
            await self.release(waiting, instead)
        return await self.reread(after)

    def _authorization(self, flow: Flow) -> Authorization:
        four = last_four(self._store.lookup_key, flow.tel)
        return authorization(flow, self.person(flow, flow.tel), four)

    def _ungranted(self, waiting: Flow, done: TransitionResult) -> Flow | None:
        """Return what becomes of a flow that can't have its authorization."""
        now = self._clock.now()
        match done:
            case SidReused():
                log.error("gateway_broken", sid=waiting.sid, fault="sid_reused")
                return apply_login(waiting, BROKEN, now, has_password=True)
            case AlreadyGranted():
                return barred(waiting, now, Message.ALREADY_AUTHORIZED)
            case Applied() | Stale() | NumberHeld() | LimitReached():
                return None
            case _:
                assert_never(done)
