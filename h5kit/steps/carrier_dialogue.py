"""One call to the gateway for a waiting flow, with a deadline on the clock."""

from collections.abc import Awaitable
from typing import TypeVar

import structlog

from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.clock import Clock, Deadline, DeadlineError
from h5kit.flow.outcomes import Ask, CarrierOutcome, Challenge, Refused, ResetOutcome, Round
from h5kit.flow.record import Flow
from h5kit.flow.reset import STEPS
from h5kit.flow.states import State
from h5kit.messages import Message

T = TypeVar("T")

SILENT = Refused(Message.SUBMIT_FAILED)
BROKEN = Refused(Message.SERVICE_BUSY)

log = structlog.get_logger()


def session_of(flow: Flow) -> Session:
    """Return the session that the gateway has open for this flow."""
    origin = flow.call.origin if flow.call else flow.state
    return Session(flow.sid, flow.tel, Round.VERIFY if origin is State.VERIFY else Round.LOGIN)


def login_subject(flow: Flow) -> Subject:
    """Return whose records are asked for."""
    who = flow.applicant
    return Subject(
        tel=flow.tel,
        uid=flow.uid,
        name=who.name if who else "",
        id_card=who.id_card if who else "",
        scenario=flow.scenario,
    )


def reset_subject(flow: Flow) -> Subject:
    """Return whose password is to be reset: the name and ID card typed for it."""
    known = flow.draft
    name, id_card = known.get("owner_name", ""), known.get("owner_id_card", "")
    return Subject(flow.tel, flow.uid, name, id_card, flow.scenario)


async def outcome_by(deadline: float, clock: Clock, call: Awaitable[T], sid: str) -> T | Refused:
    """Return a call's outcome; `SILENT` if there is none by `deadline`, `BROKEN` if it raises."""
    try:
        with Deadline(deadline, clock):
            return await call
    except DeadlineError:
        return SILENT
    except Exception as fault:  # noqa: BLE001 - a broken adapter must not break the flow
        # Only the type: an exception's text may quote what was sent.
        log.error("gateway_broken", sid=sid, fault=type(fault).__name__)  # noqa: TRY400
        return BROKEN


async def log_in(
    gateway: Gateway, flow: Flow, answers: Answers
) -> tuple[Challenge | None, CarrierOutcome]:
    """Answer the open question, or open a session first; return (what was opened, the outcome).

    Where the carrier asks for nothing but the password that was just typed, it gets it at once.
    For the sake of another SMS code a session is opened although a question is open.
    """
    is_resend = flow.call is not None and flow.call.is_resend
    if flow.question is not None and not is_resend:
        return None, await gateway.submit(session_of(flow), answers)
    begun = await gateway.begin(login_subject(flow))
    if not isinstance(begun, Challenge):
        return None, begun
    is_enough = begun.asks is Ask.NOTHING or (
        begun.asks is Ask.PASSWORD and answers.service_password
    )
    if not is_enough:
        return None, begun
    return begun, await gateway.submit(Session(begun.sid, flow.tel), answers)


async def reset_password(gateway: Gateway, flow: Flow, answers: ResetAnswers) -> ResetOutcome:
    """Answer the step that the reset waits for; begin one at the identity, or for another code."""
    origin = flow.call.origin if flow.call else State.RESET_IDENTITY
    is_resend = flow.call is not None and flow.call.is_resend
    if flow.reset is None or is_resend or origin not in STEPS:
        return await gateway.begin_reset(reset_subject(flow))
    session = ResetSession(flow.reset.tid, flow.tel, STEPS[origin])
    return await gateway.submit_reset(session, answers)
