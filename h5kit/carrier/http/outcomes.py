"""From the dialect's answers to our outcomes: pure functions, a call each."""

from dataclasses import replace
from typing import Final

from h5kit import messages
from h5kit.carrier.dialect import (
    Action,
    AgainData,
    CaptchaData,
    DialectAnswer,
    EndData,
    FlowData,
    ForgetData,
    LoginData,
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

OURS: Final = frozenset(
    {
        Status.OK,
        Status.CODE_STILL_VALID,
        Status.BAD_SESSION,
        Status.BEING_MADE,
        Status.MAKING_FAILED,
    }
)
UNSENT: Final = frozenset({WireFault.BREAKER_OPEN, WireFault.UNREACHABLE})
"""Faults of calls that have certainly not reached the gateway."""
NOTHING: Final = frozenset({b"[]", b"null", b'""'})
"""What gateways write whose empty object is a list: a refusal brings nothing along."""
NO_FAILURE: Final = frozenset({Status.OK, Status.CODE_STILL_VALID})


def begun(said: DialectAnswer) -> Challenge | Refused:
    """Return what a login asks; a refusal leaves no session behind."""
    if refused := _refusal(said):
        return replace(refused, session_over=True)
    if said.action is not Action.PROCESSING:
        raise WireFaultError(WireFault.GARBAGE, "action")
    data = data_of(said, FlowData)
    return Challenge(
        sid=data.sid,
        round=Round.LOGIN,
        asks=asked_by(data),
        sms_seconds=data.sms_duration or 0,
        captcha=picture(data.captcha_image),
        note=data.verify_notes,
        is_old_code=_is_old(said),
    )


def login_answered(said: DialectAnswer, session: Session) -> CarrierOutcome:
    """Return what came of a login: accepted, refused, or a second verification."""
    if decided := _decided(said, session):
        return decided
    data = data_of(said, LoginData)
    return _asked_again(said, session, data, data.verify_notes)


def verify_answered(said: DialectAnswer, session: Session) -> CarrierOutcome:
    """Return what came of a second verification, which may ask for yet another."""
    if decided := _decided(said, session):
        return decided
    data = data_of(said, VerifyData)
    return _asked_again(said, session, data, data.content)


def refreshed(said: DialectAnswer) -> NewCaptcha | Refused:
    """Return the fresh picture."""
    if refused := _refusal(said):
        return refused
    fresh = picture(data_of(said, CaptchaData).captcha_image)
    if not fresh:
        raise WireFaultError(WireFault.GARBAGE, "captcha_image")
    return NewCaptcha(fresh)


def reset_answered(said: DialectAnswer, session: ResetSession | None) -> ResetOutcome:
    """Return which step of a reset is next; `session` is None where it has only begun.

    A reset that ends with another step than the new password is one whose carrier sends it.
    """
    if refused := _refusal(said):
        return refused
    if said.action is Action.DONE:
        was_chosen = session is not None and session.step is ResetStep.PASSWORD
        return ResetDone(is_sent_by_sms=not was_chosen, note=data_of(said, EndData).content)
    data = data_of(said, ForgetData)
    step, seconds = _step(data)
    return ResetAsked(
        data.tid, step, sms_seconds=seconds, note=data.content, is_old_code=_is_old(said)
    )


def collected(said: DialectAnswer, now: float) -> CollectOutcome:
    """Return the records, or that they are still being collected, or that they won't come.

    A gateway that is busy, or whose carrier is, will be asked again: only `reset`, a making that
    has failed and a session that it doesn't know are an end.
    """
    match said.status:
        case Status.OK:
            try:
                return Collected(decode(bytes(said.data), now=now))
            except RecordsError as fault:
                raise WireFaultError(WireFault.GARBAGE, str(fault)) from None
        case Status.BEING_MADE:
            return NotYet()
        case Status.MAKING_FAILED:
            return Refused(Message.SERVICE_BUSY)
        case _:
            is_over = said.action is Action.RESET or said.status == Status.BAD_SESSION
            return Refused(_message(said), session_over=is_over)


def lost(failed: WireFaultError) -> Refused:
    """Return what a fault of a submit means: nobody knows what has become of the session.

    What the breaker held back was never sent, so that the same questions stand.
    """
    return Refused(
        MESSAGES[failed.fault],
        session_over=failed.fault is not WireFault.BREAKER_OPEN,
        is_sent=failed.fault not in UNSENT,
    )


def unchanged(failed: WireFaultError) -> Refused:
    """Return what a fault means of a call that leaves the session as it is."""
    return Refused(MESSAGES[failed.fault], session_over=False)


def _step(data: ForgetData) -> tuple[ResetStep, int]:
    """Return the step that is asked for and its seconds; a code comes before what it unlocks."""
    if data.login_sms_duration != "":
        return ResetStep.LOGIN_SMS, data.login_sms_duration
    if data.sms_duration != "":
        return ResetStep.SMS, data.sms_duration
    if data.need_contacts:
        return ResetStep.CONTACTS, 0
    if data.need_new_pwd:
        return ResetStep.PASSWORD, 0
    raise WireFaultError(WireFault.GARBAGE, "asks nothing")


def _decided(said: DialectAnswer, session: Session) -> CarrierOutcome | None:
    if refused := _refusal(said):
        return refused
    return Granted(session.sid) if said.action is Action.DONE else None


def _is_old(said: DialectAnswer) -> bool:
    return said.status == Status.CODE_STILL_VALID


def _asked_again(
    said: DialectAnswer, session: Session, data: LoginData | VerifyData, note: str
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
        is_old_code=_is_old(said),
    )


def _refusal(said: DialectAnswer) -> Refused | None:
    """Return the refusal that an answer is, None where it isn't one."""
    if said.status in NO_FAILURE and said.action is not Action.RESET:
        return None
    message = _message(said)
    if said.action is not Action.PROCESSING:
        return Refused(message)
    again = AgainData() if bytes(said.data).strip() in NOTHING else data_of(said, AgainData)
    return Refused(
        message,
        session_over=False,
        sms_seconds=again.sms_duration or again.login_sms_duration or 0,
        captcha=picture(again.captcha_image),
    )


def _message(said: DialectAnswer) -> Message:
    if said.status in NO_FAILURE:
        return messages.for_text(said.msg) or Message.SUBMIT_FAILED
    if said.status == Status.BAD_SESSION:
        return Message.TIMED_OUT
    code = messages.for_status(said.status)
    return MESSAGES[WireFault.UNKNOWN_STATUS] if code is None else code


def is_unknown(status: int) -> bool:
    """Say whether no message of the catalogue, and no call of ours, has this status."""
    is_ours = status in OURS
    return not is_ours and messages.for_status(status) is None
