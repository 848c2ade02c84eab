"""Convert outcomes of the port to the dialect's answers: every key is present, never null."""

from typing import Any, Final, Literal, assert_never

import msgspec
from starlette.responses import Response

from h5kit import messages
from h5kit.carrier.dialect import (
    Action,
    CaptchaData,
    FlowData,
    ForgetData,
    GatewayCall,
    LoginData,
    TokenData,
    VerifyData,
    flagged,
)
from h5kit.carrier.gateway import ResetSession
from h5kit.carrier.sandbox.dialogue import GONE
from h5kit.carrier.sandbox.served.captcha_forms import CaptchaForm
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
    ResetAsked,
    ResetDone,
    ResetOutcome,
    ResetStep,
    Round,
)
from h5kit.media_types import JSON
from h5kit.messages import Message, Status
from h5kit.records import envelope


class NothingData(msgspec.Struct, frozen=True):
    """The data of a refused data call."""


Data = NothingData | TokenData | FlowData | CaptchaData | LoginData | VerifyData | ForgetData

KINDS: Final[dict[GatewayCall, type[Data]]] = {
    GatewayCall.TOKEN: TokenData,
    GatewayCall.FLOW: FlowData,
    GatewayCall.CAPTCHA: CaptchaData,
    GatewayCall.LOGIN: LoginData,
    GatewayCall.VERIFY: VerifyData,
    GatewayCall.FORGET: ForgetData,
    GatewayCall.RECORD: NothingData,
}


def _empty(kind: type[Data]) -> Data:
    """Return data with every key and without content: 0 for a `need_…`, "" for any other."""
    keys = kind.__struct_fields__
    empty: dict[str, Any] = {key: 0 if key.startswith("need_") else "" for key in keys}
    return kind(**empty)


EMPTY: Final = {call: _empty(kind) for call, kind in KINDS.items()}
"""The data of an answer without content."""

CALL_OF: Final = {Round.LOGIN: GatewayCall.LOGIN, Round.VERIFY: GatewayCall.VERIFY}


def answer(status: int, action: Action, data: Data | msgspec.Raw) -> Response:
    """Return an answer of the dialect: HTTP 200, whatever its status."""
    code = messages.for_status(status)
    text = Status(status).text if code is None else Message(code).text()
    body = {"status": status, "msg": text, "data": data, "action": action}
    return Response(msgspec.json.encode(body), media_type=JSON)


def of_begin(outcome: Challenge | Refused, form: CaptchaForm) -> Response:
    """Answer `/calls/flow`."""
    if isinstance(outcome, Refused):
        return _refused(GatewayCall.FLOW, outcome, form)
    data = msgspec.structs.replace(
        EMPTY[GatewayCall.FLOW],
        sid=outcome.sid,
        sms_duration=_seconds(outcome),
        captcha_image=form.text(outcome.captcha),
        verify_notes=outcome.note,
    )
    return answer(Status.OK, Action.PROCESSING, flagged(data, outcome.asks))


def of_submit(round_: Round, outcome: CarrierOutcome, form: CaptchaForm) -> Response:
    """Answer `/calls/login` or `/calls/verify`."""
    call = CALL_OF[round_]
    match outcome:
        case Refused():
            return _refused(call, outcome, form)
        case Granted():
            return answer(Status.OK, Action.DONE, EMPTY[call])
        case Challenge():
            kind = LoginData if call is GatewayCall.LOGIN else VerifyData
            data = kind(_seconds(outcome), form.text(outcome.captcha), outcome.note)
            return answer(Status.OK, Action.PROCESSING, flagged(data, outcome.asks))
        case _:
            assert_never(outcome)


def of_captcha(outcome: NewCaptcha | Refused, form: CaptchaForm) -> Response:
    """Answer `/calls/verify/captcha`."""
    if isinstance(outcome, Refused):
        return _refused(GatewayCall.CAPTCHA, outcome, form)
    return answer(Status.OK, Action.PROCESSING, CaptchaData(form.text(outcome.captcha)))


def of_reset(session: ResetSession | None, outcome: ResetOutcome) -> Response:
    """Answer `/forget/pwd`; `session` is the step that was answered, None for the identity."""
    match outcome:
        case Refused():
            return _refused(GatewayCall.FORGET, outcome, session=session)
        case ResetDone():
            tid = session.tid if session else ""
            data = ForgetData(tid, 0, 0, "", "", outcome.note)
            return answer(Status.OK, Action.DONE, data)
        case ResetAsked():
            return answer(Status.OK, Action.PROCESSING, _asked(outcome))
        case _:
            assert_never(outcome)


def of_collect(outcome: CollectOutcome) -> Response:
    """Answer `/calls/record`: the envelope of the source's section 四.4, plus `action`."""
    if isinstance(outcome, Collected):
        body = envelope(outcome.records).removesuffix(b"}") + b',"action":"done"}'
        return Response(body, media_type=JSON)
    return of_no_records(outcome)


def of_no_records(outcome: NotYet | Refused) -> Response:
    """Answer a data call whose records aren't ready yet, or have failed."""
    match outcome:
        case NotYet():
            return answer(Status.BEING_MADE, Action.PROCESSING, NothingData())
        case Refused():
            status = Status.BAD_SESSION if outcome is GONE else Status.MAKING_FAILED
            return answer(status, Action.RESET, NothingData())
        case _:
            assert_never(outcome)


def _asked(outcome: ResetAsked) -> ForgetData:
    step, seconds = outcome.step, outcome.sms_seconds
    return ForgetData(
        tid=outcome.tid,
        need_new_pwd=_flag(step is ResetStep.PASSWORD),
        need_contacts=_flag(step is ResetStep.CONTACTS),
        login_sms_duration=seconds if step is ResetStep.LOGIN_SMS else "",
        sms_duration=seconds if step is ResetStep.SMS else "",
        content=outcome.note,
    )


def _refused(
    call: GatewayCall,
    outcome: Refused,
    form: CaptchaForm = CaptchaForm.BASE64,
    session: ResetSession | None = None,
) -> Response:
    """Answer a refusal; the action `processing` means that the same challenges stay open.

    A code's seconds and a picture are set only if they are new.
    """
    # Identity, not equality: a scenario's own message 25 has another status.
    if outcome is GONE:
        return answer(Status.BAD_SESSION, Action.RESET, EMPTY[call])
    status = Message(outcome.message).row.statuses[0]
    action = Action.RESET if outcome.session_over else Action.PROCESSING
    open_session = None if outcome.session_over else session
    step = open_session.step if open_session else None
    is_login_code = step is ResetStep.LOGIN_SMS
    values = {
        "tid": open_session.tid if open_session else "",
        "need_new_pwd": _flag(step is ResetStep.PASSWORD),
        "need_contacts": _flag(step is ResetStep.CONTACTS),
        "login_sms_duration" if is_login_code else "sms_duration": outcome.sms_seconds or "",
        "captcha_image": form.text(outcome.captcha),
    }
    data = EMPTY[call]
    known = {name: value for name, value in values.items() if name in data.__struct_fields__}
    return answer(status, action, msgspec.structs.replace(data, **known))


def _seconds(outcome: Challenge) -> int | Literal[""]:
    return outcome.sms_seconds if Ask.SMS in outcome.asks else ""


def _flag(value: bool) -> Literal[0, 1]:
    return 1 if value else 0
