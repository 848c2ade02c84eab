"""P5 a: the owner of the number (source, section 三.2.3 (4): steps of a reset)."""

from h5kit.carrier.gateway import ResetAnswers
from h5kit.flow.record import Flow
from h5kit.model import Partner
from h5kit.steps import buttons
from h5kit.steps.challenge_fields import challenge_field
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import show_faults
from h5kit.steps.fields import FormData, StepForm
from h5kit.steps.number_owner import typed_owner
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import send_answers


class ResetIdentityForm(StepForm):
    """真实姓名 and 身份证号 of the number's owner, who may be another person than the applicant."""

    name = challenge_field("name", "真实姓名")
    id_card = challenge_field("id_card", "身份证号")


async def submit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """下一步: begin the reset; the carrier's answer decides the next step."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    return await send_answers(ResetAnswers(), form, flow, desk)


def _build_form(flow: Flow, sent: FormData | None) -> ResetIdentityForm:
    return ResetIdentityForm(sent, data=typed_owner(flow))


STEP = FlowStep(
    "身份验证",
    _build_form,
    {Go.SUBMIT: submit, Go.FORGOT: buttons.forgot, Go.CLOSE: buttons.close},
)
