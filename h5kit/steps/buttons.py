"""Handlers of the buttons that several steps share: 忘记密码, 返回认证, 换一个 and 重新获取."""

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.flow.machine import Event
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.model import Partner
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import keep_draft, with_draft
from h5kit.steps.fields import StepForm
from h5kit.steps.outcome import LateForm, PartShown, StepOutcome, StepPart, StepShown
from h5kit.steps.transitions import leave_step


async def forgot(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """忘记密码, 重置密码: open P4; the draft stays, the service password is forgotten."""
    desk.service_passwords.drop(flow)
    # Closing P4 leads to P2, which can't show P3's question.
    question = None if flow.state is State.VERIFY else flow.question
    changes = {"question": question, "reset": None}
    return await leave_step(form, flow, desk, Event.FORGOT, release=question is None, **changes)


async def close(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """× and < 返回认证: go back to P2 with its draft, and with P4's number if P2 had none."""
    changes = {"draft": with_p4_number(with_draft(flow, form).draft), "reset": None}
    return await leave_step(
        form, flow, desk, Event.CLOSED, release=flow.question is None, **changes
    )


def with_p4_number(draft: dict[str, str]) -> dict[str, str]:
    """Return the draft with P4's number moved to P2's field, if one was typed on P4."""
    typed = draft.get("forgot_phone")
    rest = {name: value for name, value in draft.items() if name != "forgot_phone"}
    return rest | {"phone": typed} if typed else rest


async def captcha(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """换一个: show another captcha; nothing else of the step changes."""
    saved = await keep_draft(form, flow, desk)
    if "captcha" not in form:
        return LateForm(saved)
    refreshed = await desk.refresh_captcha(saved)
    has_picture = refreshed.rev == flow.rev and not refreshed.shown
    # A refusal is a message at the top of the step, so the whole step must be shown.
    return PartShown(refreshed, StepPart.CAPTCHA) if has_picture else StepShown(refreshed)


async def resend(answers: Answers | ResetAnswers, flow: Flow, desk: Desk) -> StepOutcome:
    """重新获取: request another SMS code, unless the last one is valid by the server's clock."""
    if desk.clock.now() < flow.sms_until:
        return StepShown(flow)
    return await desk.call_carrier(flow, answers, is_resend=True)
