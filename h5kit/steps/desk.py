"""The desk between the flow and the carrier: it makes the calls, off the page's request.

A submit moves the flow to `waiting` by compare-and-set; only the winner calls the carrier, so
however many submits there are, there is one login. The call's outcome moves the flow on.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from typing import Any, assert_never

import structlog

from h5kit.carrier.gateway import Answers, Gateway, ResetAnswers
from h5kit.carrier.reset_rules import ResetRules
from h5kit.clock import Clock
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Ask
from h5kit.flow.progress import apply_captcha, apply_event, expired, replace
from h5kit.flow.record import CarrierCall, Flow, Shown
from h5kit.flow.states import RESETTING, State
from h5kit.messages import Message
from h5kit.settings import Settings
from h5kit.steps.carrier_calls import CarrierCalls
from h5kit.steps.flow_writer import FlowWriter, FollowUp
from h5kit.steps.limits import NumberLimits
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.service_passwords import ServicePasswords
from h5kit.store.plan import (
    AlreadyGranted,
    Applied,
    LimitReached,
    NumberHeld,
    Plan,
    Reserve,
    SidReused,
    Stale,
)
from h5kit.store.store import Store
from h5kit.tasks import cancel

log = structlog.get_logger()


class Desk:
    """Makes carrier calls for flows; the steps read from it what they work with."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        clock: Clock,
        settings: Settings,
        rules: ResetRules,
        follow_up: FollowUp,
        granted: Callable[[], None],
    ) -> None:
        """Join the parts.

        `follow_up` names the jobs that an authorization brings about; `granted` is called once
        they are committed.
        """
        self.store = store
        self.clock = clock
        self.settings = settings
        self.rules = rules
        self.limits = NumberLimits(store, settings, clock, rules)
        self.service_passwords = ServicePasswords(settings.flow.password_seconds)
        self._writer = FlowWriter(
            store, clock, settings, self.service_passwords, follow_up, granted
        )
        self._carrier = CarrierCalls(
            gateway, clock, self.limits, self.service_passwords, settings.captcha_seconds
        )
        self._calls: dict[str, asyncio.Task[Flow]] = {}

    async def reread(self, flow: Flow) -> Flow:
        """Return the flow as the store has it."""
        return await self._writer.reread(flow)

    def is_about_another(self, flow: Flow, tel: str) -> bool:
        """Say whether the flow may be about one number only, and this is another one."""
        own = self._writer.person(flow, tel)
        return bool(flow.number_hash) and not hmac.compare_digest(flow.number_hash, own)

    async def current(self, flow: Flow) -> Flow:
        """Return the flow as it stands now, ended by time where its time is over."""
        s = self.settings.flow
        over = expired(
            flow,
            self.clock.now(),
            idle=s.idle_seconds,
            lifetime=s.flow_seconds,
            grace=s.call_grace_seconds,
        )
        if over is None:
            return flow
        self.service_passwords.drop(flow)
        if await self._writer.release(flow, over):
            return over
        return await self.reread(over)

    async def call_carrier(
        self,
        flow: Flow,
        answers: Answers | ResetAnswers,
        *,
        is_resend: bool = False,
        **changes: Any,
    ) -> StepShown | LateForm:
        """Send answers to the carrier, once, and wait a moment for what comes of it.

        `changes` are the facts of the flow that the same form brought (draft, number, consent);
        `is_resend` begins anew for the sake of another SMS code.
        """
        now = self.clock.now()
        call = CarrierCall(
            id=secrets.token_hex(8),
            origin=flow.state,
            started_at=now,
            deadline=now + self.settings.flow.call_seconds,
            is_resend=is_resend,
        )
        waiting = apply_event(flow, Event.SUBMITTED, now, call=call, **changes)
        hold = self._writer.hold(waiting, call.deadline + self.settings.flow.call_grace_seconds)
        reserve = self.limits.reserve(waiting, answers, begins=_begins(waiting))
        plan = Plan(hold=hold, reserve=reserve, is_intermediate=True)
        result = await self.store.transition(flow, waiting, plan)
        if isinstance(result, NumberHeld) and await self._writer.supersede(waiting, result.holder):
            result = await self.store.transition(flow, waiting, Plan(hold=hold, reserve=reserve))
        match result:
            case Applied():
                task = self._start(waiting, answers, reserve)
                await self.wait_for_call(flow.id)
                return StepShown(_result(task) or waiting)
            case NumberHeld():
                return await self._tell(flow, Shown(code=Message.NUMBER_BUSY), changes)
            case LimitReached(shown):
                return await self._tell(flow, shown, changes)
            case Stale() | AlreadyGranted() | SidReused():
                return LateForm(await self.reread(flow))
            case _:
                assert_never(result)

    async def wait_for_call(self, flow_id: str) -> None:
        """Wait until the flow's carrier call has ended, no longer than a page may wait."""
        task = self._calls.get(flow_id)
        if task is not None:
            await asyncio.wait({task}, timeout=self.settings.flow.page_waits_seconds)

    async def refresh_captcha(self, flow: Flow) -> Flow:
        """Ask for another picture; the step and its revision stay unless the carrier ends it."""
        if flow.question is None or Ask.CAPTCHA not in flow.question.kinds:
            return flow
        outcome = await self._carrier.refresh_captcha(flow)
        # Read again: what was typed while the carrier was asked must not be lost.
        here = await self.reread(flow)
        if (here.state, here.rev) != (flow.state, flow.rev):
            return here
        after = apply_captcha(here, outcome, self.clock.now())
        if after.rev == here.rev:
            return after if await self.store.touch(here, after) else await self.reread(here)
        self.service_passwords.drop(here)
        return after if await self._writer.release(here, after) else await self.reread(here)

    async def close(self) -> None:
        """Let calls under way finish for a while, then cancel them; forget every password.

        A cancelled call is awaited: its gateway's `finally` may need what is closed after this.
        """
        calls = set(self._calls.values())
        if calls:
            _, late = await asyncio.wait(calls, timeout=self.settings.flow.drain_seconds)
            await cancel(late)
        self.service_passwords.clear()

    def _start(
        self, waiting: Flow, answers: Answers | ResetAnswers, reserve: Reserve | None
    ) -> asyncio.Task[Flow]:
        task = asyncio.create_task(self._run(waiting, answers, reserve))
        self._calls[waiting.id] = task
        task.add_done_callback(lambda done: self._ended(waiting, done))
        return task

    async def _run(
        self, waiting: Flow, answers: Answers | ResetAnswers, reserve: Reserve | None
    ) -> Flow:
        result = await self._carrier.make(waiting, answers, reserve)
        return await self._writer.write(waiting, result)

    def _ended(self, waiting: Flow, task: asyncio.Task[Flow]) -> None:
        """Forget a call that has ended; the flow's next one may be under way already."""
        if self._calls.get(waiting.id) is task:
            del self._calls[waiting.id]
        if not task.cancelled() and (fault := task.exception()):
            log.error("call_unwritten", sid=waiting.sid, fault=type(fault).__name__)

    async def _tell(self, flow: Flow, shown: Shown, changes: dict[str, Any]) -> StepShown:
        """Keep what was typed and tell why nothing was sent; the step stays.

        Another number is no longer the one that was held. A person who submits isn't idle.
        """
        told = replace(flow, shown=(shown,), touched_at=self.clock.now(), **changes)
        await self.store.touch(flow, told, release=told.tel != flow.tel)
        return StepShown(await self.reread(told))


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
