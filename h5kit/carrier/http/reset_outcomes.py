"""Convert the dialect's answers to a reset to outcomes of the port."""

from h5kit.carrier.dialect import Action, ForgetData, ResetEndData
from h5kit.carrier.gateway import ResetSession
from h5kit.carrier.http.answers import AN_OBJECT, EMPTY, GatewayAnswer
from h5kit.carrier.http.deviations import DATA, misread
from h5kit.carrier.http.reading import data_of
from h5kit.carrier.http.refusals import refusal
from h5kit.flow.outcomes import ResetAsked, ResetDone, ResetOutcome, ResetStep


def reset_answered(answer: GatewayAnswer, session: ResetSession | None) -> ResetOutcome:
    """Return the next step of a reset; `session` is None for the answer to its begin.

    If a reset ends without the step of the new password, the carrier sends a new one by SMS.
    """
    if refused := refusal(answer):
        return refused
    if answer.action is Action.DONE:
        was_chosen = session is not None and session.step is ResetStep.PASSWORD
        return ResetDone(is_sent_by_sms=not was_chosen, note=_last_note(answer))
    data = data_of(answer, ForgetData)
    step, seconds = _step(data)
    answer.settle_action(Action.PROCESSING)
    return ResetAsked(
        data.tid, step, sms_seconds=seconds, note=data.content, is_old_code=answer.is_old_code
    )


def _last_note(answer: GatewayAnswer) -> str:
    if answer.has_data:
        return data_of(answer, ResetEndData).content
    answer.deviations.note(DATA, AN_OBJECT, EMPTY)
    return ""


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
    raise misread(DATA, "a step of the reset", "nothing asked", "asks nothing")
