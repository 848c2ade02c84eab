"""Carrier calls with a deadline on the clock: what the desk runs off the page's request."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog

from h5kit.carrier.gateway import Answers, Gateway, Session, Subject
from h5kit.clock import Clock
from h5kit.flow.outcomes import Ask, CarrierOutcome, Challenge, Refused, Round
from h5kit.flow.record import Flow
from h5kit.flow.states import State

T = TypeVar("T")

SILENT = Refused(21)
BROKEN = Refused(55)
AT_ONCE = 0.05

log = structlog.get_logger()


def session_of(flow: Flow) -> Session:
    """Return the dialogue that the gateway has open for this flow."""
    origin = flow.call.origin if flow.call else flow.state
    return Session(flow.sid, flow.tel, Round.VERIFY if origin is State.VERIFY else Round.LOGIN)


def subject_of(flow: Flow) -> Subject:
    """Return whose records are asked for."""
    who = flow.applicant
    return Subject(
        tel=flow.tel,
        uid=flow.uid,
        name=who.name if who else "",
        id_card=who.id_card if who else "",
        scenario=flow.scenario,
    )


async def by(deadline: float, clock: Clock, call: Awaitable[T], sid: str) -> T | Refused:
    """Return what `call` answers; 21 if it is silent past `deadline`, 55 if it raises."""
    answer: asyncio.Future[T] = asyncio.ensure_future(call)
    try:
        # Most answers are there at once; a timer on the clock is for the others.
        await asyncio.wait([answer], timeout=AT_ONCE)
        if not answer.done():
            await _first(answer, clock, deadline)
        return answer.result() if answer.done() else SILENT
    except Exception as fault:  # noqa: BLE001
        # Only the type: an exception's text may quote what was sent.
        log.error("gateway_broken", sid=sid, fault=type(fault).__name__)  # noqa: TRY400
        return BROKEN
    finally:
        answer.cancel()


async def _first(answer: "asyncio.Future[T]", clock: Clock, deadline: float) -> None:
    """Return when the answer is there or the deadline has passed."""
    timer = asyncio.ensure_future(clock.sleep_until(deadline))
    try:
        await asyncio.wait((answer, timer), return_when=asyncio.FIRST_COMPLETED)
    finally:
        timer.cancel()


async def dialogue(
    gateway: Gateway, flow: Flow, answers: Answers
) -> tuple[Challenge | None, CarrierOutcome]:
    """Answer the open question, or open a session first; return (what was opened, the answer).

    Where the carrier asks for nothing but the password that was just typed, it gets it at once.
    """
    if flow.question is not None:
        return None, await gateway.submit(session_of(flow), answers)
    begun = await gateway.begin(subject_of(flow))
    if not isinstance(begun, Challenge):
        return None, begun
    is_enough = begun.asks is Ask.NOTHING or (
        begun.asks is Ask.PASSWORD and answers.service_password
    )
    if not is_enough:
        return None, begun
    return begun, await gateway.submit(Session(begun.sid, flow.tel), answers)
