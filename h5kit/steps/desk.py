"""The desk: starts carrier calls for flows, each in a task of its own, apart from the request.

A submit moves the flow to `waiting` by compare-and-set. Only the winner calls the carrier, so
concurrent submits lead to one login. The outcome of the call decides the next transition.
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
from h5kit.flow.limits import LimitReached
from h5kit.flow.machine import Event
from h5kit.flow.outcomes import Ask
from h5kit.flow.progress import apply_captcha, apply_event, expired, replace
from h5kit.flow.record import CarrierCall, Flow, Shown
from h5kit.messages import Message
from h5kit.settings import Settings
from h5kit.steps.carrier_calls import CarrierCalls
from h5kit.steps.flow_writer import FlowWriter, GrantJobs
from h5kit.steps.limits import NumberLimits, OnReached
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.service_passwords import ServicePasswords
from h5kit.store.plan import (
    AlreadyGranted,
    Applied,
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
    """Starts carrier calls for flows, and holds the dependencies of the steps."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        clock: Clock,
        settings: Settings,
        rules: ResetRules,
        grant_jobs: GrantJobs,
        on_granted: Callable[[], None],
        on_limit: OnReached | None = None,
    ) -> None:
        """Set up the desk.

        `grant_jobs` returns the jobs to enqueue for a new authorization; `on_granted` is called
        after they are committed. `on_limit` gets the kind of each limit that refuses something.
        """
        self.store = store
        self.clock = clock
        self.settings = settings
        self.rules = rules
        self.limits = NumberLimits(store, settings, clock, rules, on_limit)
        self.service_passwords = ServicePasswords(settings.flow.password_seconds)
        self._writer = FlowWriter(
            store, clock, settings, self.service_passwords, grant_jobs, on_granted
        )
        self._carrier = CarrierCalls(
            gateway, clock, self.limits, self.service_passwords, settings.captcha_seconds
        )
        self._calls: dict[str, asyncio.Task[Flow]] = {}

    async def reread(self, flow: Flow) -> Flow:
        """Return the stored flow."""
        return await self._writer.reread(flow)

    def is_bound_to_another(self, flow: Flow, tel: str) -> bool:
        """Return whether the flow is bound to a number other than `tel`."""
        own = self._writer.person_key(flow, tel)
        return bool(flow.number_hash) and not hmac.compare_digest(flow.number_hash, own)

    async def current(self, flow: Flow) -> Flow:
        """Return the flow; write the transition to `failed` first if it has expired."""
        s = self.settings.flow
        ended = expired(
            flow,
            self.clock.now(),
            idle=s.idle_seconds,
            lifetime=s.flow_seconds,
            grace=s.call_grace_seconds,
        )
        if ended is None:
            return flow
        self.service_passwords.drop(flow)
        unsettled = self.limits.unsettled(flow) if flow.call else ()
        if await self._writer.release(flow, ended, unsettled):
            return ended
        return await self.reread(ended)

    async def call_carrier(
        self,
        flow: Flow,
        answers: Answers | ResetAnswers,
        *,
        is_resend: bool = False,
        **changes: Any,
    ) -> StepShown | LateForm:
        """Move the flow to `waiting` and send the answers to the carrier.

        Waits for the outcome for at most `page_waits_seconds`; after that the call goes on and the
        page shows `waiting`. `changes` are further fields of the flow that the form sets (draft,
        number, consent). `is_resend` begins a new dialogue to get another SMS code.

        Returns a StepShown with the flow after the call. If another flow holds the number or a
        limit is reached, nothing is sent, and the flow stays on its step with a message. Returns a
        LateForm if another submit was first.
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
        reserve = self.limits.reserve(waiting, answers)
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
                return await self._stay(flow, Shown(code=Message.NUMBER_BUSY), changes)
            case LimitReached():
                return await self._stay(flow, self.limits.note(waiting, result), changes)
            case Stale() | AlreadyGranted() | SidReused():
                return LateForm(await self.reread(flow))
            case _:
                assert_never(result)

    async def wait_for_call(self, flow_id: str) -> None:
        """Wait for the end of the flow's carrier call, for at most `page_waits_seconds`."""
        task = self._calls.get(flow_id)
        if task is not None:
            await asyncio.wait({task}, timeout=self.settings.flow.page_waits_seconds)

    async def refresh_captcha(self, flow: Flow) -> Flow:
        """Request another captcha and return the flow.

        State and revision stay unless the carrier ends its session.
        """
        if flow.question is None or Ask.CAPTCHA not in flow.question.kinds:
            return flow
        outcome = await self._carrier.refresh_captcha(flow)
        # Reread: a draft saved during the call must not be lost.
        before = await self.reread(flow)
        if (before.state, before.rev) != (flow.state, flow.rev):
            return before
        after = apply_captcha(before, outcome, self.clock.now())
        if after.rev == before.rev:
            return after if await self.store.touch(before, after) else await self.reread(before)
        self.service_passwords.drop(before)
        return after if await self._writer.release(before, after) else await self.reread(before)

    async def close(self) -> None:
        """Wait `drain_seconds` for running calls, then cancel them; forget all service passwords.

        Cancelled calls are awaited, because a gateway's `finally` may use resources that the
        caller closes next.
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
        task.add_done_callback(lambda done: self._forget_call(waiting, done))
        return task

    async def _run(
        self, waiting: Flow, answers: Answers | ResetAnswers, reserve: Reserve | None
    ) -> Flow:
        result = await self._carrier.call(waiting, answers, reserve)
        return await self._writer.write(waiting, result)

    def _forget_call(self, waiting: Flow, task: asyncio.Task[Flow]) -> None:
        """Forget a finished call, and log the exception if its outcome couldn't be written."""
        # The flow's next call may be running already.
        if self._calls.get(waiting.id) is task:
            del self._calls[waiting.id]
        if not task.cancelled() and (fault := task.exception()):
            log.error("call_unwritten", sid=waiting.sid, fault=type(fault).__name__)

    async def _stay(self, flow: Flow, shown: Shown, changes: dict[str, Any]) -> StepShown:
        """Save the form's changes and show why the carrier wasn't called; the step stays.

        If the number has changed, the hold on the old one is released. The submit counts as
        activity and so restarts the idle timeout.
        """
        refused = replace(flow, shown=(shown,), touched_at=self.clock.now(), **changes)
        await self.store.touch(flow, refused, release=refused.tel != flow.tel)
        return StepShown(await self.reread(refused))


def _result(task: asyncio.Task[Flow]) -> Flow | None:
    """Return the flow after the call; None if the call is running or its outcome isn't written."""
    is_written = task.done() and not task.cancelled() and task.exception() is None
    return task.result() if is_written else None
