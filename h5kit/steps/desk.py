"""The desk between the flow and the carrier: it makes the calls, off the page's request.

A submit moves the flow to `waiting` by compare-and-set; only the winner calls the carrier, so
however many submits there are, there is one login. The call's answer moves the flow on.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from h5kit.carrier.gateway import Answers, Gateway, ResetAnswers
from h5kit.carrier.regions import Rules
from h5kit.clock import Clock
from h5kit.flow.machine import Event, is_allowed
from h5kit.flow.outcomes import (
    Ask,
    Granted,
)
from h5kit.flow.progress import (
    answered,
    authorization,
    barred,
    expired,
    moved,
    pictured,
    replace,
)
from h5kit.flow.record import Call, Flow, Shown
from h5kit.flow.states import ENDED, RESETTING, State
from h5kit.identity import last_four, person
from h5kit.model import Authorization
from h5kit.settings import Settings
from h5kit.steps.calls import BROKEN
from h5kit.steps.conversation import Concluded, Conversation
from h5kit.steps.held import HeldPasswords
from h5kit.steps.limits import Limits
from h5kit.store.jobs import NewJob
from h5kit.store.port import Flows, Hold, Reserve
from h5kit.store.repeats import until_written
from h5kit.tasks import cancel

FollowUp = Callable[[Authorization], tuple[NewJob, ...]]

ALREADY_GRANTED = 23
NUMBER_BUSY = 45
ELSEWHERE = 51

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """The flow after a submit; `is_stale` when another submit of the same form was first."""

    flow: Flow
    is_stale: bool = False


class Desk:
    """Makes carrier calls for flows and writes what came of them."""

    def __init__(
        self,
        store: Flows,
        gateway: Gateway,
        clock: Clock,
        settings: Settings,
        rules: Rules,
        follow_up: FollowUp,
        granted: Callable[[], None],
    ) -> None:
        """Join the parts.

        `follow_up` names the jobs that an authorization brings about; `granted` is called once
        they are committed.
        """
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._settings = settings
        self._follow_up = follow_up
        self._granted = granted
        self._limits = Limits(store, settings, clock, rules)
        self.passwords = HeldPasswords(settings.password_seconds)
        self._conversation = Conversation(
            gateway, clock, self._limits, self.passwords, settings.captcha_seconds
        )
        self._calls: dict[str, asyncio.Task[Flow]] = {}

    async def barred_reset(self, flow: Flow, tel: str) -> Shown | None:
        """Return what tells that a number's reset can't begin now, None when it can."""
        return await self._limits.on_reset(flow, tel)

    def is_about_another(self, flow: Flow, tel: str) -> bool:
        """Say whether the flow may be about one number only, and this is another one."""
        own = person(self._store.lookup_key, flow.partner, tel)
        return bool(flow.only) and not hmac.compare_digest(flow.only, own)

    async def current(self, flow: Flow) -> Flow:
        """Return the flow as it stands now, ended by time where its time is over."""
        s = self._settings
        over = expired(
            flow,
            self._clock.now(),
            idle=s.idle_seconds,
            whole=s.flow_seconds,
            grace=s.call_grace_seconds,
        )
        if over is None:
            return flow
        self.passwords.drop(flow)
        if (await self._store.move(flow, over, release=True)).done:
            return over
        return await self._now(over)

    async def submit(
        self,
        flow: Flow,
        answers: Answers | ResetAnswers,
        *,
        is_resend: bool = False,
        **changes: Any,
    ) -> Sent:
        """Send answers to the carrier, once, and wait a moment for what comes of it.

        `changes` are the facts of the flow that the same form brought (draft, number, consent);
        `is_resend` begins anew for the sake of another SMS code.
        """
        now = self._clock.now()
        call = Call(
            id=secrets.token_hex(8),
            origin=flow.state,
            started_at=now,
            deadline=now + self._settings.call_seconds,
            is_resend=is_resend,
        )
        waiting = moved(flow, Event.SUBMITTED, now, call=call, **changes)
        hold = self._hold(waiting, call.deadline + self._settings.call_grace_seconds)
        reserve = self._limits.reserve(waiting, answers, begins=_begins(waiting))
        made = await self._store.move(flow, waiting, hold=hold, reserve=reserve, is_passing=True)
        if made.reason == "held" and await self._supersede(waiting, made.holder):
            made = await self._store.move(flow, waiting, hold=hold, reserve=reserve)
        if made.done:
            task = self._start(waiting, answers, reserve)
            await self.settled(flow.id)
            return Sent(_result(task) or waiting)
        if limit := Shown(code=NUMBER_BUSY) if made.reason == "held" else made.limit:
            return await self._show(flow, limit, changes)
        return Sent(await self._now(flow), is_stale=True)

    async def settled(self, flow_id: str) -> None:
        """Wait until the flow's carrier call has ended, no longer than a page may wait."""
        task = self._calls.get(flow_id)
        if task is not None:
            await asyncio.wait({task}, timeout=self._settings.page_waits_seconds)

    async def refresh_captcha(self, flow: Flow) -> Flow:
        """Ask for another picture; the step and its revision stay unless the carrier ends it."""
        if flow.question is None or Ask.CAPTCHA not in flow.question.kinds:
            return flow
        answer = await self._conversation.picture(flow)
        # Read again: what was typed while the carrier was asked must not be lost.
        here = await self._now(flow)
        if (here.state, here.rev) != (flow.state, flow.rev):
            return here
        after = pictured(here, answer, self._clock.now())
        if after.rev == here.rev:
            return after if await self._store.touch(here, after) else await self._now(here)
        self.passwords.drop(here)
        done = await self._store.move(here, after, release=True)
        return after if done.done else await self._now(here)

    async def close(self) -> None:
        """Let calls under way finish for a while, then cancel them; forget every password.

        A cancelled call is awaited: its gateway's `finally` may need what is closed after this.
        """
        calls = set(self._calls.values())
        if calls:
            _, late = await asyncio.wait(calls, timeout=self._settings.drain_seconds)
            await cancel(late)
        self.passwords.clear()

    def _start(
        self, waiting: Flow, answers: Answers | ResetAnswers, taken: Reserve | None
    ) -> asyncio.Task[Flow]:
        task = asyncio.create_task(self._call(waiting, answers, taken))
        self._calls[waiting.id] = task
        task.add_done_callback(lambda done: self._ended(waiting, done))
        return task

    def _ended(self, waiting: Flow, task: asyncio.Task[Flow]) -> None:
        """Forget a call that has ended; the flow's next one may be under way already."""
        if self._calls.get(waiting.id) is task:
            del self._calls[waiting.id]
        if not task.cancelled() and (fault := task.exception()):
            log.error("call_unwritten", sid=waiting.sid, fault=type(fault).__name__)

    async def _show(self, flow: Flow, shown: Shown, changes: dict[str, Any]) -> Sent:
        """Keep what was typed and tell why nothing was sent; the step stays.

        Another number is no longer the one that was held. Who submits isn't idle.
        """
        told = replace(flow, shown=(shown,), touched_at=self._clock.now(), **changes)
        await self._store.touch(flow, told, release=told.tel != flow.tel)
        return Sent(await self._now(told))

    async def _call(
        self, waiting: Flow, answers: Answers | ResetAnswers, taken: Reserve | None
    ) -> Flow:
        return await self._write(waiting, await self._conversation.about(waiting, answers, taken))

    async def _write(self, waiting: Flow, concluded: Concluded) -> Flow:
        after = concluded.after
        release = after.state in ENDED or (after.question is None and after.reset is None)
        hold = (
            None if release else self._hold(after, after.touched_at + self._settings.idle_seconds)
        )
        grant = self._grant(after) if isinstance(concluded.outcome, Granted) else None
        jobs = self._follow_up(grant) if grant else ()
        done = await until_written(
            lambda: self._store.move(
                waiting,
                after,
                hold=hold,
                release=release,
                grant=grant,
                jobs=jobs,
                uses=concluded.uses,
                back=concluded.back,
            ),
            waiting.sid,
        )
        if jobs:
            self._granted()
        if done.done:
            return after
        if instead := self._ungranted(waiting, done.reason):
            await self._store.move(waiting, instead, release=True)
        return await self._now(after)

    def _ungranted(self, waiting: Flow, reason: str) -> Flow | None:
        """Return what becomes of a flow that can't have its authorization."""
        now = self._clock.now()
        if reason == "reused":
            log.error("gateway_broken", sid=waiting.sid, fault="sid_reused")
            return answered(waiting, BROKEN, now, has_password=True)
        return barred(waiting, now, ALREADY_GRANTED) if reason == "granted" else None

    async def _supersede(self, flow: Flow, holder: str) -> bool:
        """End the same person's older flow (same partner, same uid) so that this one may go on.

        An app that was killed and opens the partner's page again gets a new flow; its own
        older one must not lock it out.
        """
        other = await self._store.find(holder)
        if other is None or not flow.uid or (other.partner, other.uid) != (flow.partner, flow.uid):
            return False
        if not is_allowed(other.state, Event.SUPERSEDED):
            return False
        shown = (Shown(code=ELSEWHERE),)
        now = self._clock.now()
        ended = moved(other, Event.SUPERSEDED, now, question=None, reset=None, shown=shown)
        self.passwords.drop(other)
        return (await self._store.move(other, ended, release=True)).done

    def _hold(self, flow: Flow, until: float) -> Hold:
        return Hold(self._person(flow), until)

    def _person(self, flow: Flow) -> str:
        return person(self._store.lookup_key, flow.partner, flow.tel)

    def _grant(self, flow: Flow) -> Authorization:
        four = last_four(self._store.lookup_key, flow.tel)
        return authorization(flow, self._person(flow), four)

    async def _now(self, flow: Flow) -> Flow:
        return await self._store.find(flow.id) or flow


def _begins(waiting: Flow) -> bool:
    """Say whether a submit begins a dialogue with the carrier, which may send an SMS."""
    call = waiting.call
    if call is not None and (call.is_resend or call.origin is State.RESET_IDENTITY):
        return True
    return waiting.question is None and (call is None or call.origin not in RESETTING)


def _result(task: asyncio.Task[Flow]) -> Flow | None:
    """Return the flow after a call, None while it's not written (or could not be)."""
    is_written = task.done() and not task.cancelled() and task.exception() is None
    return task.result() if is_written else None
