"""P5 d: five numbers that the person has called (source, section 三.2.3 (4): steps of a reset)."""

from h5kit import phone_numbers
from h5kit.carrier.gateway import ResetAnswers
from h5kit.challenges import Control, ControlKind
from h5kit.flow.record import Flow
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps import buttons
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import show_faults
from h5kit.steps.fields import Check, FormData, StepField, StepForm
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import send_answers

NUMBERS = range(1, 6)
CONTROL = Control("请输入手机号", ControlKind.TEL, inputmode="tel")


def _called_number(n: int) -> Check:
    def check(form: StepForm, field: StepField) -> Message | None:
        valid = phone_numbers.mobile(field.data)
        if valid is None:
            return Message.PHONE_INVALID
        field.data = valid
        earlier = (phone_numbers.mobile(form[f"phone{i}"].data) for i in range(1, n))
        return Message.CONTACT_REPEATED if valid in earlier else None

    return check


class ResetContactsForm(StepForm):
    """手机号码1 to 手机号码5; the loop below the class adds the fields."""


for _n in NUMBERS:
    setattr(
        ResetContactsForm,
        f"phone{_n}",
        StepField("手机号码%(n)s", CONTROL, _called_number(_n), contact=_n),
    )


async def submit(
    form: ResetContactsForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """提交: send the five numbers."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    contacts = tuple(form[f"phone{n}"].data for n in NUMBERS)
    return await send_answers(ResetAnswers(contacts=contacts), form, flow, desk)


def _build_form(flow: Flow, sent: FormData | None) -> ResetContactsForm:
    return ResetContactsForm(sent, data=flow.draft)


STEP = FlowStep(
    "联系人验证",
    _build_form,
    {Go.SUBMIT: submit, Go.FORGOT: buttons.forgot, Go.CLOSE: buttons.close},
)
