"""Builds one gateway call for a waiting flow and awaits its outcome until a deadline."""

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
from h5kit.faults import place_of
from h5kit.flow.outcomes import Ask, CarrierOutcome, Challenge, Refused, ResetOutcome, Round
from h5kit.flow.record import Flow
from h5kit.flow.reset import STEPS
from h5kit.flow.states import State
from h5kit.messages import Message

T = TypeVar("T")

GATEWAY_TIMED_OUT = Refused(Message.SUBMIT_FAILED, is_fault=True)
"""The outcome of a call that has no answer by its deadline."""
GATEWAY_FAILED = Refused(Message.SERVICE_BUSY, is_fault=True)
"""The outcome of a call in which the gateway's adapter raised an exception."""

log = structlog.get_logger()


def session_of(flow: Flow) -> Session:
    """Return the session that is open at the gateway for this flow."""
    origin = flow.call.origin if flow.call else flow.state
    return Session(flow.sid, flow.tel, Round.VERIFY if origin is State.VERIFY else Round.LOGIN)


def login_subject(flow: Flow) -> Subject:
    """Return the subject of a login: the number, with the applicant's name and ID card."""
    applicant = flow.applicant
    return Subject(
        tel=flow.tel,
        uid=flow.uid,
        name=applicant.name if applicant else "",
        id_card=applicant.id_card if applicant else "",
        scenario=flow.scenario,
    )


def reset_subject(flow: Flow) -> Subject:
    """Return the subject of a reset: the number, with its owner's name and ID card as typed."""
    draft = flow.draft
    name, id_card = draft.get("owner_name", ""), draft.get("owner_id_card", "")
    return Subject(flow.tel, flow.uid, name, id_card, flow.scenario)


async def await_outcome(
    deadline: float, clock: Clock, gateway: Gateway, call: Awaitable[T], sid: str
) -> T | Refused:
    """Await a call of `gateway` and return its outcome.

    `deadline` is a time in seconds since the epoch. Returns `GATEWAY_TIMED_OUT` if the call hasn't
    finished by then, and `GATEWAY_FAILED` if it raises an exception, which is logged with `sid`.
    """
    try:
        with Deadline(deadline, clock):
            return await call
    except DeadlineError:
        return GATEWAY_TIMED_OUT
    except Exception as fault:  # noqa: BLE001 - a broken adapter must not break the flow
        # Log only type and place: the text of an exception may quote what was sent.
        place = place_of(fault, type(gateway).__module__.partition(".")[0])
        log.error("gateway_broken", sid=sid, fault=type(fault).__name__, place=place)  # noqa: TRY400
        return GATEWAY_FAILED


async def log_in(
    gateway: Gateway, flow: Flow, answers: Answers
) -> tuple[Challenge | None, CarrierOutcome]:
    """Answer the open question, or begin a login; return (answered challenge, outcome).

    A login answers its first challenge at once if the carrier asks for nothing, or only for the
    service password and the person has typed it. That challenge is returned; otherwise it is None.
    A resend begins a new login even if a question is open, because that sends another SMS code.
    """
    is_resend = flow.call is not None and flow.call.is_resend
    if flow.question is not None and not is_resend:
        return None, await gateway.submit(session_of(flow), answers)
    outcome = await gateway.begin(login_subject(flow))
    if not isinstance(outcome, Challenge):
        return None, outcome
    can_answer = outcome.asks is Ask.NOTHING or (
        outcome.asks is Ask.PASSWORD and answers.service_password
    )
    if not can_answer:
        return None, outcome
    return outcome, await gateway.submit(Session(outcome.sid, flow.tel), answers)


async def reset_password(gateway: Gateway, flow: Flow, answers: ResetAnswers) -> ResetOutcome:
    """Answer the open step of a reset, or begin a reset.

    A reset begins with the identity (P5 a). A resend begins a new reset, because that sends another
    SMS code.
    """
    origin = flow.call.origin if flow.call else State.RESET_IDENTITY
    is_resend = flow.call is not None and flow.call.is_resend
    if flow.reset is None or is_resend or origin not in STEPS:
        return await gateway.begin_reset(reset_subject(flow))
    session = ResetSession(flow.reset.tid, flow.tel, STEPS[origin])
    return await gateway.submit_reset(session, answers)
