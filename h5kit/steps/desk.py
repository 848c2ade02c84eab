"""The desk between the flow and the carrier: it makes the calls, off the page's request.

A submit moves the flow to `waiting` by compare-and-set; only the winner calls the carrier, so
however many submits there are, there is one login. The call's answer moves the flow on.
"""

import asyncio
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
    CarrierOutcome,
    Granted,
    NewCaptcha,
    Refused,
    ResetDone,
    ResetOutcome,
)
from h5kit.flow.progress import (
    answered,
    authorization,
    barred,
    expired,
    moved,
    opened,
    replace,
)
from h5kit.flow.record import Call, Flow, Shown
from h5kit.flow.reset import limited, reset_answered
from h5kit.flow.states import ENDED, RESETTING, State
from h5kit.identity import last_four, person
from h5kit.model import Authorization
from h5kit.settings import Settings
from h5kit.steps.calls import by, dialogue, reset_dialogue, session_of
from h5kit.steps.held import HeldPasswords
from h5kit.steps.limits import Limits
from h5kit.storage.jobs import NewJob
from h5kit.storage.port import Flows, Hold

FollowUp = Callable[[Authorization], tuple[NewJob, ...]]

ALREADY_GRANTED = 23
NUMBER_BUSY = 45
ELSEWHERE = 51
CAPTCHA_SECONDS = 10

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
        self._calls: dict[str, asyncio.Task[Flow]] = {}

    async def barred_reset(self, flow: Flow, tel: str) -> Shown | None:
        """Return what tells that a number's reset can't begin now, None when it can."""
        return await self._limits.on_reset(flow, tel)

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
        if limit := await self._limit(replace(flow, **changes), is_resend=is_resend):
            return await self._show(flow, limit, changes)
        if is_resend and flow.state is State.PHONE:
            changes["question"] = None
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
        taken = await self._store.move(flow, waiting, hold=hold, is_passing=True)
        if taken.reason == "held" and await self._supersede(waiting, taken.holder):
            taken = await self._store.move(flow, waiting, hold=hold)
        if taken.done:
            call_made = self._start(waiting, answers)
            await self.settled(flow.id)
            return Sent(call_made.result() if call_made.done() else waiting)
        if taken.reason == "held":
            return await self._show(flow, Shown(code=NUMBER_BUSY), changes)
        return Sent(await self._now(flow), is_stale=True)

    async def settled(self, flow_id: str) -> None:
        """Wait until the flow's carrier call has ended, no longer than a page may wait."""
        task = self._calls.get(flow_id)
        if task is not None:
            await asyncio.wait({task}, timeout=self._settings.page_waits_seconds)

    async def refresh_captcha(self, flow: Flow) -> Flow:
        """Ask for another picture; the step and its revision stay."""
        if flow.question is None or Ask.CAPTCHA not in flow.question.kinds:
            return flow
        deadline = self._clock.now() + CAPTCHA_SECONDS
        asking = self._gateway.refresh_captcha(session_of(flow))
        answer = await by(deadline, self._clock, asking, flow.sid)
        if isinstance(answer, NewCaptcha):
            question = replace(flow.question, captcha=answer.captcha)
            fresh = replace(flow, question=question, shown=())
        else:
            fresh = replace(flow, shown=(Shown(code=answer.message),))
        if await self._store.touch(flow, fresh):
            return fresh
        return await self._now(fresh)

    async def close(self) -> None:
        """Let calls under way finish for a while, then end them; forget every password."""
        if self._calls:
            await asyncio.wait(set(self._calls.values()), timeout=self._settings.drain_seconds)
        for task in list(self._calls.values()):
            task.cancel()
        self.passwords.clear()

    def _start(self, waiting: Flow, answers: Answers | ResetAnswers) -> asyncio.Task[Flow]:
        task = asyncio.create_task(self._call(waiting, answers))
        self._calls[waiting.id] = task
        task.add_done_callback(lambda _: self._calls.pop(waiting.id, None))
        return task

    async def _limit(self, flow: Flow, *, is_resend: bool) -> Shown | None:
        """Return what tells that no new dialogue may begin for this number, None when one may."""
        if flow.state in RESETTING:
            begins = flow.state is State.RESET_IDENTITY or is_resend
            return await self._limits.on_reset(flow, flow.tel) if begins else None
        begins = flow.question is None or is_resend
        return await self._limits.on_codes(flow.tel) if begins else None

    async def _show(self, flow: Flow, shown: Shown, changes: dict[str, Any]) -> Sent:
        """Keep what was typed and tell why nothing was sent; the step stays."""
        told = replace(flow, shown=(shown,), **changes)
        await self._store.touch(flow, told)
        return Sent(await self._now(told))

    async def _call(self, waiting: Flow, answers: Answers | ResetAnswers) -> Flow:
        if isinstance(answers, ResetAnswers):
            return await self._reset(waiting, answers)
        deadline = waiting.call.deadline if waiting.call else self._clock.now()
        asking = dialogue(self._gateway, waiting, answers)
        answer = await by(deadline, self._clock, asking, waiting.sid)
        begun, outcome = answer if isinstance(answer, tuple) else (None, answer)
        now = self._clock.now()
        standing = opened(waiting, begun, now) if begun else waiting
        has_password = bool(answers.service_password)
        lacks_nothing = has_password or (waiting.call is not None and waiting.call.is_resend)
        after = answered(standing, outcome, now, has_password=lacks_nothing)
        self.passwords.answered(after, outcome, answers.service_password)
        return await self._write(waiting, after, outcome)

    async def _reset(self, waiting: Flow, answers: ResetAnswers) -> Flow:
        deadline = waiting.call.deadline if waiting.call else self._clock.now()
        asking = reset_dialogue(self._gateway, waiting, answers)
        outcome = await by(deadline, self._clock, asking, waiting.sid)
        now = self._clock.now()
        after = reset_answered(waiting, outcome, now)
        if isinstance(outcome, Refused):
            used = self._limits.used(waiting, outcome)
            limit = await self._limits.on_failure(waiting, used) if used else None
            after = limited(waiting, now, limit) if limit else after
        if isinstance(outcome, ResetDone):
            self.passwords.reset(waiting)
        return await self._write(waiting, after, outcome)

    async def _write(
        self, waiting: Flow, after: Flow, outcome: CarrierOutcome | ResetOutcome
    ) -> Flow:
        release = after.state in ENDED or (after.question is None and after.reset is None)
        hold = (
            None if release else self._hold(after, after.touched_at + self._settings.idle_seconds)
        )
        grant = self._grant(after) if isinstance(outcome, Granted) else None
        jobs = self._follow_up(grant) if grant else ()
        done = await self._store.move(
            waiting,
            after,
            hold=hold,
            release=release,
            grant=grant,
            jobs=jobs,
            uses=self._limits.used(waiting, outcome),
        )
        if done.done:
            if jobs:
                self._granted()
            return after
        if done.reason == "granted":
            again = barred(waiting, after.touched_at, ALREADY_GRANTED)
            await self._store.move(waiting, again, release=True)
        return await self._now(after)

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
