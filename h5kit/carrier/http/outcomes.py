"""Convert the dialect's answers to outcomes of the port: one pure function for each call."""

from dataclasses import replace
from typing import Final

from h5kit import messages
from h5kit.carrier.dialect import (
    Action,
    CaptchaData,
    DialectAnswer,
    FlowData,
    ForgetData,
    LoginData,
    RefusalData,
    ResetEndData,
    VerifyData,
    asked_by,
)
from h5kit.carrier.faults import MESSAGES, WireFault, WireFaultError
from h5kit.carrier.gateway import ResetSession, Session
from h5kit.carrier.http.reading import data_of, picture
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    Collected,
    CollectOutcome,
    Granted,
    NewCaptcha,
    NotYet,
    Refused,
    ResetAsked,
    ResetDone,
    ResetOutcome,
    ResetStep,
    Round,
)
from h5kit.messages import Message, Status
from h5kit.records import RecordsError, decode

KNOWN_STATUSES: Final = frozenset(
    {
        Status.OK,
        Status.CODE_STILL_VALID,
        Status.BAD_SESSION,
        Status.BEING_MADE,
        Status.MAKING_FAILED,
    }
)
EMPTY_DATA: Final = frozenset({b"[]", b"null", b'""'})
"""Empty data as some gateways write it, for example PHP, whose empty object is a list."""
NO_FAILURE: Final = frozenset({Status.OK, Status.CODE_STILL_VALID})


def begun(answer: DialectAnswer) -> Challenge | Refused:
    """Return what the login asks for; after a refusal there is no session."""
    if refused := _refusal(answer):
        return replace(refused, session_over=True)
    if answer.action is not Action.PROCESSING:
        raise WireFaultError(WireFault.GARBAGE, "action")
    data = data_of(answer, FlowData)
    return Challenge(
        sid=data.sid,
        round=Round.LOGIN,
        asks=asked_by(data),
        sms_seconds=data.sms_duration or 0,
        captcha=picture(data.captcha_image),
        note=data.verify_notes,
        is_old_code=_is_old(answer),
    )


def login_answered(answer: DialectAnswer, session: Session) -> CarrierOutcome:
    """Return the outcome of a login: granted, refused, or a second verification."""
    if decided := _decided(answer, session):
        return decided
    data = data_of(answer, LoginData)
    return _asked_again(answer, session, data, data.verify_notes)


def verify_answered(answer: DialectAnswer, session: Session) -> CarrierOutcome:
    """Return the outcome of a second verification, which may ask for a further one."""
    if decided := _decided(answer, session):
        return decided
    data = data_of(answer, VerifyData)
    return _asked_again(answer, session, data, data.content)


def refreshed(answer: DialectAnswer) -> NewCaptcha | Refused:
    """Return the new picture."""
    if refused := _refusal(answer):
        return refused
    fresh = picture(data_of(answer, CaptchaData).captcha_image)
    if not fresh:
        raise WireFaultError(WireFault.GARBAGE, "captcha_image")
    return NewCaptcha(fresh)


def reset_answered(answer: DialectAnswer, session: ResetSession | None) -> ResetOutcome:
    """Return the next step of a reset; `session` is None for the answer to its begin.

    If a reset ends without the step of the new password, the carrier sends a new one by SMS.
    """
    if refused := _refusal(answer):
        return refused
    if answer.action is Action.DONE:
        was_chosen = session is not None and session.step is ResetStep.PASSWORD
        return ResetDone(is_sent_by_sms=not was_chosen, note=data_of(answer, ResetEndData).content)
    data = data_of(answer, ForgetData)
    step, seconds = _step(data)
    return ResetAsked(
        data.tid, step, sms_seconds=seconds, note=data.content, is_old_code=_is_old(answer)
    )


def collected(answer: DialectAnswer, now: float) -> CollectOutcome:
    """Return the records, `NotYet`, or a refusal.

    The request is repeated after a refusal without `session_over`, for example from a busy carrier.
    Only the action `reset`, a failed collection and an unknown session are final.
    """
    match answer.status:
        case Status.OK:
            try:
                return Collected(decode(bytes(answer.data), now=now))
            except RecordsError as fault:
                raise WireFaultError(WireFault.GARBAGE, str(fault)) from None
        case Status.BEING_MADE:
            return NotYet()
        case Status.MAKING_FAILED:
            return Refused(Message.SERVICE_BUSY)
        case _:
            is_over = answer.action is Action.RESET or answer.status == Status.BAD_SESSION
            return Refused(_message(answer), session_over=is_over)


def session_lost(failed: WireFaultError) -> Refused:
    """Return the refusal for a failed submit: the session's state is unknown, so it is over.

    A call that the breaker held back was never sent, so the same challenges stay open.
    """
    return Refused(
        MESSAGES[failed.fault],
        session_over=failed.fault is not WireFault.BREAKER_OPEN,
        is_sent=failed.is_sent,
        is_fault=True,
    )


def session_kept(failed: WireFaultError) -> Refused:
    """Return the refusal for a failed call that doesn't change the session."""
    return Refused(MESSAGES[failed.fault], session_over=False, is_fault=True)


def _step(data: ForgetData) -> tuple[ResetStep, int]:
    """Return the step asked for and its seconds; SMS codes come before the other steps."""
    if data.login_sms_duration != "":
        return ResetStep.LOGIN_SMS, data.login_sms_duration
    if data.sms_duration != "":
        return ResetStep.SMS, data.sms_duration
    if data.need_contacts:
        return ResetStep.CONTACTS, 0
    if data.need_new_pwd:
        return ResetStep.PASSWORD, 0
    raise WireFaultError(WireFault.GARBAGE, "asks nothing")


def _decided(answer: DialectAnswer, session: Session) -> CarrierOutcome | None:
    if refused := _refusal(answer):
        return refused
    return Granted(session.sid) if answer.action is Action.DONE else None


def _is_old(answer: DialectAnswer) -> bool:
    return answer.status == Status.CODE_STILL_VALID


def _asked_again(
    answer: DialectAnswer, session: Session, data: LoginData | VerifyData, note: str
) -> Challenge:
    asks = asked_by(data)
    if not asks:
        raise WireFaultError(WireFault.GARBAGE, "asks nothing")
    return Challenge(
        sid=session.sid,
        round=Round.VERIFY,
        asks=asks,
        sms_seconds=data.sms_duration or 0,
        captcha=picture(data.captcha_image),
        note=note,
        is_old_code=_is_old(answer),
    )


def _refusal(answer: DialectAnswer) -> Refused | None:
    """Return the refusal, None if the answer isn't one."""
    if answer.status in NO_FAILURE and answer.action is not Action.RESET:
        return None
    message, is_fault = _message(answer), is_unknown(answer.status)
    if answer.action is not Action.PROCESSING:
        return Refused(message, is_fault=is_fault)
    is_empty = bytes(answer.data).strip() in EMPTY_DATA
    data = RefusalData() if is_empty else data_of(answer, RefusalData)
    return Refused(
        message,
        session_over=False,
        sms_seconds=data.sms_duration or data.login_sms_duration or 0,
        captcha=picture(data.captcha_image),
        is_fault=is_fault,
    )


def _message(answer: DialectAnswer) -> Message:
    if answer.status in NO_FAILURE:
        return messages.for_text(answer.msg) or Message.SUBMIT_FAILED
    if answer.status == Status.BAD_SESSION:
        return Message.TIMED_OUT
    code = messages.for_status(answer.status)
    return MESSAGES[WireFault.UNKNOWN_STATUS] if code is None else code


def is_unknown(status: int) -> bool:
    """Return whether a status is undocumented: no message of the catalogue has it."""
    return status not in KNOWN_STATUSES and messages.for_status(status) is None
