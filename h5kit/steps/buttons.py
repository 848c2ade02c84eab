"""The buttons that several steps have: 忘记密码, 返回认证, 换一个 and 重新获取."""

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.flow.machine import Event
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.model import Partner
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import keep_draft, with_draft
from h5kit.steps.fields import StepForm
from h5kit.steps.outcome import LateForm, PartShown, StepOutcome, StepPart, StepShown
from h5kit.steps.transitions import leave


async def forgot(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """忘记密码, 重置密码: open P4 with everything kept but the password."""
    desk.service_passwords.drop(flow)
    # P3's question can't be shown again: closing P4 leads to P2.
    question = None if flow.state is State.VERIFY else flow.question
    changes = {"question": question, "reset": None}
    return await leave(form, flow, desk, Event.FORGOT, release=question is None, **changes)


async def close(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """× and < 返回认证: back to P2 as it was left, with P4's number where P2 had none."""
    changes = {"draft": with_p4_number(with_draft(flow, form).draft), "reset": None}
    return await leave(form, flow, desk, Event.CLOSED, release=flow.question is None, **changes)


def with_p4_number(draft: dict[str, str]) -> dict[str, str]:
    """Return a draft whose number for P2 is the one typed on P4, where there is one."""
    typed = draft.get("forgot_phone")
    kept = {name: value for name, value in draft.items() if name != "forgot_phone"}
    return kept | {"phone": typed} if typed else kept


async def captcha(form: StepForm, flow: Flow, partner: Partner | None, desk: Desk) -> StepOutcome:
    """换一个: another picture, and nothing else changes."""
    kept = await keep_draft(form, flow, desk)
    if "captcha" not in form:
        return LateForm(kept)
    fresh = await desk.refresh_captcha(kept)
    has_picture = fresh.rev == flow.rev and not fresh.shown
    # A refusal is told at the top of the step, so then the step is shown whole.
    return PartShown(fresh, StepPart.CAPTCHA) if has_picture else StepShown(fresh)


async def resend(answers: Answers | ResetAnswers, flow: Flow, desk: Desk) -> StepOutcome:
    """重新获取: another SMS code, once the last one's time is over; the server counts."""
    if desk.clock.now() < flow.sms_until:
        return StepShown(flow)
    return await desk.call_carrier(flow, answers, is_resend=True)
