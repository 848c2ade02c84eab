"""Convert the dialect's answers to outcomes of the port: one function for each call."""

from dataclasses import replace
from typing import Final

from h5kit.carrier.dialect import (
    Action,
    CaptchaData,
    FlowData,
    LoginData,
    VerifyData,
    asked_by,
)
from h5kit.carrier.faults import Deviation, WireFault, WireFaultError
from h5kit.carrier.gateway import Session
from h5kit.carrier.http.answers import AN_OBJECT, CAPTCHA_IMAGE, EMPTY, GatewayAnswer
from h5kit.carrier.http.deviations import ACTION, DATA, misread
from h5kit.carrier.http.pictures import A_PICTURE, picture
from h5kit.carrier.http.reading import data_of, records_of
from h5kit.carrier.http.refusals import message_of, refusal
from h5kit.challenges import ROWS
from h5kit.flow.outcomes import (
    Ask,
    CarrierOutcome,
    Challenge,
    Collected,
    CollectOutcome,
    Granted,
    NewCaptcha,
    NotYet,
    Refused,
    Round,
)
from h5kit.messages import Message, Status
from h5kit.records import Records, RecordsError, decode

ASKING: Final = frozenset(f"{DATA}.{key}" for row in ROWS for key in row.asked_by)
"""The keys that ask for something."""


def begun(answer: GatewayAnswer) -> Challenge | Refused:
    """Return what the login asks for; after a refusal there is no session."""
    if refused := refusal(answer):
        return replace(refused, session_over=True)
    if answer.action is Action.DONE:
        raise misread(ACTION, Action.PROCESSING, Action.DONE)
    data = data_of(answer, FlowData)
    asks = asked_by(data)
    if not asks:
        _require_keys(answer)
    return _challenge(answer, data.sid, Round.LOGIN, asks, data, data.verify_notes)


def login_answered(answer: GatewayAnswer, session: Session) -> CarrierOutcome:
    """Return the outcome of a login: granted, refused, or a second verification."""
    if decided := _decided(answer, session):
        return decided
    data = data_of(answer, LoginData)
    return _asked_again(answer, session, data, data.verify_notes)


def verify_answered(answer: GatewayAnswer, session: Session) -> CarrierOutcome:
    """Return the outcome of a second verification, which may ask for a further one."""
    if decided := _decided(answer, session):
        return decided
    data = data_of(answer, VerifyData)
    return _asked_again(answer, session, data, data.content)


def refreshed(answer: GatewayAnswer) -> NewCaptcha | Refused:
    """Return the new picture."""
    if refused := refusal(answer):
        return refused
    answer.settle_action(Action.PROCESSING)
    fresh = picture(data_of(answer, CaptchaData).captcha_image, CAPTCHA_IMAGE, answer.deviations)
    if not fresh:
        raise misread(CAPTCHA_IMAGE, A_PICTURE, EMPTY)
    return NewCaptcha(fresh)


def collected(answer: GatewayAnswer, now: float) -> CollectOutcome:
    """Return the records, `NotYet`, or a refusal.

    The request is repeated after a refusal without `session_over`, for example from a busy carrier.
    Only the action `reset`, a failed collection and an unknown session are final.
    """
    match answer.status:
        case Status.OK if answer.has_data or answer.action is not Action.RESET:
            return Collected(_records(answer, now))
        case Status.BEING_MADE:
            return NotYet()
        case Status.MAKING_FAILED:
            return Refused(Message.SERVICE_BUSY)
        case _:
            is_over = answer.action is Action.RESET or answer.status == Status.BAD_SESSION
            return Refused(message_of(answer), session_over=is_over)


def _records(answer: GatewayAnswer, now: float) -> Records:
    try:
        return decode(records_of(answer), now=now)
    except RecordsError as fault:
        place = Deviation(DATA, "records", "something else")  # the detail names the place in them
        raise WireFaultError(WireFault.GARBAGE, str(fault), place) from None


def _decided(answer: GatewayAnswer, session: Session) -> Refused | Granted | None:
    """Return the outcome of an answer that asks for nothing more, None if its data may ask."""
    if refused := refusal(answer):
        return refused
    if answer.action is Action.DONE:
        return Granted(session.sid)
    if answer.action is Action.PROCESSING and not answer.has_data and not answer.is_old_code:
        answer.deviations.note(DATA, AN_OBJECT, EMPTY)
        return _accepted(answer, session)
    return None


def _asked_again(
    answer: GatewayAnswer, session: Session, data: LoginData | VerifyData, note: str
) -> Challenge | Granted:
    asks = asked_by(data)
    if asks:
        return _challenge(answer, session.sid, Round.VERIFY, asks, data, note)
    _require_keys(answer)
    if answer.is_old_code:
        raise misread(DATA, "the code that is still valid", "nothing asked", "asks nothing")
    return _accepted(answer, session)


def _accepted(answer: GatewayAnswer, session: Session) -> Granted:
    """Grant a session that asks for nothing more; the collection tells whether that is true."""
    answer.settle_action(Action.DONE)
    if answer.action is Action.PROCESSING:
        answer.deviations.note(ACTION, Action.DONE, "processing that asks nothing")
    return Granted(session.sid)


def _challenge(
    answer: GatewayAnswer,
    sid: str,
    round_: Round,
    asks: Ask,
    data: FlowData | LoginData | VerifyData,
    note: str,
) -> Challenge:
    answer.settle_action(Action.PROCESSING)
    return Challenge(
        sid=sid,
        round=round_,
        asks=asks,
        sms_seconds=data.sms_duration or 0,
        captcha=picture(data.captcha_image, CAPTCHA_IMAGE, answer.deviations),
        note=note,
        is_old_code=answer.is_old_code,
    )


def _require_keys(answer: GatewayAnswer) -> None:
    """Raise WireFaultError if an answer that asks for nothing lacks a key that could ask.

    Beside a question, a missing key asks for nothing: some languages leave zeros out. Alone, it may
    be a question under another name.
    """
    if missing := answer.deviations.missing(ASKING):
        raise misread(missing.path, missing.expected, missing.found, "asks nothing")
