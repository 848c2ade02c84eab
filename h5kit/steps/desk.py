"""The desk between the flow and the carrier: it makes the calls, off the page's request.

A submit moves the flow to `waiting` by compare-and-set; only the winner calls the carrier, so
however many submits there are, there is one login. The call's answer moves the flow on.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from h5kit.carrier.gateway import Answers, Gateway
from h5kit.clock import Clock
from h5kit.flow.machine import Event, is_allowed
from h5kit.flow.outcomes import Ask, Challenge, Granted, NewCaptcha
from h5kit.flow.progress import answered, expired, moved, opened, replace
from h5kit.flow.record import Call, Flow, Shown
from h5kit.flow.states import ENDED, State
from h5kit.model import Authorization, Consent
from h5kit.settings import Settings
from h5kit.steps.calls import by, dialogue, session_of
from h5kit.steps.vault import Vault
from h5kit.storage.port import Flows, Hold, NewJob

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
        self._vault = Vault(settings.password_seconds)
        self._calls: dict[str, asyncio.Task[Flow]] = {}

    def held_password(self, flow: Flow) -> str:
        """Return the password typed a moment ago, "" when none is held (any more)."""
        return self._vault.get(flow.id)

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
        self._vault.drop(flow.id)
        if (await self._store.move(flow, over, release=True)).done:
            return over
        return await self._now(over)

    async def submit(
        self,
        flow: Flow,
        answers: Answers,
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
        taken = await self._store.move(flow, waiting, hold=hold, is_passing=True)
        if taken.reason == "held" and await self._supersede(waiting, taken.holder):
            taken = await self._store.move(flow, waiting, hold=hold)
        if taken.done:
            call_made = self._start(waiting, answers)
            await self.settled(flow.id)
            return Sent(call_made.result() if call_made.done() else waiting)
        if taken.reason == "held":
            busy = replace(flow, shown=(Shown(code=NUMBER_BUSY),), **changes)
            await self._store.touch(flow, busy)
            return Sent(await self._now(busy))
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
        self._vault.clear()

    def _start(self, waiting: Flow, answers: Answers) -> asyncio.Task[Flow]:
        task = asyncio.create_task(self._call(waiting, answers))
        self._calls[waiting.id] = task
        task.add_done_callback(lambda _: self._calls.pop(waiting.id, None))
        return task

    async def _call(self, waiting: Flow, answers: Answers) -> Flow:
        deadline = waiting.call.deadline if waiting.call else self._clock.now()
        asking = dialogue(self._gateway, waiting, answers)
        answer = await by(deadline, self._clock, asking, waiting.sid)
        begun, outcome = answer if isinstance(answer, tuple) else (None, answer)
        now = self._clock.now()
        standing = opened(waiting, begun, now) if begun else waiting
        has_password = bool(answers.service_password)
        lacks_nothing = has_password or (waiting.call is not None and waiting.call.is_resend)
        after = answered(standing, outcome, now, has_password=lacks_nothing)
        if isinstance(outcome, Challenge) and has_password and after.state is State.PHONE:
            self._vault.put(waiting.id, answers.service_password)
        elif after.state is not State.PHONE or after.question is None or _is_wrong(after):
            self._vault.drop(waiting.id)
        return await self._write(waiting, after, outcome)

    async def _write(self, waiting: Flow, after: Flow, outcome: object) -> Flow:
        release = after.state in ENDED or after.question is None
        hold = (
            None if release else self._hold(after, after.touched_at + self._settings.idle_seconds)
        )
        grant = _authorization(after) if isinstance(outcome, Granted) else None
        jobs = self._follow_up(grant) if grant else ()
        done = await self._store.move(
            waiting, after, hold=hold, release=release, grant=grant, jobs=jobs
        )
        if done.done:
            if jobs:
                self._granted()
            return after
        if done.reason == "granted":
            again = (Shown(code=ALREADY_GRANTED),)
            barred = moved(
                waiting, Event.BARRED, after.touched_at, call=None, question=None, shown=again
            )
            await self._store.move(waiting, barred, release=True)
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
        ended = moved(other, Event.SUPERSEDED, self._clock.now(), question=None, shown=shown)
        self._vault.drop(other.id)
        return (await self._store.move(other, ended, release=True)).done

    def _hold(self, flow: Flow, until: float) -> Hold:
        what = f"{flow.partner}\0{flow.tel}".encode()
        key = hmac.new(self._settings.keys[0].encode(), what, hashlib.sha256).hexdigest()
        return Hold(key, until)

    async def _now(self, flow: Flow) -> Flow:
        return await self._store.find(flow.id) or flow


def _is_wrong(flow: Flow) -> bool:
    """Say whether the message shown is about the password itself."""
    return any(shown.field == "service_password" for shown in flow.shown)


def _authorization(flow: Flow) -> Authorization:
    return Authorization(
        sid=flow.sid,
        partner=flow.partner,
        uid=flow.uid,
        tel=flow.tel,
        granted_at=flow.touched_at,
        consent=flow.consent or Consent(version="", shown_at=0.0, ticked_at=0.0),
        applicant=flow.applicant,
        callback=flow.callback,
    )
