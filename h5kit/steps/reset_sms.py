"""P5 c: the SMS code of a reset (source, section 三.2.3 (4): steps of a reset).

Some carriers first ask for a code that logs in to their reset page (`/forget/pwd`). That is a step
of its own, with the same form.
"""

from h5kit.carrier.gateway import ResetAnswers
from h5kit.flow.record import Flow
from h5kit.model import Partner
from h5kit.steps import buttons
from h5kit.steps.challenge_fields import challenge_field
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import keep_draft, show_faults
from h5kit.steps.fields import FormData, StepForm
from h5kit.steps.outcome import LateForm, StepOutcome, StepShown
from h5kit.steps.step import ButtonHandler, FlowStep, Go
from h5kit.steps.transitions import send_answers


class ResetSmsForm(StepForm):
    """短信验证码."""

    sms_code = challenge_field("sms_code")


async def submit(
    form: ResetSmsForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """提交: send the code."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    return await send_answers(ResetAnswers(sms_code=form["sms_code"].data), form, flow, desk)


async def resend(
    form: ResetSmsForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepOutcome:
    """重新获取: begin a new reset to get another SMS code."""
    return await buttons.resend(ResetAnswers(), await keep_draft(form, flow, desk), desk)


def _build_form(flow: Flow, sent: FormData | None) -> ResetSmsForm:
    return ResetSmsForm(sent)


_BUTTONS: dict[str, ButtonHandler[ResetSmsForm]] = {
    Go.SUBMIT: submit,
    Go.SMS: resend,
    Go.FORGOT: buttons.forgot,
    Go.CLOSE: buttons.close,
}
LOGIN_STEP = FlowStep("登录验证", _build_form, _BUTTONS)
STEP = FlowStep("短信验证", _build_form, _BUTTONS)
