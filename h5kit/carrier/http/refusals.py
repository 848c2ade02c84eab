"""Refusals of a gateway and failed calls, as messages of the catalogue."""

from typing import Final

from h5kit import messages
from h5kit.carrier.dialect import Action, GatewayCall, RefusalData
from h5kit.carrier.faults import MESSAGES, WireFault, WireFaultError
from h5kit.carrier.http.answers import CAPTCHA_IMAGE, GatewayAnswer
from h5kit.carrier.http.deviations import STATUS
from h5kit.carrier.http.pictures import picture
from h5kit.carrier.http.reading import data_of
from h5kit.challenges import ROWS
from h5kit.flow.outcomes import Refused
from h5kit.flow.reset import FIELDS
from h5kit.messages import Message, Status

KNOWN_STATUSES: Final = frozenset(
    {
        Status.OK,
        Status.CODE_STILL_VALID,
        Status.BAD_SESSION,
        Status.BEING_MADE,
        Status.MAKING_FAILED,
    }
)
NO_FAILURE: Final = frozenset({Status.OK, Status.CODE_STILL_VALID})
LOGIN_STAYS: Final = frozenset({row.wrong for row in ROWS} | {Message.WRONG_CODE_NEW_SENT})
RESET_STAYS: Final = frozenset(message for fields in FIELDS.values() for message in fields)
"""Messages after which the same challenges, or the same step of a reset, stay open."""


def refusal(answer: GatewayAnswer) -> Refused | None:
    """Return the refusal, None if the answer isn't one."""
    if answer.status in NO_FAILURE and answer.action is not Action.RESET:
        return None
    message, is_fault = message_of(answer), is_unknown(answer.status)
    if not _stays(answer, message):
        return Refused(message, is_fault=is_fault)
    data = _data(answer)
    return Refused(
        message,
        session_over=False,
        sms_seconds=data.sms_duration or data.login_sms_duration or 0,
        captcha=picture(data.captcha_image, CAPTCHA_IMAGE, answer.deviations),
        is_fault=is_fault,
    )


def message_of(answer: GatewayAnswer) -> Message:
    """Return the message of a refusal.

    A reset without a refusing status is a lost session, unless its text is one of the catalogue.
    """
    if answer.status in NO_FAILURE:
        if message := messages.for_text(answer.msg.strip()):
            return message
        answer.deviations.note(STATUS, "a refusal", "no refusal")
        return Message.TIMED_OUT
    if answer.status == Status.BAD_SESSION:
        return Message.TIMED_OUT
    code = messages.for_status(answer.status)
    return MESSAGES[WireFault.UNKNOWN_STATUS] if code is None else code


def is_unknown(status: int) -> bool:
    """Return whether a status is undocumented: no message of the catalogue has it."""
    return status not in KNOWN_STATUSES and messages.for_status(status) is None


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


def _data(answer: GatewayAnswer) -> RefusalData:
    if answer.has_data:
        return data_of(answer, RefusalData)
    answer.settle_no_data()
    return RefusalData()


def _stays(answer: GatewayAnswer, message: Message) -> bool:
    """Return whether the same challenges stay open; without an action the message decides."""
    if answer.action is not None:
        return answer.action is Action.PROCESSING
    stays = message in (RESET_STAYS if answer.call is GatewayCall.FORGET else LOGIN_STAYS)
    answer.settle_action(Action.PROCESSING if stays else Action.RESET)
    return stays
