"""Writes flows after carrier calls, with their authorizations and their holds on numbers."""

from collections.abc import Callable
from typing import assert_never

import structlog

from h5kit.clock import Clock
from h5kit.flow.limits import LimitReached
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
from h5kit.steps.carrier_dialogue import GATEWAY_FAILED
from h5kit.steps.service_passwords import ServicePasswords
from h5kit.store.jobs import NewJob
from h5kit.store.plan import (
    AlreadyGranted,
    Applied,
    Hold,
    NumberHeld,
    Plan,
    SidReused,
    Stale,
    TransitionResult,
    Use,
)
from h5kit.store.retry import until_written
from h5kit.store.store import Store

GrantJobs = Callable[[Authorization], tuple[NewJob, ...]]
"""Returns the jobs to enqueue for a new authorization."""

log = structlog.get_logger()


class FlowWriter:
    """Writes flows with their holds on numbers, their authorizations and the jobs that follow."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        service_passwords: ServicePasswords,
        grant_jobs: GrantJobs,
        on_granted: Callable[[], None],
    ) -> None:
        """Set up the writer.

        `grant_jobs` returns the jobs of an authorization; `on_granted` is called after they are
        committed.
        """
        self._store = store
        self._clock = clock
        self._settings = settings
        self._service_passwords = service_passwords
        self._follow_up = grant_jobs
        self._on_granted = on_granted

    async def reread(self, flow: Flow) -> Flow:
        """Return the stored flow, or `flow` if it isn't stored any more."""
        return await self._store.find(flow.id) or flow

    def person_key(self, flow: Flow, tel: str) -> str:
        """Return the keyed hash of the flow's partner and a number of 11 digits."""
        return person(self._store.lookup_key, flow.partner, tel)

    def hold(self, flow: Flow, until: float) -> Hold:
        """Return a hold on the flow's number that expires at `until` (seconds since the epoch)."""
        return Hold(self.person_key(flow, flow.tel), until)

    async def supersede(self, flow: Flow, holder: str) -> bool:
        """End the flow `holder` if it belongs to the same person; return whether it has ended.

        Partner and uid identify the person. An app that was killed gets a new flow when it opens
        the partner's page again, and its older flow must not block the number.
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

    async def release(self, before: Flow, after: Flow, refunds: tuple[Use, ...] = ()) -> bool:
        """Write a transition and release the number; return whether the transition was applied.

        `refunds` are reserved uses to give back.
        """
        plan = Plan(release=True, refunds=refunds)
        return isinstance(await self._store.transition(before, after, plan), Applied)

    async def write(self, waiting: Flow, result: CallResult) -> Flow:
        """Write the flow after a call, with its authorization and jobs; return the stored flow.

        If the store refuses the authorization, the flow is written as failed instead.
        """
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
            refunds=result.unused,
        )
        done = await until_written(
            lambda: self._store.transition(waiting, after, plan), waiting.sid
        )
        if jobs:
            self._on_granted()
        if isinstance(done, Applied):
            return after
        if instead := self._ungranted(waiting, done):
            await self.release(waiting, instead)
        return await self.reread(after)

    def _authorization(self, flow: Flow) -> Authorization:
        four = last_four(self._store.lookup_key, flow.tel)
        return authorization(flow, self.person_key(flow, flow.tel), four)

    def _ungranted(self, waiting: Flow, done: TransitionResult) -> Flow | None:
        """Return the flow after a refused authorization; None if none was refused."""
        now = self._clock.now()
        match done:
            case SidReused():
                log.error("gateway_broken", sid=waiting.sid, fault="sid_reused")
                return apply_login(waiting, GATEWAY_FAILED, now, has_password=True)
            case AlreadyGranted():
                return barred(waiting, now, Message.ALREADY_AUTHORIZED)
            case Applied() | Stale() | NumberHeld() | LimitReached():
                return None
            case _:
                assert_never(done)
